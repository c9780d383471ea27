import { implementEndpoints, orgOf } from '@/lib/tenancy/router';
import { jobsContract } from './contract';
import { cancelJob, getJob, jobFailuresFile, listJobFailures, listJobs } from './job-verbs';

const os = implementEndpoints(jobsContract);

export const jobsEndpoints = os.router({
  listJobs: os.listJobs.handler(({ context, input }) => listJobs(orgOf(context), input)),
  getJob: os.getJob.handler(({ context, input }) => getJob(orgOf(context), input)),
  cancelJob: os.cancelJob.handler(({ context, input }) => cancelJob(orgOf(context), input)),
  listJobFailures: os.listJobFailures.handler(({ context, input }) => listJobFailures(orgOf(context), input)),
  jobFailuresFile: os.jobFailuresFile.handler(({ context, input }) => jobFailuresFile(orgOf(context), input)),
});
