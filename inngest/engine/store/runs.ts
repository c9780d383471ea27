import type { WireError, WireEvent } from '../wire';
import type { EngineDb } from './database';

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
  await db.query(
    'insert into engine.runs (id, function_id, org_id, event, traceparent, created_at) values ($1, $2, $3, $4, $5, $6)',
    [id, functionId, orgId, JSON.stringify(event), traceparent, now],
  );
}

export async function loadRun(db: EngineDb, id: string): Promise<Run | null> {
  const { rows } = await db.query<Run & Record<string, unknown>>(`select ${COLUMNS} from engine.runs where id = $1`, [
    id,
  ]);
  return rows[0] ?? null;
}

/** Of two that end steps of one run at once, one waits: the order of ended steps is part of what the function sees. */
export async function lockRun(db: EngineDb, id: string): Promise<Run | null> {
  const { rows } = await db.query<Run & Record<string, unknown>>(
    `select ${COLUMNS} from engine.runs where id = $1 for update`,
    [id],
  );
  return rows[0] ?? null;
}

export async function noteStarted(db: EngineDb, id: string, now: Date): Promise<void> {
  await db.query(
    `update engine.runs set status = 'running', started_at = coalesce(started_at, $2) where id = $1 and status = 'queued'`,
    [id, now],
  );
}

export async function noteVersion(db: EngineDb, id: string, version: number, immediateOff: boolean): Promise<void> {
  await db.query('update engine.runs set request_version = $2, immediate_off = immediate_off or $3 where id = $1', [
    id,
    version,
    immediateOff,
  ]);
}

/** The last thing that went wrong, shown while the run goes on; it goes when the run completes. */
export async function noteError(db: EngineDb, id: string, error: WireError): Promise<void> {
  await db.query('update engine.runs set error = $2 where id = $1', [id, JSON.stringify(error)]);
}

/** Ends a run and whatever it still waited for. @returns false when it had ended already */
export async function endRun(
  db: EngineDb,
  id: string,
  end: { status: 'completed'; output: unknown } | { status: 'failed' | 'cancelled'; error: WireError },
  now: Date,
): Promise<boolean> {
  const output = end.status === 'completed' ? JSON.stringify(end.output ?? null) : null;
  const error = end.status === 'completed' ? null : JSON.stringify(end.error);
  const { rowCount } = await db.query(
    `update engine.runs set status = $2, output = $3, error = $4, ended_at = $5
      where id = $1 and ended_at is null`,
    [id, end.status, output, error, now],
  );
  if (rowCount === 0) return false;
  await db.query('delete from engine.queue where run_id = $1', [id]);
  await db.query('delete from engine.waits where run_id = $1', [id]);
  return true;
}
