import { audit } from '@/lib/identity';
import { announce } from '@/lib/live';
import { csvLine } from '@/lib/platform/csv';
import { AppError } from '@/lib/platform/errors';
import { decodeCursor, decodeIdCursor, pageFrom, refusedCursor } from '@/lib/platform/page-cursor';
import type { OrgContext } from '@/lib/tenancy';
import type { Job, JobKindName } from './contract';
import { JOB_COLUMNS, type JobRow, jobById, jobOf } from './job-rows';
import { startJob } from './request-job';

interface Page {
  limit: number;
  cursor?: string | undefined;
}

export async function listJobs(ctx: OrgContext, input: Page & { kind?: JobKindName | undefined }) {
  const before = decodeIdCursor(input.cursor);
  const { rows } = await ctx.run((db) =>
    db.query<JobRow>(
      `select ${JOB_COLUMNS} from jobs
        where org_id = $1 and ($2::text is null or kind = $2) and ($3::uuid is null or id < $3)
        order by id desc limit $4`,
      [db.orgId, input.kind ?? null, before, input.limit + 1],
    ),
  );
  return pageFrom(rows, input.limit, { item: jobOf, cursor: ({ id }) => [id] });
}

export async function getJob(ctx: OrgContext, { id }: { id: string }): Promise<Job> {
  return jobOf(await ctx.run((db) => jobById(db, id)));
}

/**
 * Asks for a job to stop and for what it has done to be taken back. Asked again, nothing more happens.
 * @throws AppError NOT_FOUND, CONFLICT when it has ended
 */
export async function cancelJob(ctx: OrgContext, { id }: { id: string }): Promise<Job> {
  const job = await ctx.run(async (db) => {
    const row = await jobById(db, id, 'for update');
    if (row.status === 'cancelling' || row.status === 'cancelled') return row;
    if (row.ended_at) throw new AppError('CONFLICT', { message: 'This has ended already.' });
    await db.query(`update jobs set status = 'cancelling', moved_at = $3 where org_id = $1 and id = $2`, [
      db.orgId,
      id,
      ctx.now(),
    ]);
    await audit(db, ctx, 'job.cancelled', id, { kind: row.kind, done: row.done });
    await announce(db, 'jobs', { jobId: id });
    return jobById(db, id);
  });
  if (job.status === 'cancelling') await startJob(ctx, id);
  return jobOf(job);
}

export async function listJobFailures(ctx: OrgContext, input: Page & { id: string }) {
  const after = input.cursor === undefined ? null : itemIn(input.cursor);
  const { rows } = await ctx.run(async (db) => {
    await jobById(db, input.id);
    return db.query<{ item: string; reason: string }>(
      `select item, reason from job_failures where org_id = $1 and job_id = $2 and ($3::text is null or item > $3)
        order by item limit $4`,
      [db.orgId, input.id, after, input.limit + 1],
    );
  });
  return pageFrom(rows, input.limit, { item: (row) => row, cursor: ({ item }) => [item] });
}

/** Items are called by an id or by the number of a row. @throws AppError VALIDATION, field `cursor` */
function itemIn(cursor: string): string {
  const [item] = decodeCursor(cursor, 1);
  if (typeof item !== 'string' || !/^[0-9a-f-]{1,36}$/.test(item)) throw refusedCursor();
  return item;
}

const FILE_ROWS_MAX = 100_000;

/** The failed items of a job as a CSV file, `item,reason`; in a spreadsheet no cell is a formula. */
export async function jobFailuresFile(ctx: OrgContext, { id }: { id: string }): Promise<File> {
  const { rows } = await ctx.run(async (db) => {
    await jobById(db, id);
    return db.query<{ item: string; reason: string }>(
      'select item, reason from job_failures where org_id = $1 and job_id = $2 order by item limit $3',
      [db.orgId, id, FILE_ROWS_MAX],
    );
  });
  const text = [['item', 'reason'], ...rows.map(({ item, reason }) => [item, reason])].map(csvLine).join('');
  return new File([text], `job-${id}-failures.csv`, { type: 'text/csv; charset=utf-8' });
}
