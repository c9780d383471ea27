import { announce } from '@/lib/live';
import { isDriven, sendEvent } from '@/lib/platform/durable/send-event';
import { AppError } from '@/lib/platform/errors';
import { log } from '@/lib/platform/log';
import { uuidv7 } from '@/lib/platform/uuid';
import type { OrgContext, OrgDb } from '@/lib/tenancy';
import type { JobKindName } from './contract';

/** The event that asks for work on a job. */
export const JOB_EVENT = 'jobs/work';

/**
 * Writes down long work that somebody asks for, in the transaction of whatever goes with it. One of a kind at a time in
 * an organization: two would undo each other's work. Call `startJob` once it is committed.
 * @throws AppError CONFLICT while another of the kind has not ended
 */
export async function requestJob(
  db: OrgDb,
  ctx: OrgContext,
  { kind, input }: { kind: JobKindName; input: Record<string, unknown> },
): Promise<string> {
  await db.query(`select pg_advisory_xact_lock(hashtextextended('jobs:' || $1, 0))`, [db.orgId]);
  const open = await db.query('select 1 from jobs where org_id = $1 and kind = $2 and ended_at is null', [
    db.orgId,
    kind,
  ]);
  if (open.rowCount !== 0)
    throw new AppError('CONFLICT', { message: 'Work of this kind is under way. Wait for it, or cancel it first.' });
  const id = uuidv7();
  await db.query(
    `insert into jobs (org_id, id, kind, input, status, requested_by, requested_at, moved_at) values ($1, $2, $3, $4, 'queued', $5, $6, $6)`,
    [db.orgId, id, kind, JSON.stringify(input), ctx.actor.kind === 'user' ? ctx.actor.userId : null, ctx.now()],
  );
  await announce(db, 'jobs', { jobId: id });
  return id;
}

/** Has a job worked on. Where nobody can be asked just now it is not lost: the schedule takes up what stands still. */
export async function startJob(ctx: OrgContext, jobId: string): Promise<void> {
  if (!isDriven()) return;
  await sendEvent({ name: JOB_EVENT, data: { orgId: ctx.orgId, jobId } }).catch((error: unknown) =>
    log.warn({ jobId, err: error }, 'a job was not begun at once; the schedule begins it'),
  );
}
