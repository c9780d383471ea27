import { audit } from '@/lib/identity';
import { wakeDrain } from '@/lib/leads';
import type { OrgContext } from '@/lib/tenancy';
import { eventsSetAside, takeBackSetAside } from '@/lib/tracking';

export async function listEventsSetAside(ctx: OrgContext, input: { limit: number; cursor?: string | undefined }) {
  return ctx.run((db) => eventsSetAside(db, input));
}

/** Whatever kept them from being scored may be mended now; what still cannot be scored is set aside again. */
export async function retryEventsSetAside(ctx: OrgContext): Promise<{ retried: number }> {
  const retried = await ctx.run(async (db) => {
    const count = await takeBackSetAside(db);
    if (count > 0) await audit(db, ctx, 'events.retried', db.orgId, { count });
    return count;
  });
  if (retried > 0) wakeDrain([ctx.orgId]);
  return { retried };
}
