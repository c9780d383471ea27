import type { SafeStorage } from './safe-storage';

export interface Campaign {
  source?: string;
  medium?: string;
  name?: string;
  term?: string;
  content?: string;
}

/** The utm_* parameters of an address, by Segment's names; undefined when it has none. */
export function parseCampaign(search: string): Campaign | undefined {
  const campaign: Record<string, string> = {};
  new URLSearchParams(search).forEach((value, parameter) => {
    const name = /^utm_(source|medium|campaign|term|content)$/.exec(parameter);
    if (name && value) campaign[name[1] === 'campaign' ? 'name' : name[1]!] = value;
  });
  return Object.keys(campaign).length ? campaign : undefined;
}

/**
 * The campaign this session came from: that of the landing address, kept in sessionStorage once storing is
 * allowed. A later landing with parameters of its own replaces it.
 */
export function createCampaignMemory(session: SafeStorage, landingSearch: string) {
  let campaign = parseCampaign(landingSearch);

  return {
    current: (): Campaign | undefined => campaign,
    allowStorage(): void {
      if (campaign) session.set('campaign', JSON.stringify(campaign));
      else campaign = readCampaign(session.get('campaign'));
    },
    forget(): void {
      campaign = undefined;
      session.remove('campaign');
    },
  };
}

function readCampaign(stored: string | null): Campaign | undefined {
  try {
    return JSON.parse(stored || 'null') || undefined;
  } catch {
    return undefined;
  }
}
