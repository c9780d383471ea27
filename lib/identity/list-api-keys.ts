import { decodeIdCursor, pageFrom } from '@/lib/platform/page-cursor';
import type { OrgContext } from '@/lib/tenancy';
import { API_KEY_COLUMNS, type ApiKey, type ApiKeyRow, apiKeyOf } from './api-keys';
import type { Page, PageInput } from './page';

/** Keys of the organization, newest first; revoked ones stay in the list. */
export async function listApiKeys(ctx: OrgContext, { limit, cursor }: PageInput): Promise<Page<ApiKey>> {
  const before = decodeIdCursor(cursor);
  const { rows } = await ctx.run((db) =>
    db.query<ApiKeyRow>(
      `select ${API_KEY_COLUMNS} from api_keys
        where org_id = $1 and ($2::uuid is null or id < $2)
        order by id desc
        limit $3`,
      [ctx.orgId, before, limit + 1],
    ),
  );
  return pageFrom(rows, limit, { item: apiKeyOf, cursor: (row) => [row.id] });
}
