import { discover } from './advance-run';
import { begin, isTriggeredBy, orgOf } from './begin-run';
import type { EngineFunction } from './function-config';
import { valueAt } from './path';
import type { EngineDb } from './store/database';
import { enqueue } from './store/queue';
import { lockRun } from './store/runs';
import { endWaiting } from './store/steps';
import type { WireEvent } from './wire';

const DAY_MS = 86_400_000;

/**
 * Begins what an event triggers, and goes on with what waits for it. In the caller's transaction.
 * @param traceparent what sent it; what is put off becomes no part of it, being of many events
 */
export async function publish(
  db: EngineDb,
  functions: EngineFunction[],
  event: WireEvent,
  now: Date,
  traceparent: string | null = null,
): Promise<void> {
  for (const fn of functions.filter((candidate) => isTriggeredBy(candidate, event))) {
    if (event.id !== undefined && !(await isFirst(db, fn.id, `event:${event.id}`, now))) continue;
    if (fn.idempotency) {
      const value = JSON.stringify(valueAt(event.data, fn.idempotency.path) ?? null);
      if (!(await isFirst(db, fn.id, `idempotency:${value}`, now))) continue;
    }
    if (fn.debounce) await putOff(db, fn, event, now);
    else await begin(db, fn, event, now, traceparent);
  }
  await wake(db, functions, event, now);
}

/** Whether a key is seen for the first time in 24 hours. */
async function isFirst(db: EngineDb, functionId: string, key: string, now: Date): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into engine.seen as s (function_id, key, until) values ($1, $2, $3)
     on conflict (function_id, key) do update set until = excluded.until where s.until <= $4`,
    [functionId, key, new Date(now.getTime() + DAY_MS), now],
  );
  return rowCount === 1;
}

/** The event waits for a quiet moment of its key, in the place of the one before it. */
async function putOff(db: EngineDb, fn: EngineFunction, event: WireEvent, now: Date): Promise<void> {
  const { periodMs, timeoutMs, path } = fn.debounce!;
  const key = JSON.stringify(path === null ? null : (valueAt(event.data, path) ?? null));
  const { rows } = await db.query<{ latest: Date | null; isNew: boolean }>(
    `insert into engine.debounces as d (function_id, key, event, org_id, latest) values ($1, $2, $3, $4, $5)
     on conflict (function_id, key) do update set event = excluded.event, org_id = excluded.org_id
     returning latest, xmax = 0 as "isNew"`,
    [fn.id, key, JSON.stringify(event), orgOf(event), timeoutMs === null ? null : new Date(now.getTime() + timeoutMs)],
  );
  const { latest, isNew } = rows[0]!;
  const quietAt = now.getTime() + periodMs;
  const runAt = new Date(latest === null ? quietAt : Math.min(quietAt, latest.getTime()));
  if (isNew) return enqueue(db, { kind: 'debounce', functionId: fn.id, payload: { key }, runAt });
  await db.query(
    `update engine.queue set run_at = $3 where kind = 'debounce' and function_id = $1 and payload ->> 'key' = $2`,
    [fn.id, key, runAt],
  );
}

/** The quiet moment has come. */
export async function beginPutOff(db: EngineDb, fn: EngineFunction, key: string, now: Date): Promise<void> {
  const { rows } = await db.query<{ event: WireEvent }>(
    'delete from engine.debounces where function_id = $1 and key = $2 returning event',
    [fn.id, key],
  );
  if (rows[0]) await begin(db, fn, rows[0].event, now);
}

/** Runs that wait for this event go on with it, unless their time is up: the first of the two counts. */
async function wake(db: EngineDb, functions: EngineFunction[], event: WireEvent, now: Date): Promise<void> {
  const { rows } = await db.query<{ run_id: string; step_id: string; match_path: string | null; match_value: unknown }>(
    'select run_id, step_id, match_path, match_value from engine.waits where event_name = $1 order by run_id, step_id',
    [event.name],
  );
  const matching = rows.filter(
    ({ match_path, match_value }) =>
      match_path === null ||
      JSON.stringify(valueAt(event.data, match_path.split('.')) ?? null) === JSON.stringify(match_value ?? null),
  );
  for (const { run_id: runId, step_id: stepId } of matching) {
    const run = await lockRun(db, runId);
    const { rowCount } = await db.query('delete from engine.waits where run_id = $1 and step_id = $2', [runId, stepId]);
    if (!run || rowCount === 0) continue;
    await db.query(`delete from engine.queue where run_id = $1 and step_id = $2 and kind = 'timeout'`, [runId, stepId]);
    if (!(await endWaiting(db, runId, stepId, event, now))) continue;
    const fn = functions.find(({ id }) => id === run.functionId);
    if (fn) await discover(db, fn, run, { now });
  }
}
