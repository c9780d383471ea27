import { NonRetriableError } from 'inngest';
import { orgFunction } from '@/inngest/org-function';
import { JOB_EVENT, workOnJob } from '@/lib/jobs';
import { isUuid } from '@/lib/platform/uuid';
import { JOB_KINDS } from './kinds';

/** Long enough that a job is few steps, short enough that one fits where a request may take seconds. */
const STEP_MS = 5_000;

/** Works on a job until it has ended. What has been done stands in the job itself, so that no step repeats another's. */
export const workJobs = () =>
  orgFunction({ id: 'work-on-job', event: JOB_EVENT, perOrganization: 1 }, async ({ ctx, data, step }) => {
    const { jobId } = data;
    if (!isUuid(jobId)) throw new NonRetriableError('The event names no job.');
    for (let n = 1; ; n++)
      if (await step(`part ${n}`, () => workOnJob(ctx, JOB_KINDS, jobId, STEP_MS))) return { steps: n };
  });
