import { scheduled } from '@/inngest/scheduled';
import { retryUnsent } from '@/lib/mail';

export const retryMail = () => scheduled('retry-mail', () => retryUnsent());
