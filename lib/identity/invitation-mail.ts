import { type MailStatus, recordMail } from '@/lib/mail';
import { AppError } from '@/lib/platform/errors';
import { invitationMailBucket } from '@/lib/platform/limits';
import { limiter, type OrgContext, type OrgDb } from '@/lib/tenancy';
import type { Invitation } from './invitations';

const HOUR_MS = 3_600_000;
/** Enough for a company that moves in; too few for somebody who wants to write to strangers. */
const INVITATION_MAILS = { count: 100, windowMs: HOUR_MS };

export const invitationMailKey = (invitationId: string) => `invitation:${invitationId}`;

/** @throws AppError RATE_LIMITED */
export async function limitInvitationMails(ctx: OrgContext): Promise<void> {
  const verdict = await limiter().take(invitationMailBucket(ctx.orgId), 1, INVITATION_MAILS, ctx.now().getTime());
  if (!verdict.allowed)
    throw new AppError('RATE_LIMITED', {
      message: 'Many invitations were mailed in the last hour. Make one without an address and send its link yourself.',
      retryAfterSeconds: verdict.retryAfterMs / 1000,
    });
}

/** Writes down the mail of an invitation, in the transaction that makes it. */
export async function recordInvitationMail(
  ctx: OrgContext,
  db: OrgDb,
  { id, role, email, expiresAt }: Invitation & { email: string },
  link: string,
): Promise<{ id: string; status: MailStatus }> {
  const { organization, inviter } = await namesOf(ctx, db);
  return recordMail(ctx, db, {
    kind: 'invitation',
    to: email,
    subject: `Join ${organization} on Throughline`,
    content: {
      title: `Join ${organization}`,
      paragraphs: [
        `${inviter ?? 'An admin'} invites you to work in ${organization} on Throughline, with the role ${role}.`,
      ],
      action: { label: 'See the invitation', url: link },
      footer: `The link is for ${email} alone, works once, and is good until ${dayOf(expiresAt)}. If you do not know the sender, leave this mail alone.`,
    },
    dedupeKey: invitationMailKey(id),
  });
}

async function namesOf(ctx: OrgContext, db: OrgDb): Promise<{ organization: string; inviter: string | null }> {
  const { rows } = await db.query<{ organization: string; inviter: string | null }>(
    `select o.name as organization, u.name as inviter
       from organizations o left join users u on u.id = $2
      where o.id = $1`,
    [ctx.orgId, ctx.actor.kind === 'user' ? ctx.actor.userId : null],
  );
  if (!rows[0]) throw new AppError('NOT_FOUND');
  return rows[0];
}

function dayOf(moment: string): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(moment));
}
