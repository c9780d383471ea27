import type { Organization } from '@/lib/identity/contract';

/** The settings as a form holds them: numbers as text, "no limit" as a tick of its own. */
export interface OrganizationValues {
  name: string;
  domain: string;
  timeZone: string;
  currency: string;
  weekStart: string;
  moaPercent: string;
  retentionDays: string;
  keepForever: boolean;
  keepIpAddresses: boolean;
}

/** What stands in the field of days while events are kept for ever. */
const SUGGESTED_DAYS = '730';

export function valuesOf(organization: Organization): OrganizationValues {
  const { name, domain, timeZone, currency, weekStart, moaPercent, retentionDays, keepIpAddresses } = organization;
  return {
    name,
    domain: domain ?? '',
    timeZone,
    currency,
    weekStart: String(weekStart),
    moaPercent: String(moaPercent),
    retentionDays: retentionDays === null ? SUGGESTED_DAYS : String(retentionDays),
    keepForever: retentionDays === null,
    keepIpAddresses,
  };
}

export type OrganizationChanges = Partial<Omit<Organization, 'id' | 'slug' | 'isDemo'>>;

/** Only what differs from `organization`, so that a setting somebody else changed meanwhile is not put back. */
export function changesOf(organization: Organization, values: OrganizationValues): OrganizationChanges {
  const wanted: Required<OrganizationChanges> = {
    name: values.name.trim(),
    domain: values.domain.trim() === '' ? null : values.domain.trim(),
    timeZone: values.timeZone,
    currency: values.currency,
    weekStart: Number(values.weekStart),
    moaPercent: Number(values.moaPercent),
    retentionDays: values.keepForever ? null : Number(values.retentionDays),
    keepIpAddresses: values.keepIpAddresses,
  };
  const differing = Object.entries(wanted).filter(([key, value]) => organization[key as keyof Organization] !== value);
  return Object.fromEntries(differing);
}
