import { announce } from '@/lib/live';
import type { OrgContext } from '@/lib/tenancy';
import { audit } from './audit';
import { requireRoleWithin } from './grants';
import { lockMember, requireOtherAdmin } from './members';

/**
 * The person loses access with their next call. Keys they made belong to the organization and stay.
 * @throws AppError NOT_FOUND, FORBIDDEN (holds more than the caller), CONFLICT (last admin)
 */
export async function removeMember(ctx: OrgContext, { id }: { id: string }): Promise<void> {
  await ctx.run(async (db) => {
    const member = await lockMember(db, id);
    requireRoleWithin(ctx, member.role);
    await requireOtherAdmin(db, member);
    await db.query('delete from members where org_id = $1 and id = $2', [ctx.orgId, id]);
    await audit(db, ctx, 'member.removed', id, { userId: member.user_id, role: member.role });
    await announce(db, 'access', { changed: true });
  });
}
