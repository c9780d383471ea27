import { ulid } from 'ulid';
import { isUuid } from '@/lib/platform/uuid';
import { type EngineFunction, FAILED_EVENT } from './function-config';
import { valueAt } from './path';
import type { EngineDb } from './store/database';
import { enqueue } from './store/queue';
import { insertRun } from './store/runs';
import type { WireEvent } from './wire';

/** The organization whose work an event asks for; null for the program's own. */
export function orgOf({ data: { orgId } }: Pick<WireEvent, 'data'>): string | null {
  return isUuid(orgId) ? orgId : null;
}

/** Whether an event begins a run of the function; an `onFailure` hears of its own function's failures alone. */
export function isTriggeredBy(fn: EngineFunction, event: WireEvent): boolean {
  if (!fn.events.includes(event.name)) return false;
  return event.name !== FAILED_EVENT || fn.failureOf === null || event.data.function_id === fn.failureOf;
}

/**
 * Makes a run, due at once or when the event's own time has come.
 * @param traceparent what asked for it; its calls become part of that trace
 */
export async function begin(
  db: EngineDb,
  fn: EngineFunction,
  event: WireEvent,
  now: Date,
  traceparent: string | null = null,
): Promise<string> {
  const id = ulid(now.getTime());
  await insertRun(db, { id, functionId: fn.id, orgId: orgOf(event), event, traceparent }, now);
  const runAt = new Date(Math.max(now.getTime(), event.ts));
  await enqueue(db, {
    kind: 'call',
    functionId: fn.id,
    runId: id,
    stepId: 'step',
    concurrency: concurrencyFor(fn, event),
    runAt,
  });
  return id;
}

/** The keys that a step of this run counts against. */
export function concurrencyFor(fn: EngineFunction, event: WireEvent): { key: string; limit: number }[] {
  return fn.concurrency.map(({ limit, path }) => ({
    key: path === null ? fn.id : `${fn.id} ${path.join('.')} ${JSON.stringify(valueAt(event.data, path) ?? null)}`,
    limit,
  }));
}
