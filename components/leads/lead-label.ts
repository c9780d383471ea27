import type { Lead } from '@/lib/leads/contract';

type Named = Pick<Lead, 'id' | 'name' | 'email' | 'externalId' | 'company'>;

/** What a lead is called on screens: the best that is known of it, else "Anonymous" with the end of its id. */
export function leadLabel({ id, name, email, externalId, company }: Named): string {
  return name ?? email ?? externalId ?? company ?? `Anonymous ${id.slice(-6)}`;
}

/** The line under the name: what the name itself does not say yet. */
export function leadSubtitle(lead: Named & Pick<Lead, 'title'>): string | null {
  const label = leadLabel(lead);
  const role = [lead.title, lead.company].filter((part) => part !== null && part !== label).join(' · ');
  if (role) return role;
  return lead.email !== null && lead.email !== label ? lead.email : null;
}
