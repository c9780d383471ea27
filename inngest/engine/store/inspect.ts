import type { WireError, WireEvent } from '../wire';
import type { EngineDb } from './database';
import type { RunStatus } from './runs';

/** Whose runs: one organization's, or the program's own, which belong to none. */
export type Owner = string | null;

export interface RunSummary {
  id: string;
  functionId: string;
  status: RunStatus;
  error: WireError | null;
  createdAt: Date;
  startedAt: Date | null;
  endedAt: Date | null;
  revivals: number;
  /** When it is worked on next; null when it is being worked on, waits for an event, or has ended. */
  nextAt: Date | null;
}

export interface RunInFull extends RunSummary {
  event: WireEvent;
  output: unknown;
  steps: {
    id: string;
    name: string;
    op: string;
    state: string;
    attempts: number;
    memo: unknown;
    error: WireError | null;
    createdAt: Date;
    endedAt: Date | null;
    nextAt: Date | null;
  }[];
  failures: { stepId: string | null; attempt: number; error: WireError; failedAt: Date }[];
}

const SUMMARY = `r.id, r.function_id as "functionId", r.status, r.error, r.created_at as "createdAt", r.started_at as "startedAt",
  r.ended_at as "endedAt", r.revivals,
  (select min(q.run_at) from engine.queue q where q.run_id = r.id and q.lease_until is null) as "nextAt"`;

/** Written out, not as a parameter that may be null: only then is an index used for either. */
export const ownedBy = (owner: Owner) => (owner === null ? 'r.org_id is null and $1::uuid is null' : 'r.org_id = $1');

export interface RunFilter {
  status?: RunStatus | undefined;
  functionId?: string | undefined;
  /** A run's id: those that began before it. */
  before?: string | undefined;
  limit: number;
}

/** Question: which runs are there, newest first? */
export async function listRuns(db: EngineDb, owner: Owner, filter: RunFilter): Promise<RunSummary[]> {
  const { rows } = await db.query<RunSummary & Record<string, unknown>>(
    `select ${SUMMARY} from engine.runs r
      where ${ownedBy(owner)} and ($2::text is null or r.status = $2) and ($3::text is null or r.function_id = $3)
        and ($4::text is null or r.id < $4)
      order by r.id desc limit $5`,
    [owner, filter.status ?? null, filter.functionId ?? null, filter.before ?? null, filter.limit],
  );
  return rows;
}

/** Question: what happened in this run, step by step and attempt by attempt? */
export async function readRun(db: EngineDb, owner: Owner, id: string): Promise<RunInFull | null> {
  const { rows } = await db.query<RunInFull & Record<string, unknown>>(
    `select ${SUMMARY}, r.event, r.output from engine.runs r where ${ownedBy(owner)} and r.id = $2`,
    [owner, id],
  );
  const run = rows[0];
  if (!run) return null;
  const steps = await db.query<RunInFull['steps'][number] & Record<string, unknown>>(
    `select s.id, s.name, s.op, s.state, s.attempts, s.memo, s.error, s.created_at as "createdAt", s.ended_at as "endedAt",
            (select min(q.run_at) from engine.queue q where q.run_id = s.run_id and q.step_id = s.id and q.lease_until is null) as "nextAt"
       from engine.steps s where s.run_id = $1 order by s.position nulls last, s.created_at, s.id`,
    [id],
  );
  const failures = await db.query<RunInFull['failures'][number] & Record<string, unknown>>(
    `select step_id as "stepId", attempt, error, failed_at as "failedAt" from engine.failures where run_id = $1 order by id limit 500`,
    [id],
  );
  return { ...run, steps: steps.rows, failures: failures.rows };
}

export interface Overview {
  /** Items that are due and nobody has taken, how long the oldest has been due, and items under way: of everybody. */
  queue: { due: number; oldestDueAt: Date | null; underWay: number };
  /** Of the owner: runs that have not ended, and those that failed and are kept. */
  open: number;
  failed: number;
  functions: { id: string; name: string; refused: string | null; gone: boolean }[];
}

/** More than so many are not counted one by one. */
const COUNTED_MOST = 100_000;

/** Question: how is it going? */
export async function readOverview(db: EngineDb, owner: Owner, now: Date): Promise<Overview> {
  const [queue, runs, functions] = await Promise.all([
    db.query<{ due: number; oldestDueAt: Date | null; underWay: number }>(
      `select (select count(*)::int from (select 1 from engine.queue where run_at <= $1 and (lease_until is null or lease_until < $1) limit $2) due) as due,
              (select min(run_at) from engine.queue where run_at <= $1 and (lease_until is null or lease_until < $1)) as "oldestDueAt",
              (select count(*)::int from engine.queue where lease_until >= $1) as "underWay"`,
      [now, COUNTED_MOST],
    ),
    db.query<{ open: number; failed: number }>(
      `select (select count(*)::int from (select 1 from engine.runs r where ${ownedBy(owner)} and r.ended_at is null limit $2) o) as open,
              (select count(*)::int from (select 1 from engine.runs r where ${ownedBy(owner)} and r.status = 'failed' limit $2) f) as failed`,
      [owner, COUNTED_MOST],
    ),
    db.query<Overview['functions'][number]>(
      `select id, coalesce(config ->> 'name', id) as name, refused, gone_at is not null as gone from engine.functions order by id`,
    ),
  ]);
  return { queue: queue.rows[0]!, ...runs.rows[0]!, functions: functions.rows };
}
