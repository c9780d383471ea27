import { AppError } from '@/lib/platform/errors';
import type { OrgDb } from '@/lib/tenancy';
import type { Job, JobKindName } from './contract';

export interface JobRow extends Record<string, unknown> {
  id: string;
  kind: JobKindName;
  status: Job['status'];
  input: Record<string, unknown>;
  total: number | null;
  done: number;
  failed: number;
  position: string | null;
  result: Record<string, number> | null;
  error: string | null;
  requested_by: string | null;
  requested_at: Date;
  started_at: Date | null;
  ended_at: Date | null;
}

export const JOB_COLUMNS =
  'id, kind, status, input, total, done, failed, position, result, error, requested_by, requested_at, started_at, ended_at';

export function jobOf(row: JobRow): Job {
  return {
    id: row.id,
    kind: row.kind,
    status: row.status,
    input: row.input,
    total: row.total,
    done: row.done,
    failed: row.failed,
    result: row.result ?? {},
    error: row.error,
    requestedBy: row.requested_by,
    requestedAt: row.requested_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    endedAt: row.ended_at?.toISOString() ?? null,
  };
}

/** @throws AppError NOT_FOUND */
export async function jobById(db: OrgDb, id: string, lock: '' | 'for update' = ''): Promise<JobRow> {
  const { rows } = await db.query<JobRow>(`select ${JOB_COLUMNS} from jobs where org_id = $1 and id = $2 ${lock}`, [
    db.orgId,
    id,
  ]);
  if (!rows[0]) throw new AppError('NOT_FOUND');
  return rows[0];
}
