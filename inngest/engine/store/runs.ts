import type { WireError, WireEvent } from '../wire';
import type { EngineDb } from './database';
import { type Item, settle } from './queue';

export type RunStatus = 'queued' | 'running' | 'completed' | 'failed' | 'cancelled';

export interface Run {
  id: string;
  functionId: string;
  orgId: string | null;
  event: WireEvent;
  /** What asked for it; null where nobody traces. */
  traceparent: string | null;
  status: RunStatus;
  requestVersion: number;
  immediateOff: boolean;
}

const COLUMNS = `id, function_id as "functionId", org_id as "orgId", event, traceparent, status,
  request_version as "requestVersion", immediate_off as "immediateOff"`;

export async function insertRun(
  db: EngineDb,
  { id, functionId, orgId, event, traceparent }: Pick<Run, 'id' | 'functionId' | 'orgId' | 'event' | 'traceparent'>,
  now: Date,
): Promise<void> {
  await db.write(
    'insert into engine.runs (id, function_id, org_id, event, traceparent, created_at) values ($1, $2, $3, $4, $5, $6)',
    [id, functionId, orgId, JSON.stringify(event), traceparent, now],
  );
}

/** Of two that end steps of one run at once, one waits: the order of ended steps is part of what the function sees. */
export async function lockRun(db: EngineDb, id: string): Promise<Run | null> {
  const { rows } = await db.query<Run & Record<string, unknown>>(
    `select ${COLUMNS} from engine.runs where id = $1 for update`,
    [id],
  );
  return rows[0] ?? null;
}

/** A step that has ended, and what the function is given for it. */
export interface EndedStep {
  id: string;
  memo: unknown;
}

export type RunAtHand = Run & {
  /** Its ended steps, in the order in which they ended. */
  ended: EndedStep[];
};

/** Question: what is a function given when these runs go on? */
export async function runsAtHand(db: EngineDb, ids: string[]): Promise<RunAtHand[]> {
  const { rows } = await db.query<RunAtHand & Record<string, unknown>>(
    `select ${COLUMNS},
            (select coalesce(json_agg(json_build_object('id', s.id, 'memo', s.memo) order by s.position), '[]')
               from engine.steps s where s.run_id = r.id and s.position is not null) as ended
       from engine.runs r where id = any($1::text[])`,
    [ids],
  );
  return rows;
}

export async function noteStarted(db: EngineDb, id: string, now: Date): Promise<void> {
  await db.write(
    `update engine.runs set status = 'running', started_at = coalesce(started_at, $2) where id = $1 and status = 'queued'`,
    [id, now],
  );
}

/**
 * Locks a run and takes a finished item of it off: first the one, then the other, as everybody does. In the transaction
 * of what the item brought about. @returns the run; null when the item's lease was lost, or there is no such run
 */
export async function lockAndSettle(db: EngineDb, id: string, item: Pick<Item, 'id' | 'fence'>): Promise<Run | null> {
  const { rows } = await db.query<Run & { settled: boolean } & Record<string, unknown>>(
    `with run as materialized (
       select ${COLUMNS} from engine.runs where id = $1 for update
     ), gone as (
       delete from engine.queue q using run where q.id = $2 and q.fence = $3 returning q.id
     )
     select run.*, exists (select from gone) as settled from run`,
    [id, item.id, item.fence],
  );
  if (!rows[0]) await settle(db, item);
  if (!rows[0]?.settled) return null;
  const { settled: _, ...run } = rows[0];
  return run;
}

export async function noteVersion(db: EngineDb, id: string, version: number, immediateOff: boolean): Promise<void> {
  await db.write('update engine.runs set request_version = $2, immediate_off = immediate_off or $3 where id = $1', [
    id,
    version,
    immediateOff,
  ]);
}

/** The last thing that went wrong, shown while the run goes on; it goes when the run completes. */
export async function noteError(db: EngineDb, id: string, error: WireError): Promise<void> {
  await db.write('update engine.runs set error = $2 where id = $1', [id, JSON.stringify(error)]);
}

/** Ends a run, which the caller has locked, and whatever it still waited for. @returns false when it had ended already */
export async function endRun(
  db: EngineDb,
  id: string,
  end: { status: 'completed'; output: unknown } | { status: 'failed' | 'cancelled'; error: WireError },
  now: Date,
): Promise<boolean> {
  const output = end.status === 'completed' ? JSON.stringify(end.output ?? null) : null;
  const error = end.status === 'completed' ? null : JSON.stringify(end.error);
  const { rowCount } = await db.query(
    `with ended as (
       update engine.runs set status = $2, output = $3, error = $4, ended_at = $5
        where id = $1 and ended_at is null returning id
     ), queue as (
       delete from engine.queue where run_id in (select id from ended)
     ), waits as (
       delete from engine.waits where run_id in (select id from ended)
     )
     select id from ended`,
    [id, end.status, output, error, now],
  );
  return rowCount === 1;
}
