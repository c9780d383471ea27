import type { z } from 'zod';
import { AppError } from '@/lib/platform/errors';
import type { OrgDb, Role } from '@/lib/tenancy';
import type { memberSchema } from './contract';

export type Member = z.infer<typeof memberSchema>;

export interface MemberRow extends Record<string, unknown> {
  id: string;
  user_id: string;
  name: string;
  email: string;
  role: Role;
  created_at: Date;
}

export const MEMBER_COLUMNS = 'm.id, m.user_id, u.name, u.email, m.role, m.created_at';

export function memberOf(row: MemberRow): Member {
  const { id, user_id: userId, name, email, role, created_at: createdAt } = row;
  return { id, userId, name, email, role, createdAt: createdAt.toISOString() };
}

/**
 * Reads one member for a change. Changes of membership of one organization run one after the other, so that two
 * admins who remove each other in the same moment do not both succeed; the row that is held allows references to it.
 * @throws AppError NOT_FOUND
 */
export async function lockMember(db: OrgDb, id: string): Promise<MemberRow> {
  await db.query('select 1 from organizations where id = $1 for no key update', [db.orgId]);
  const { rows } = await db.query<MemberRow>(
    `select ${MEMBER_COLUMNS} from members m join users u on u.id = m.user_id where m.org_id = $1 and m.id = $2`,
    [db.orgId, id],
  );
  const [member] = rows;
  if (!member) throw new AppError('NOT_FOUND');
  return member;
}

/**
 * To be called with the lock of `lockMember` held.
 * @throws AppError CONFLICT when the organization would be left without an admin
 */
export async function requireOtherAdmin(db: OrgDb, member: MemberRow): Promise<void> {
  if (member.role !== 'admin') return;
  const { rowCount } = await db.query(
    `select 1 from members where org_id = $1 and role = 'admin' and id <> $2 limit 1`,
    [db.orgId, member.id],
  );
  if (rowCount === 0)
    throw new AppError('CONFLICT', { message: 'An organization needs an admin; make somebody else admin first.' });
}
