import type { GetStepTools, Inngest, InngestFunction } from 'inngest';
import { recordWorkerRun } from '@/lib/system';
import { inngest } from './client';
import { mapped } from './map-error';
import { SCHEDULES, type ScheduleName, scheduleEvent } from './schedule';
import { SCHEDULED_WORK } from './scheduled-work';
import { tracedStep } from './traced-step';

interface ScheduledRun {
  step: GetStepTools<Inngest>;
  /** Does something once, and writes it down as the worker's run. */
  work<T>(id: string, what: () => Promise<T>): Promise<unknown>;
}

/** A function that the clock asks for, or somebody out of its turn: one run at a time. */
export function scheduledFunction(
  name: ScheduleName,
  handler: (run: ScheduledRun) => Promise<unknown>,
): InngestFunction.Any {
  return inngest().createFunction(
    {
      id: name,
      retries: 2,
      concurrency: { limit: 1 },
      triggers: [{ cron: SCHEDULES[name].cron }, { event: scheduleEvent(name) }],
    },
    ({ step, runId, attempt }) =>
      handler({
        step,
        work: (id, what) =>
          step.run(id, () =>
            mapped(() => tracedStep({ functionId: name, runId, attempt }, id, () => recordWorkerRun(name, what))),
          ),
      }),
  );
}

/** The same for work that is one step. */
export function scheduled(name: ScheduleName): InngestFunction.Any {
  return scheduledFunction(name, ({ work }) => work(name, SCHEDULED_WORK[name]));
}
