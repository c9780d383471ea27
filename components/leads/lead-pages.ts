import type { Lead } from '@/lib/leads/contract';

interface LeadPage {
  items: Lead[];
  total?: number;
}

/**
 * The pages of a list as one. A lead whose place changed between two pages being read may come twice; it is shown where
 * it came first.
 */
export function joinPages(pages: readonly LeadPage[]): { leads: Lead[]; total: number | undefined } {
  const seen = new Set<string>();
  const leads: Lead[] = [];
  for (const { items } of pages)
    for (const lead of items) {
      if (seen.has(lead.id)) continue;
      seen.add(lead.id);
      leads.push(lead);
    }
  return { leads, total: pages.at(-1)?.total };
}
