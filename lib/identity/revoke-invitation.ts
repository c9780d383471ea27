import { announce } from '@/lib/live';
import { AppError } from '@/lib/platform/errors';
import type { OrgContext } from '@/lib/tenancy';
import { audit } from './audit';

/** Withdrawing twice is harmless. @throws AppError NOT_FOUND, CONFLICT (somebody has joined by it already) */
export async function revokeInvitation(ctx: OrgContext, { id }: { id: string }): Promise<void> {
  await ctx.run(async (db) => {
    const { rows } = await db.query<{ accepted_at: Date | null; revoked_at: Date | null }>(
      'select accepted_at, revoked_at from invitations where org_id = $1 and id = $2 for update',
      [ctx.orgId, id],
    );
    const [invitation] = rows;
    if (!invitation) throw new AppError('NOT_FOUND');
    if (invitation.accepted_at)
      throw new AppError('CONFLICT', { message: 'Somebody has joined by this invitation; remove the member instead.' });
    if (invitation.revoked_at) return;
    await db.query('update invitations set revoked_at = $3 where org_id = $1 and id = $2', [ctx.orgId, id, ctx.now()]);
    await audit(db, ctx, 'invitation.revoked', id, {});
    await announce(db, 'access', { changed: true });
  });
}
