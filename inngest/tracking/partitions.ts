import { scheduled } from '@/inngest/scheduled';
import { ensurePartitions } from '@/lib/tracking';

export const partitions = () => scheduled('partitions', ensurePartitions);
