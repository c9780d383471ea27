import { clip } from './clip';

export interface Campaign {
  source?: string;
  medium?: string;
  name?: string;
  term?: string;
  content?: string;
}

const LENGTH_MAX = 200;

/** Segment's name of each field, and the UTM parameter that fills it. */
const FIELDS = {
  source: 'utm_source',
  medium: 'utm_medium',
  name: 'utm_campaign',
  term: 'utm_term',
  content: 'utm_content',
} as const;

/** The campaign a visit came from: as the library named it, or else by the UTM parameters of the page's address. */
export function readCampaign(named: unknown, pageUrl: string | undefined): Campaign | undefined {
  return isRecord(named) ? collect((field) => named[field]) : fromUrl(pageUrl);
}

function fromUrl(pageUrl: string | undefined): Campaign | undefined {
  if (pageUrl === undefined || !pageUrl.includes('utm_')) return undefined;
  const query = pageUrl.slice(pageUrl.indexOf('?') + 1).split('#', 1)[0];
  const parameters = new URLSearchParams(query);
  return collect((field) => parameters.get(FIELDS[field]));
}

function collect(read: (field: keyof typeof FIELDS) => unknown): Campaign | undefined {
  const campaign: Campaign = {};
  for (const field of Object.keys(FIELDS) as (keyof typeof FIELDS)[]) {
    const value = clip(read(field), LENGTH_MAX);
    if (value !== undefined) campaign[field] = value;
  }
  return Object.keys(campaign).length === 0 ? undefined : campaign;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
