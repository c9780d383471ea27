import { announce } from '@/lib/live';
import { isAppError, toAppError } from '@/lib/platform/errors';
import { log } from '@/lib/platform/log';
import { type TracedSpan, traced } from '@/lib/platform/trace';
import { inWork } from '@/lib/platform/work-context';
import { type OrgContext, type OrgDb, systemDb } from '@/lib/tenancy';
import type { JobKindName } from './contract';
import { JOB_COLUMNS, type JobRow } from './job-rows';

/** What a part of a job dealt with. */
export interface Part {
  /** The last item of it: the next part goes on behind it. Null, when something is taken back: nothing is left of it. */
  position: string | null;
  items: number;
  failures?: { item: string; reason: string }[];
  /** Figures that are added to the report's. */
  tally?: Record<string, number>;
}

/** How long work of a kind is done: in parts, each in one transaction with where it stands, so that none is done twice. */
export interface JobKind {
  /** Question: how many items are there? */
  count(db: OrgDb, job: JobRow): Promise<number>;
  /** Deals with the next few items behind `job.position`. Null: there are none. */
  part(db: OrgDb, job: JobRow, now: Date): Promise<Part | null>;
  /** Makes it count, once all items are dealt with. */
  finish(db: OrgDb, job: JobRow, now: Date): Promise<void>;
  /** Puts the last few items, up to `job.position`, back to what they were. Null: there are none. */
  takeBack(db: OrgDb, job: JobRow, now: Date): Promise<Part | null>;
  /** What is left to be done after it has ended, outside of its transaction. */
  afterwards?(ctx: OrgContext): Promise<unknown>;
}

export type JobKinds = Record<JobKindName, JobKind>;

/**
 * Works on a job for a while. Whoever is killed in it loses the part under way and nothing else; two at once take turns.
 * @param budgetMs how long; at least one part is done
 * @returns whether it has ended
 */
export function workOnJob(ctx: OrgContext, kinds: JobKinds, jobId: string, budgetMs: number): Promise<boolean> {
  const untilMs = performance.now() + budgetMs;
  const fields = { 'throughline.job.id': jobId, 'throughline.org.id': ctx.orgId };
  return inWork({ jobId, orgId: ctx.orgId }, async () => {
    do {
      const step = await traced('job part', fields, (span) => workOnce(ctx, kinds, jobId, span));
      if (step === 'ended') return true;
    } while (performance.now() < untilMs);
    return false;
  });
}

async function workOnce(ctx: OrgContext, kinds: JobKinds, jobId: string, span: TracedSpan): Promise<'more' | 'ended'> {
  let kind: JobKind | undefined;
  try {
    const step = await ctx.run(
      async (db) => {
        const { rows } = await db.query<JobRow>(
          `select ${JOB_COLUMNS} from jobs where org_id = $1 and id = $2 for update`,
          [db.orgId, jobId],
        );
        const job = rows[0];
        if (!job || job.ended_at) return 'ended';
        kind = kinds[job.kind];
        const { status, ended, items } = await advance(db, kind, job, ctx.now());
        span.set({ 'throughline.job.kind': job.kind, 'throughline.items': items });
        await announce(db, 'jobs', { jobId });
        return ended ? status : 'more';
      },
      { statementTimeoutMs: 120_000 },
    );
    if (step === 'more') return 'more';
    if (step !== 'ended') await kind?.afterwards?.(ctx);
    return 'ended';
  } catch (error) {
    // A database that is away is waited for; what is wrong with the job itself no repetition will mend.
    if (isAppError(error) || toAppError(error).code === 'UNAVAILABLE') throw error;
    log.error({ err: error }, 'a job failed');
    span.fail(toAppError(error).code);
    await end(ctx, jobId, 'failed', toAppError(error).message);
    return 'ended';
  }
}

async function advance(db: OrgDb, kind: JobKind, job: JobRow, now: Date) {
  if (job.status === 'cancelling') {
    const part = await kind.takeBack(db, job, now);
    if (part) await note(db, job, { ...part, items: -part.items }, now);
    else await close(db, job.id, 'cancelled', now);
    return { status: 'cancelled', ended: part === null, items: part?.items ?? 0 } as const;
  }
  if (job.total === null) {
    const total = await kind.count(db, job);
    await db.query(
      `update jobs set total = $3, status = 'running', started_at = coalesce(started_at, $4), moved_at = $4 where org_id = $1 and id = $2`,
      [db.orgId, job.id, total, now],
    );
    return { status: 'running', ended: false, items: 0 } as const;
  }
  const part = await kind.part(db, job, now);
  if (part) await note(db, job, part, now);
  else {
    await kind.finish(db, job, now);
    await close(db, job.id, 'completed', now);
  }
  return { status: 'completed', ended: part === null, items: part?.items ?? 0 } as const;
}

async function note(db: OrgDb, job: JobRow, part: Part, now: Date): Promise<void> {
  const result = { ...job.result };
  for (const [name, count] of Object.entries(part.tally ?? {})) result[name] = (result[name] ?? 0) + count;
  const failures = part.failures ?? [];
  await db.query(
    // What came in meanwhile may have made more items of it than were counted.
    `update jobs set position = $3, done = done + $4, total = greatest(total, done + $4), failed = failed + $5, result = $6, moved_at = $7
      where org_id = $1 and id = $2`,
    [db.orgId, job.id, part.position, part.items, failures.length, JSON.stringify(result), now],
  );
  if (failures.length > 0)
    await db.query(
      `insert into job_failures (org_id, job_id, item, reason) select $1, $2, * from unnest($3::text[], $4::text[]) on conflict do nothing`,
      [db.orgId, job.id, failures.map(({ item }) => item), failures.map(({ reason }) => reason.slice(0, 1_000))],
    );
}

async function end(ctx: OrgContext, jobId: string, status: 'failed', error: string): Promise<void> {
  await ctx.run(async (db) => {
    await close(db, jobId, status, ctx.now(), error);
    await announce(db, 'jobs', { jobId });
  });
}

async function close(db: OrgDb, jobId: string, status: string, now: Date, error: string | null = null): Promise<void> {
  await db.query(
    `update jobs set status = $3, error = $4, ended_at = $5, moved_at = $5, started_at = coalesce(started_at, $5)
      where org_id = $1 and id = $2 and ended_at is null`,
    [db.orgId, jobId, status, error, now],
  );
}

/** Nobody has moved it for so long that whoever worked on it is gone. */
const STANDS_STILL_MS = 90_000;

/** Question: which jobs stand still, in all organizations? Where nobody drives functions, each that is open does. */
export async function jobsStandingStill(
  now: Date,
  { evenFresh = false }: { evenFresh?: boolean } = {},
): Promise<{ orgId: string; jobId: string }[]> {
  const { rows } = await systemDb('fan-out: which organizations have work').query<{ orgId: string; jobId: string }>(
    `select org_id as "orgId", id as "jobId" from jobs where ended_at is null and moved_at < $1 order by moved_at limit 1000`,
    [evenFresh ? now : new Date(now.getTime() - STANDS_STILL_MS)],
  );
  return rows;
}
