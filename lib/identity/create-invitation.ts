import { announce } from '@/lib/live';
import { hashKey, newKey } from '@/lib/platform/crypto';
import { uuidv7 } from '@/lib/platform/uuid';
import type { OrgContext, Role } from '@/lib/tenancy';
import { audit } from './audit';
import { requireRoleWithin } from './grants';
import { INVITATION_LIFETIME_MS, type Invitation, invitationLink } from './invitations';

export interface NewInvitation {
  role: Role;
  /** Only this address may accept; anybody with the link when left out. */
  email?: string | undefined;
}

/**
 * Makes a link that lets one person join within seven days. Only its hash is kept, so the link is shown this once.
 * @throws AppError FORBIDDEN when the role can do more than the caller
 */
export async function createInvitation(
  ctx: OrgContext,
  { role, email }: NewInvitation,
): Promise<Invitation & { link: string }> {
  requireRoleWithin(ctx, role);
  const now = ctx.now();
  const token = newKey('');
  const invitation = {
    id: uuidv7(now.getTime()),
    email: email?.toLowerCase() ?? null,
    role,
    createdAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + INVITATION_LIFETIME_MS).toISOString(),
  };
  const invitedBy = ctx.actor.kind === 'user' ? ctx.actor.userId : null;
  await ctx.run(async (db) => {
    await db.query(
      `insert into invitations (org_id, id, email, role, token_hash, invited_by, created_at, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        ctx.orgId,
        invitation.id,
        invitation.email,
        role,
        hashKey(token),
        invitedBy,
        invitation.createdAt,
        invitation.expiresAt,
      ],
    );
    await audit(db, ctx, 'invitation.created', invitation.id, { role, email: invitation.email });
    await announce(db, 'access', { changed: true });
  });
  return { ...invitation, link: invitationLink(token) };
}
