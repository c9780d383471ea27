import { toAppError } from '@/lib/platform/errors';
import { log } from '@/lib/platform/log';
import { traced } from '@/lib/platform/trace';
import { uuidv7 } from '@/lib/platform/uuid';
import { inWork } from '@/lib/platform/work-context';
import { systemDb } from '@/lib/tenancy';

const REASON = 'system: what the clock asked for, of the whole installation';
const KEPT_DAYS = 7;

/**
 * Does scheduled work and writes down that it ran, whoever keeps the clock. Failing to write it down does not stop the
 * work; a run that was killed stays without an end.
 * @throws what the work throws
 */
export function recordWorkerRun<T>(worker: string, work: () => Promise<T>, now = () => new Date()): Promise<T> {
  const id = uuidv7();
  return inWork({ worker }, () =>
    traced(`worker ${worker}`, { 'throughline.worker': worker, 'throughline.worker.run.id': id }, () =>
      recorded(id, worker, work, now),
    ),
  );
}

async function recorded<T>(id: string, worker: string, work: () => Promise<T>, now: () => Date): Promise<T> {
  const startedAt = now();
  await note('insert into worker_runs (id, worker, started_at) values ($1, $2, $3)', [id, worker, startedAt]);
  try {
    const result = await work();
    await note('update worker_runs set ended_at = $2 where id = $1', [id, now()]);
    return result;
  } catch (error) {
    log.error({ workerRunId: id, err: error }, 'scheduled work failed, and will run again');
    const words = toAppError(error).message;
    await note('update worker_runs set ended_at = $2, error = $3 where id = $1', [id, now(), words]);
    throw error;
  }
}

async function note(text: string, values: unknown[]): Promise<void> {
  await systemDb(REASON)
    .query(text, values)
    .catch((error: unknown) => log.warn({ err: error }, 'a worker’s run was not written down'));
}

export interface WorkerHistory {
  worker: string;
  lastRunId: string;
  lastRun: Date;
  lastEnd: Date | null;
  lastError: string | null;
  /** How long the last run that ended took, in milliseconds. */
  lastDurationMs: number | null;
  runCount: number;
  errorCount: number;
}

/** Question: when did each worker run last, how did it go, and how often in seven days? */
export async function workerHistories(): Promise<Map<string, WorkerHistory>> {
  const { rows } = await systemDb(REASON).query<WorkerHistory & Record<string, unknown>>(
    `select w.worker, l.id as "lastRunId", l.started_at as "lastRun", l.ended_at as "lastEnd", l.error as "lastError",
            round(extract(epoch from e.ended_at - e.started_at) * 1000)::int as "lastDurationMs", w.runs as "runCount", w.errors as "errorCount"
       from (select worker, count(*)::int as runs, count(error)::int as errors from worker_runs group by worker) w
      cross join lateral (select * from worker_runs r where r.worker = w.worker order by started_at desc limit 1) l
       left join lateral (select * from worker_runs r where r.worker = w.worker and ended_at is not null order by started_at desc limit 1) e on true`,
  );
  return new Map(rows.map((row) => [row.worker, row]));
}

export async function forgetWorkerRuns(now = new Date()): Promise<void> {
  await systemDb('retention: partitions and expired rows').query('delete from worker_runs where started_at < $1', [
    new Date(now.getTime() - KEPT_DAYS * 86_400_000),
  ]);
}
