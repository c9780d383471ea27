import { announce } from '@/lib/live';
import type { OrgContext, Role } from '@/lib/tenancy';
import { audit } from './audit';
import { requireRoleWithin } from './grants';
import { lockMember, type Member, memberOf, requireOtherAdmin } from './members';

/** @throws AppError NOT_FOUND, FORBIDDEN (more than the caller holds), CONFLICT (last admin) */
export async function changeMemberRole(ctx: OrgContext, { id, role }: { id: string; role: Role }): Promise<Member> {
  return ctx.run(async (db) => {
    const member = await lockMember(db, id);
    requireRoleWithin(ctx, member.role);
    requireRoleWithin(ctx, role);
    if (member.role === role) return memberOf(member);
    await requireOtherAdmin(db, member);
    await db.query('update members set role = $3 where org_id = $1 and id = $2', [ctx.orgId, id, role]);
    await audit(db, ctx, 'member.role_changed', id, {
      userId: member.user_id,
      before: member.role,
      after: role,
    });
    await announce(db, 'access', { changed: true });
    return memberOf({ ...member, role });
  });
}
