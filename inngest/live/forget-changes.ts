import { scheduled } from '@/inngest/scheduled';
import { forgetOldChanges } from '@/lib/live';

export const forgetChanges = () => scheduled('forget-live-changes', forgetOldChanges);
