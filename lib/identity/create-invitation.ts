import { announce } from '@/lib/live';
import { deliverMail, type MailStatus } from '@/lib/mail';
import { hashKey, newKey } from '@/lib/platform/crypto';
import { uuidv7 } from '@/lib/platform/uuid';
import type { OrgContext, Role } from '@/lib/tenancy';
import { audit } from './audit';
import { requireRoleWithin } from './grants';
import { limitInvitationMails, recordInvitationMail } from './invitation-mail';
import { INVITATION_LIFETIME_MS, type Invitation, invitationLink } from './invitations';

export interface NewInvitation {
  role: Role;
  /** Is sent the link, and nobody else may accept; anybody with the link when left out. */
  email?: string | undefined;
}

/**
 * Makes a link that lets one person join within seven days, and mails it to the address if there is one. The invitation
 * keeps only the link's hash, so it is shown this once.
 * @throws AppError FORBIDDEN when the role can do more than the caller, RATE_LIMITED when too many were mailed
 */
export async function createInvitation(
  ctx: OrgContext,
  { role, email }: NewInvitation,
): Promise<Invitation & { link: string }> {
  requireRoleWithin(ctx, role);
  if (email) await limitInvitationMails(ctx);
  const now = ctx.now();
  const token = newKey('');
  const invitation = {
    id: uuidv7(now.getTime()),
    email: email?.toLowerCase() ?? null,
    mail: null as MailStatus | null,
    role,
    createdAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + INVITATION_LIFETIME_MS).toISOString(),
  };
  const invitedBy = ctx.actor.kind === 'user' ? ctx.actor.userId : null;
  const link = invitationLink(token);
  const mail = await ctx.run(async (db) => {
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
    const { email } = invitation;
    return email === null ? null : recordInvitationMail(ctx, db, { ...invitation, email }, link);
  });
  // Whatever comes of the mail, the invitation stands.
  if (mail) invitation.mail = await deliverMail(ctx, mail).catch(() => mail.status);
  return { ...invitation, link };
}
