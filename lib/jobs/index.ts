export type { JobRow } from './job-rows';
export { JOB_EVENT, requestJob, startJob } from './request-job';
export { type JobKind, type JobKinds, jobsStandingStill, type Part, workOnJob } from './work-on-job';
