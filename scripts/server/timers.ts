import { Cron } from 'croner';
import { SCHEDULES, type ScheduleName } from '@/inngest/schedule';
import { SCHEDULED_WORK } from '@/inngest/scheduled-work';
import { sweep } from '@/lib/leads';
import { isDriven } from '@/lib/platform/durable/send-event';
import { log } from '@/lib/platform/log';
import { recordWorkerRun } from '@/lib/system';

/**
 * The net under the fast path: a drain at start for what a crash left in the inbox. What the clock asks for after that
 * comes as durable functions; where nobody drives them, the same schedules are kept here. One run of a kind at a time:
 * a moment that comes while the one before is still worked on is left out.
 */
export function startTimers(): () => void {
  if (isDriven()) {
    sweep().catch((error: unknown) =>
      log.error({ err: error }, 'the sweep at start failed; the next by schedule does it'),
    );
    return () => {};
  }
  const timers = (Object.keys(SCHEDULES) as ScheduleName[]).map(
    (name) =>
      new Cron(
        SCHEDULES[name].cron,
        // Its failure is in the log already; the next moment tries again.
        { timezone: 'UTC', protect: true, unref: true, catch: true },
        () => recordWorkerRun(name, SCHEDULED_WORK[name]),
      ),
  );
  for (const timer of timers) void timer.trigger();
  return () => {
    for (const timer of timers) timer.stop();
  };
}
