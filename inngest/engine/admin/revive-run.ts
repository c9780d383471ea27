import { concurrencyFor } from '../begin-run';
import type { EngineFunction } from '../function-config';
import type { EngineDb } from '../store/database';
import { type Owner, ownedBy } from '../store/inspect';
import { enqueue } from '../store/queue';
import { endRun, lockRun } from '../store/runs';

export type Revived = 'revived' | 'unknown' | 'not failed' | 'function gone';

/**
 * Lets a run that failed go on: what its steps have done stays done and is not done again; the steps that failed, and
 * those it was waiting for, are tried anew with all their attempts. A failure that the function had caught is tried
 * again too: nothing tells it from the one the run ended by.
 */
export async function reviveRun(
  db: EngineDb,
  functions: EngineFunction[],
  owner: Owner,
  id: string,
  now: Date,
): Promise<Revived> {
  const run = await lockRun(db, id);
  if (!run || run.orgId !== owner) return 'unknown';
  if (run.status !== 'failed') return 'not failed';
  const fn = functions.find((candidate) => candidate.id === run.functionId);
  if (!fn) return 'function gone';
  await db.query(`delete from engine.steps where run_id = $1 and state <> 'done'`, [id]);
  await db.query(
    `update engine.runs set status = 'running', error = null, ended_at = null, revivals = revivals + 1 where id = $1`,
    [id],
  );
  await enqueue(db, {
    kind: 'call',
    functionId: fn.id,
    runId: id,
    stepId: 'step',
    concurrency: concurrencyFor(fn, run.event),
    runAt: now,
  });
  return 'revived';
}

/** How many at a call: each is a small transaction of its own, and whoever asks can ask for the ones after. */
const REVIVED_AT_ONCE = 200;

/** Question: which runs failed, oldest first, so that what was asked first goes on first? */
export async function failedRuns(db: EngineDb, owner: Owner, after: string): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `select id from engine.runs r where status = 'failed' and ${ownedBy(owner)} and id > $2 order by id limit $3`,
    [owner, after, REVIVED_AT_ONCE],
  );
  return rows.map(({ id }) => id);
}

/** Ends a run by somebody's wish. What is under way is not interrupted; nothing follows from it. */
export async function cancelRun(
  db: EngineDb,
  owner: Owner,
  id: string,
  now: Date,
): Promise<'cancelled' | 'unknown' | 'ended'> {
  const run = await lockRun(db, id);
  if (!run || run.orgId !== owner) return 'unknown';
  const ended = await endRun(
    db,
    id,
    { status: 'cancelled', error: { name: 'Cancelled', message: 'Somebody cancelled it.' } },
    now,
  );
  return ended ? 'cancelled' : 'ended';
}
