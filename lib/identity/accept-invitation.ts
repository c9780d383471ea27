import { announce } from '@/lib/live';
import { AppError } from '@/lib/platform/errors';
import { uuidv7 } from '@/lib/platform/uuid';
import { type OrgContext, type OrgDb, orgContext } from '@/lib/tenancy';
import { audit } from './audit';
import type { Membership } from './contract';
import type { CallerUser } from './identify-caller';
import { type FoundInvitation, findInvitation, invitationGone, requireOpen } from './invitations';

/**
 * Joins the organization of an invitation. A link is good for one person; for a member, accepting again changes nothing.
 * @throws AppError NOT_FOUND, GONE, FORBIDDEN (meant for another address)
 */
export async function acceptInvitation(
  user: CallerUser,
  { token }: { token: string },
  { requestId, now }: { requestId: string; now: () => Date },
): Promise<Membership> {
  const invitation = await findInvitation(token);
  const { org_id: orgId, role } = invitation;
  const ctx = orgContext({ orgId, actor: { kind: 'user', userId: user.id, role }, requestId, now });
  return ctx.run(async (db) => {
    const existing = await membershipIn(db, user);
    if (existing && !invitation.revoked_at) return existing;
    requireOpen(invitation, now());
    requireAddressee(invitation, user);
    await join(db, ctx, invitation, user);
    const joined = await membershipIn(db, user);
    if (!joined) throw new AppError('NOT_FOUND');
    return joined;
  });
}

function requireAddressee({ email }: FoundInvitation, user: CallerUser): void {
  if (email !== null && email !== user.email.toLowerCase())
    throw new AppError('FORBIDDEN', { message: 'This invitation is meant for another e-mail address.' });
}

async function join(db: OrgDb, ctx: OrgContext, invitation: FoundInvitation, user: CallerUser): Promise<void> {
  const at = ctx.now();
  // Decided by the row itself: of two people with one link, or an acceptance and a withdrawal, one comes first.
  const { rowCount: taken } = await db.query(
    `update invitations set accepted_at = $3
      where org_id = $1 and id = $2 and accepted_at is null and revoked_at is null`,
    [ctx.orgId, invitation.id, at],
  );
  if (taken === 0) {
    if (await membershipIn(db, user)) return;
    throw invitationGone();
  }
  const memberId = uuidv7(at.getTime());
  const { rowCount: added } = await db.query(
    `insert into members (org_id, id, user_id, role, created_at) values ($1, $2, $3, $4, $5)
     on conflict (org_id, user_id) do nothing`,
    [ctx.orgId, memberId, user.id, invitation.role, at],
  );
  if (added === 0) return;
  await audit(db, ctx, 'member.joined', memberId, {
    userId: user.id,
    role: invitation.role,
    invitationId: invitation.id,
  });
  await announce(db, 'access', { changed: true });
}

async function membershipIn(db: OrgDb, user: CallerUser): Promise<Membership | null> {
  const { rows } = await db.query<Membership & Record<string, unknown>>(
    `select m.org_id as "orgId", o.slug, o.name, m.role, o.is_demo as "isDemo"
       from members m join organizations o on o.id = m.org_id
      where m.org_id = $1 and m.user_id = $2`,
    [db.orgId, user.id],
  );
  return rows[0] ?? null;
}
