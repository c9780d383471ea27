import { sweep } from '@/lib/leads';
import { forgetOldChanges } from '@/lib/live';
import { retryUnsent } from '@/lib/mail';
import { forgetWorkerRuns } from '@/lib/system';
import { forgetFullBuckets, forgetSeenCalls } from '@/lib/tenancy';
import { ensurePartitions, forgetRefusedEvents } from '@/lib/tracking';
import { resumeJobs } from './jobs/resume';
import type { ScheduleName } from './schedule';

/** What each schedule does, in one go. As functions they are driven by the engine; where nobody drives any, by timers. */
export const SCHEDULED_WORK: Record<ScheduleName, () => Promise<void>> = {
  sweep: () => sweep(),
  partitions: ensurePartitions,
  'retry-mail': () => retryUnsent(),
  'resume-jobs': () => resumeJobs(),
  'forget-refused-events': forgetRefusedEvents,
  'forget-live-changes': forgetOldChanges,
  'forget-limits': forgetFullBuckets,
  'forget-seen-calls': () => forgetSeenCalls(),
  'forget-worker-runs': () => forgetWorkerRuns(),
};
