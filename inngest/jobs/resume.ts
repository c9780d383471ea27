import { jobsStandingStill, startJob, workOnJob } from '@/lib/jobs';
import { isDriven } from '@/lib/platform/durable/send-event';
import { uuidv7 } from '@/lib/platform/uuid';
import { jobContext } from '@/lib/tenancy';
import { JOB_KINDS } from './kinds';

/** Takes up jobs that nobody works on: their event was lost, or who worked on them is gone. */
export async function resumeJobs(now: () => Date = () => new Date()): Promise<void> {
  const driven = isDriven();
  for (const { orgId, jobId } of await jobsStandingStill(now(), { evenFresh: !driven })) {
    const ctx = jobContext(orgId, 'resume-jobs', uuidv7(), now);
    if (driven) await startJob(ctx, jobId);
    else await workOnJob(ctx, JOB_KINDS, jobId, Number.POSITIVE_INFINITY);
  }
}
