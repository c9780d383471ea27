import { scheduled } from '@/inngest/scheduled';
import { forgetRefusedEvents } from '@/lib/tracking';

export const forgetRefused = () => scheduled('forget-refused-events', forgetRefusedEvents);
