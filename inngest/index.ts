import { serve } from 'inngest/next';
import { inngest } from './client';
import { sweep, sweepOne } from './leads/sweep';
import { forgetChanges } from './live/forget-changes';
import { retryMail } from './mail/retry-mail';
import { isScheduleName, type ScheduleName, scheduleEvent } from './schedule';
import { forgetRefused } from './tracking/forget-refused';
import { partitions } from './tracking/partitions';

const MINUTE_MS = 60_000;

/** Every durable function of the program. */
export function durableFunctions() {
  return [sweep(), sweepOne(), partitions(), retryMail(), forgetRefused(), forgetChanges()];
}

/** What answers at /api/inngest. */
export function serveFunctions() {
  return serve({ client: inngest(), functions: durableFunctions() });
}

/** Asks for scheduled work out of its turn; at most once a minute, however often it is asked for. */
export async function runSchedule(name: ScheduleName, now: Date): Promise<void> {
  const minute = Math.floor(now.getTime() / MINUTE_MS);
  await inngest().send({ name: scheduleEvent(name), id: `${name}:${minute}`, data: {} });
}

export { isScheduleName };
