import { audit } from '@/lib/identity';
import { type DurableEvent, sendEvent } from '@/lib/platform/durable/send-event';
import { AppError } from '@/lib/platform/errors';
import type { OrgContext } from '@/lib/tenancy';
import type { Worker } from './contract';
import { isOverdue, nextRun, type Schedules } from './schedule';
import { type WorkerHistory, workerHistories } from './worker-runs';

/** Longer than any worker takes: what has no end after that was killed. */
const RUNNING_AT_MOST_MS = 600_000;

/** What asks for scheduled work out of its turn. */
export type ScheduleRequest = (name: string, now: Date) => DurableEvent;

export async function listWorkers(ctx: OrgContext, schedules: Schedules) {
  const histories = await workerHistories();
  const workers = Object.entries(schedules).map(([name, { cron, does }]) =>
    workerOf({ name, cron, does, history: histories.get(name) }, ctx.now()),
  );
  return {
    workers,
    summary: {
      total: workers.length,
      running: workers.filter(({ isRunning }) => isRunning).length,
      healthy: workers.filter(({ lastError, isOverdue }) => lastError === null && !isOverdue).length,
      withErrors: workers.filter(({ lastError }) => lastError !== null).length,
    },
  };
}

interface Scheduled {
  name: string;
  cron: string;
  does: string;
  history: WorkerHistory | undefined;
}

export function workerOf({ name, cron, does, history }: Scheduled, now: Date): Worker {
  const isRunning =
    history !== undefined && history.lastEnd === null && now.getTime() - history.lastRun.getTime() < RUNNING_AT_MOST_MS;
  return {
    name,
    does,
    pattern: cron,
    isRunning,
    lastRun: history?.lastRun.toISOString() ?? null,
    lastDurationMs: history?.lastDurationMs ?? null,
    nextRun: nextRun(cron, now).toISOString(),
    runCount: history?.runCount ?? 0,
    errorCount: history?.errorCount ?? 0,
    lastError: history?.lastError ?? null,
    lastRunId: history?.lastRunId ?? null,
    isOverdue: history !== undefined && !isRunning && isOverdue(cron, history.lastRun, now),
  };
}

/**
 * Asks for a worker out of its turn; asked for again in the same minute, it runs once.
 * @throws AppError NOT_FOUND, UNAVAILABLE
 */
export async function runWorker(
  ctx: OrgContext,
  schedules: Schedules,
  name: string,
  requestOf: ScheduleRequest,
): Promise<{ asked: string }> {
  if (!Object.hasOwn(schedules, name)) throw new AppError('NOT_FOUND');
  await sendEvent(requestOf(name, ctx.now()));
  await ctx.run((db) => audit(db, ctx, 'worker.asked', name, {}));
  return { asked: name };
}
