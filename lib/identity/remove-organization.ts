import { AppError } from '@/lib/platform/errors';
import { log } from '@/lib/platform/log';
import { type OrgContext, type SystemDb, systemTransaction } from '@/lib/tenancy';
import { readOrganization } from './get-organization';

/**
 * Removes the organization and every row that belongs to it, at once and for good. Its members keep their accounts.
 * The audit log goes too, so that it happened is kept in the program's own log.
 * @throws AppError VALIDATION, field `confirm`, unless the slug was typed again
 */
export async function removeOrganization(ctx: OrgContext, { confirm }: { confirm: string }): Promise<void> {
  const { slug } = await ctx.run(readOrganization);
  if (confirm !== slug)
    throw new AppError('VALIDATION', { field: 'confirm', message: 'Type the slug of the organization to remove it.' });
  await systemTransaction('removal of a whole organization', async (db) => {
    for (const table of await tenantTables(db)) await db.query(`delete from ${table} where org_id = $1`, [ctx.orgId]);
    await db.query('delete from organizations where id = $1', [ctx.orgId]);
  });
  log.info({ orgId: ctx.orgId, slug, actor: ctx.actor, requestId: ctx.requestId }, 'organization removed');
}

/** Read from the catalogue, so that a table added later is not forgotten. A partitioned table stands for its partitions. */
async function tenantTables(db: SystemDb): Promise<string[]> {
  const { rows } = await db.query<{ name: string }>(
    `select quote_ident(c.relname) as name
       from pg_class c
       join pg_attribute a on a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      order by c.relname`,
  );
  return rows.map(({ name }) => name);
}
