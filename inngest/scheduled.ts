import type { GetStepTools, Inngest, InngestFunction } from 'inngest';
import { inngest } from './client';
import { mapped } from './map-error';
import { SCHEDULES, type ScheduleName, scheduleEvent } from './schedule';

/** A function that the clock asks for, or somebody out of its turn: one run at a time. */
export function scheduledFunction(
  name: ScheduleName,
  handler: (step: GetStepTools<Inngest>) => Promise<unknown>,
): InngestFunction.Any {
  return inngest().createFunction(
    {
      id: name,
      retries: 2,
      concurrency: { limit: 1 },
      triggers: [{ cron: SCHEDULES[name].cron }, { event: scheduleEvent(name) }],
    },
    ({ step }) => handler(step),
  );
}

/** The same for work that is one step. */
export function scheduled(name: ScheduleName, work: () => Promise<unknown>): InngestFunction.Any {
  return scheduledFunction(name, (step) => step.run(name, () => mapped(work)));
}
