import { AppError } from '@/lib/platform/errors';
import type { OrgContext, OrgDb } from '@/lib/tenancy';
import type { Organization } from './contract';

/** The organization and its settings. */
export function getOrganization(ctx: OrgContext): Promise<Organization> {
  return ctx.run(readOrganization);
}

/** @throws AppError NOT_FOUND when it was removed meanwhile */
export async function readOrganization(db: OrgDb): Promise<Organization> {
  const { rows } = await db.query<Organization & Record<string, unknown>>(
    `select o.id, o.name, o.slug, o.is_demo as "isDemo", s.domain, s.time_zone as "timeZone", s.currency,
            s.week_start as "weekStart", s.moa_percent as "moaPercent", s.retention_days as "retentionDays",
            s.keep_ip_addresses as "keepIpAddresses"
       from organizations o join organization_settings s on s.org_id = o.id
      where o.id = $1`,
    [db.orgId],
  );
  const [organization] = rows;
  if (!organization) throw new AppError('NOT_FOUND');
  return organization;
}
