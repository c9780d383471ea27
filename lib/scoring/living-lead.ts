import { AppError } from '@/lib/platform/errors';
import type { OrgDb } from '@/lib/tenancy';

/**
 * Question: which lead is this today? One that was joined stands for the lead it became.
 * @throws AppError NOT_FOUND, the same for another organization's lead and for an id that never was
 */
export async function livingLead(db: OrgDb, id: string): Promise<string> {
  const { rows } = await db.query<{ id: string }>(
    'select coalesce(merged_into, id) as id from leads where org_id = $1 and id = $2',
    [db.orgId, id],
  );
  if (!rows[0]) throw new AppError('NOT_FOUND');
  return rows[0].id;
}
