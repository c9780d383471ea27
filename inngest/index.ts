import { inngest } from './client';
import { workJobs } from './jobs/work';
import { sweep, sweepOne } from './leads/sweep';
import { isScheduleName, type ScheduleName, scheduleRequest } from './schedule';
import { scheduled } from './scheduled';
import { answerProtocol } from './serve';

/** Every durable function of the program. */
export function durableFunctions() {
  return [
    sweep(),
    sweepOne(),
    scheduled('partitions'),
    scheduled('retry-mail'),
    workJobs(),
    scheduled('resume-jobs'),
    scheduled('forget-refused-events'),
    scheduled('forget-live-changes'),
    scheduled('forget-limits'),
    scheduled('forget-seen-calls'),
    scheduled('forget-worker-runs'),
  ];
}

/** What answers at /api/inngest. */
export function serveFunctions() {
  return answerProtocol(durableFunctions());
}

/** Asks for scheduled work out of its turn; at most once a minute, however often it is asked for. */
export async function runSchedule(name: ScheduleName, now: Date): Promise<void> {
  await inngest().send(scheduleRequest(name, now));
}

export { isScheduleName };
