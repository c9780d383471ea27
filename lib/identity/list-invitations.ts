import { mailStatuses } from '@/lib/mail';
import { decodeIdCursor, pageFrom } from '@/lib/platform/page-cursor';
import type { OrgContext } from '@/lib/tenancy';
import { invitationMailKey } from './invitation-mail';
import { INVITATION_COLUMNS, type Invitation, type InvitationRow, invitationOf } from './invitations';
import type { Page, PageInput } from './page';

/** Invitations that can still be accepted, newest first. */
export async function listInvitations(ctx: OrgContext, { limit, cursor }: PageInput): Promise<Page<Invitation>> {
  const before = decodeIdCursor(cursor);
  const { rows, mails } = await ctx.run(async (db) => {
    const { rows } = await db.query<InvitationRow>(
      `select ${INVITATION_COLUMNS}
         from invitations
        where org_id = $1 and ($2::uuid is null or id < $2)
          and accepted_at is null and revoked_at is null and expires_at > $4
        order by id desc
        limit $3`,
      [ctx.orgId, before, limit + 1, ctx.now()],
    );
    return {
      rows,
      mails: await mailStatuses(
        db,
        rows.map(({ id }) => invitationMailKey(id)),
      ),
    };
  });
  return pageFrom(rows, limit, {
    item: (row) => invitationOf(row, mails.get(invitationMailKey(row.id)) ?? null),
    cursor: (row) => [row.id],
  });
}
