import { type Random, seededRandom } from './random';

/** A call of the Segment form, as the browser SDK and server libraries send it. */
export interface StoryCall {
  type: 'track' | 'page' | 'identify';
  messageId: string;
  anonymousId?: string;
  userId?: string;
  event?: string;
  name?: string;
  properties?: Record<string, unknown>;
  traits?: Record<string, unknown>;
  context?: Record<string, unknown>;
  timestamp: string;
}

export interface StoryInput {
  /** Different organizations get different stories. */
  seed: number;
  /** Part of every message id, so that telling the story twice adds nothing. */
  slug: string;
  now: Date;
}

const DAY_MS = 86_400_000;
const STORY_DAYS = 89;
const KNOWN_PEOPLE = 48;
const ANONYMOUS_VISITORS = 140;

const FIRST = [
  'Amara',
  'Jonas',
  'Mei',
  'Lucía',
  'Tomasz',
  'Fatima',
  'Oliver',
  'Ingrid',
  'Kofi',
  'Priya',
  'Mateo',
  'Hana',
  'Elif',
  'Noah',
  'Sofia',
  'Darius',
];
const LAST = [
  'Okafor',
  'Lindqvist',
  'Tanaka',
  'Moreno',
  'Kowalski',
  'Haddad',
  'Bennett',
  'Solberg',
  'Mensah',
  'Raman',
  'Silva',
  'Novak',
  'Demir',
  'Weiss',
];
const COMPANY = [
  'Harbor Freight Lines',
  'Juniper Dental Group',
  'Blue Kiln Ceramics',
  'Cobalt Roofing',
  'Maple & Moss',
  'Redwood Logistics',
  'Brightwater Labs',
  'Stonebridge Realty',
  'Fernhill Foods',
  'Pilot Electric',
];
const TITLE = ['Owner', 'Head of Sales', 'Operations Lead', 'Marketing Manager', 'Founder', 'Office Manager', 'COO'];
const PAGES = ['/', '/features', '/pricing', '/customers', '/blog/follow-up-in-five-minutes', '/docs', '/about'];
const SOURCES = [
  { source: 'google', medium: 'cpc', name: 'spring-search' },
  { source: 'linkedin', medium: 'social', name: 'founder-posts' },
  { source: 'newsletter', medium: 'email', name: 'june-digest' },
  null,
  null,
];

/** How a person behaves: visits over the 89 days, how recent the last one is, and what they end up doing. */
type Temper = 'curious' | 'evaluating' | 'eager' | 'fading' | 'lost';
const TEMPERS: Temper[] = ['curious', 'curious', 'evaluating', 'evaluating', 'eager', 'fading', 'fading', 'lost'];

/** Ninety days of a small company's website: visitors, some of whom say who they are, ask for a demo, book, or go quiet. */
export function tellStory({ seed, slug, now }: StoryInput): StoryCall[] {
  const random = seededRandom(seed);
  const calls: StoryCall[] = [];
  const say = (at: number, call: Omit<StoryCall, 'messageId' | 'timestamp'>) => {
    if (at > now.getTime()) return;
    calls.push({ ...call, messageId: `demo-${slug}-${calls.length}`, timestamp: new Date(at).toISOString() });
  };
  for (let n = 0; n < KNOWN_PEOPLE; n += 1) person(n, random, slug, now, say);
  for (let n = 0; n < ANONYMOUS_VISITORS; n += 1) visitor(n, random, slug, now, say);
  return calls.sort((a, b) => (a.timestamp < b.timestamp ? -1 : 1));
}

type Say = (at: number, call: Omit<StoryCall, 'messageId' | 'timestamp'>) => void;

