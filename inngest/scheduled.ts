import type { InngestFunction } from 'inngest';
import { inngest } from './client';
import { mapped } from './map-error';
import { SCHEDULES, type ScheduleName, scheduleEvent } from './schedule';

/** Work that the clock asks for, or somebody out of its turn: one run at a time. */
export function scheduled(name: ScheduleName, work: () => Promise<unknown>): InngestFunction.Any {
  return inngest().createFunction(
    {
      id: name,
      retries: 2,
      concurrency: { limit: 1 },
      triggers: [{ cron: SCHEDULES[name].cron }, { event: scheduleEvent(name) }],
    },
    async ({ step }) => step.run(name, () => mapped(work)),
  );
}
