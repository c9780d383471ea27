import { decodeIdCursor, pageFrom } from '@/lib/platform/page-cursor';
import type { OrgContext } from '@/lib/tenancy';
import { MEMBER_COLUMNS, type Member, type MemberRow, memberOf } from './members';
import type { Page, PageInput } from './page';

/** Members in the order in which they joined. */
export async function listMembers(ctx: OrgContext, { limit, cursor }: PageInput): Promise<Page<Member>> {
  const after = decodeIdCursor(cursor);
  const { rows } = await ctx.run((db) =>
    db.query<MemberRow>(
      `select ${MEMBER_COLUMNS}
         from members m join users u on u.id = m.user_id
        where m.org_id = $1 and ($2::uuid is null or m.id > $2)
        order by m.id
        limit $3`,
      [ctx.orgId, after, limit + 1],
    ),
  );
  return pageFrom(rows, limit, { item: memberOf, cursor: (row) => [row.id] });
}