function person(n: number, random: Random, slug: string, now: Date, say: Say): void {
  const first = FIRST[n % FIRST.length]!;
  const last = LAST[(n * 5) % LAST.length]!;
  const company = random.pick(COMPANY);
  const email = `${first}.${last}${n}@${company.toLowerCase().replace(/[^a-z]+/g, '')}.example`
    .normalize('NFD')
    .replace(/[^\x20-\x7e]/g, '')
    .toLowerCase();
  const who = { anonymousId: `${slug}-visitor-${n}` };
  const known = { ...who, userId: `${slug}-user-${n}` };
  const temper = random.pick(TEMPERS);
  const { from, until } = spanOf(temper, random, now);
  const campaign = random.pick(SOURCES);

  let at = from;
  visit(at, who, random, campaign, say, random.between(2, 4));
  at += random.between(1, 40) * 3_600_000;
  say(at, {
    ...known,
    type: 'identify',
    traits: { name: `${first} ${last}`, email, company, title: random.pick(TITLE) },
  });
  say(at + 2_000, {
    ...known,
    type: 'track',
    event: temper === 'curious' ? 'form_submitted' : 'signup',
    properties: { form: 'newsletter' },
  });
  while (at < until) {
    at += random.between(10, temper === 'eager' ? 60 : 150) * 3_600_000;
    if (at > until) break;
    visit(at, known, random, campaign, say, random.between(1, 4));
    if (temper !== 'curious' && random.next() < 0.5)
      say(at + 400_000, {
        ...known,
        type: 'track',
        event: 'feature_used',
        properties: { feature: random.pick(['import', 'board', 'forecast']) },
      });
    if (random.next() < 0.25)
      say(at + 500_000, {
        ...known,
        type: 'track',
        event: 'email_opened',
        properties: { subject: 'Your week in numbers' },
      });
  }
  if (temper === 'eager') {
    say(until - 30 * 3_600_000, { ...known, type: 'track', event: 'demo_requested', properties: { plan: 'team' } });
    if (random.next() < 0.6)
      say(until - 6 * 3_600_000, { ...known, type: 'track', event: 'meeting_booked', properties: { minutes: 30 } });
  }
  if (temper === 'evaluating' && random.next() < 0.5)
    say(until - 50 * 3_600_000, { ...known, type: 'track', event: 'demo_requested', properties: {} });
  if (temper === 'lost')
    say(until, { ...known, type: 'track', event: random.pick(['email_bounced', 'unsubscribed']), properties: {} });
}

function spanOf(temper: Temper, random: Random, now: Date): { from: number; until: number } {
  const quietDays = {
    curious: random.between(0, 20),
    evaluating: random.between(0, 6),
    eager: random.next() * 2,
    fading: random.between(9, 35),
    lost: random.between(15, 50),
  }[temper];
  const until = now.getTime() - quietDays * DAY_MS - random.between(5, 300) * 60_000;
  const from = Math.max(now.getTime() - STORY_DAYS * DAY_MS, until - random.between(5, 45) * DAY_MS);
  return { from, until };
}

function visitor(n: number, random: Random, slug: string, now: Date, say: Say): void {
  const at = now.getTime() - random.next() * STORY_DAYS * DAY_MS;
  visit(at, { anonymousId: `${slug}-passer-${n}` }, random, random.pick(SOURCES), say, random.between(1, 5));
}

function visit(
  at: number,
  who: Pick<StoryCall, 'anonymousId' | 'userId'>,
  random: Random,
  campaign: (typeof SOURCES)[number],
  say: Say,
  pages: number,
): void {
  for (let page = 0; page < pages; page += 1) {
    const path = page === 0 ? '/' : random.pick(PAGES);
    const url = `https://www.shop.example${path}`;
    say(at + page * random.between(15, 120) * 1_000, {
      ...who,
      type: 'page',
      properties: { path, url, title: path === '/' ? 'Home' : path.slice(1) },
      context: {
        page: { path, url, referrer: campaign ? `https://${campaign.source}.example/` : '' },
        ...(campaign ? { campaign } : {}),
        userAgent:
          'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
      },
    });
  }
}
