import { announce } from '@/lib/live';
import { AppError } from '@/lib/platform/errors';
import type { OrgContext } from '@/lib/tenancy';
import { audit } from './audit';

/** The key is refused from its next call on. Revoking twice is harmless. @throws AppError NOT_FOUND */
export async function revokeApiKey(ctx: OrgContext, { id }: { id: string }): Promise<void> {
  await ctx.run(async (db) => {
    const { rows } = await db.query<{ name: string; prefix: string; revoked_at: Date | null }>(
      'select name, prefix, revoked_at from api_keys where org_id = $1 and id = $2 for update',
      [ctx.orgId, id],
    );
    const [key] = rows;
    if (!key) throw new AppError('NOT_FOUND');
    if (key.revoked_at) return;
    await db.query('update api_keys set revoked_at = $3 where org_id = $1 and id = $2', [ctx.orgId, id, ctx.now()]);
    await audit(db, ctx, 'api_key.revoked', id, { name: key.name, prefix: key.prefix });
    await announce(db, 'access', { changed: true });
  });
}
