import type { OrgContext } from '@/lib/tenancy';
import { audit } from './audit';
import type { Organization } from './contract';
import { readOrganization } from './get-organization';

/** What may be changed; a field that is left out, or `undefined`, stays as it is. */
export type OrganizationChange = {
  [Field in Exclude<keyof Organization, 'id' | 'slug' | 'isDemo'>]?: Organization[Field] | undefined;
};

/** Changes settings and writes down which ones, with their values before and after. */
export async function updateOrganization(ctx: OrgContext, input: OrganizationChange): Promise<Organization> {
  return ctx.run(async (db) => {
    // Held until the end, so that the values before are those that this change replaces.
    await db.query('select 1 from organization_settings where org_id = $1 for update', [ctx.orgId]);
    const before = await readOrganization(db);
    const change = differences(before, input);
    if (Object.keys(change).length === 0) return before;
    const after = { ...before, ...change };
    db.touch('organization');
    await db.query('update organizations set name = $2 where id = $1', [ctx.orgId, after.name]);
    await db.query(
      `update organization_settings
          set domain = $2, time_zone = $3, currency = $4, week_start = $5, moa_percent = $6, retention_days = $7,
              keep_ip_addresses = $8, updated_at = $9
        where org_id = $1`,
      [
        ctx.orgId,
        after.domain,
        after.timeZone,
        after.currency,
        after.weekStart,
        after.moaPercent,
        after.retentionDays,
        after.keepIpAddresses,
        ctx.now(),
      ],
    );
    await audit(db, ctx, 'organization.updated', ctx.orgId, {
      before: Object.fromEntries(Object.keys(change).map((field) => [field, before[field as keyof Organization]])),
      after: change,
    });
    return after;
  });
}

function differences(before: Organization, { domain, ...input }: OrganizationChange): Partial<Organization> {
  const wished = { ...input, ...(domain === undefined ? {} : { domain: domain?.toLowerCase() || null }) };
  return Object.fromEntries(
    Object.entries(wished).filter(
      ([field, value]) => value !== undefined && value !== before[field as keyof Organization],
    ),
  );
}
