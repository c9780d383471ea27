import { type Random, seededRandom } from '@/db/seed/random';

/** One event as it is going to be sent. */
export interface PlannedEvent {
  /** Position in the list of organizations. */
  org: number;
  eventId: string;
  /** As the ledger names it. */
  type: string;
  /** Unix milliseconds. */
  occurredAtMs: number;
  identifiers: PlannedIdentifiers;
  properties: Record<string, string>;
  /** An alias has no form of its own in our API, an event with an e-mail address alone none in Segment's. */
  door: 'any' | 'api' | 'segment';
}

export interface PlannedIdentifiers {
  userId?: string;
  anonymousId?: string;
  email?: string;
  previousId?: string;
}

export interface Plan {
  /** Every event once. */
  events: PlannedEvent[];
  /** In the order of sending, by organization; a tenth of the events is in it twice. */
  sends: PlannedEvent[][];
  /** What is sent last, by organization, all at once. Too much to be scored before the next kill comes. */
  lastSends: PlannedEvent[][];
}

const ORGANIZATIONS = 2;
const DUPLICATE_SHARE = 0.1;
const OUT_OF_ORDER_SHARE = 0.2;
const JOIN_SHARE = 0.05;
const SAME_MOMENT_SHARE = 0.1;
const EVENTS_A_PERSON = 25;
/** A few people who are at it all the time: whatever goes on beside the drain meets them. */
const BUSY_PEOPLE = 3;
const BUSY_SHARE = 0.25;
const SPAN_MS = 60 * 86_400_000;
const LAST_SENDS_SHARE = 0.02;
const LAST_SENDS_MIN = 50;
const LAST_SENDS_MAX = 500;
/** Events of the same moment count in the byte order of their ids: upper case first, and the last two not by UTF-16. */
const ID_MARKS = ['a', 'Z', '_', 'é', '～', '😀'];
const TYPES = [
  'page_view',
  'page_view',
  'page_view',
  'feature_used',
  'form_submitted',
  'signup',
  'demo_requested',
  'meeting_booked',
  'email_opened',
  'email_clicked',
  'email_replied',
  'email_bounced',
  'unsubscribed',
  'note',
  'something_nobody_scores',
];
const PATHS = ['/', '/pricing', '/docs', '/pricing/teams'];

/** The events of a run: people of two organizations over sixty days, some of whom say who they are. */
export function makePlan(input: { events: number; seed: number; nowMs: number }): Plan {
  const random = seededRandom(input.seed);
  const perOrg = Math.ceil(input.events / ORGANIZATIONS);
  const plan: Plan = { events: [], sends: [], lastSends: [] };
  for (let org = 0; org < ORGANIZATIONS; org += 1) {
    const events = eventsOf(org, Math.min(perOrg, input.events - org * perOrg), input.nowMs, random);
    const order = sendingOrder(events, random);
    const last = Math.round(Math.min(LAST_SENDS_MAX, Math.max(LAST_SENDS_MIN, events.length * LAST_SENDS_SHARE)));
    plan.events.push(...events);
    plan.sends.push(order.slice(0, -last));
    plan.lastSends.push(order.slice(-last));
  }
  return plan;
}

function eventsOf(org: number, count: number, nowMs: number, random: Random): PlannedEvent[] {
  const people = Math.max(BUSY_PEOPLE, Math.round(count / EVENTS_A_PERSON));
  const moments = momentsOf(count, nowMs, random);
  // Both organizations use the same ids for different events: an id is known in its own organization only.
  return moments.map((occurredAtMs, n) => ({
    org,
    eventId: `${random.pick(ID_MARKS)}-event-${n}`,
    occurredAtMs,
    ...(random.next() < JOIN_SHARE ? joiningEvent(people, random) : plainEvent(people, random)),
  }));
}

function momentsOf(count: number, nowMs: number, random: Random): number[] {
  const moments = Array.from({ length: count }, () => nowMs - 60_000 - Math.floor(random.next() * SPAN_MS)).sort(
    (a, b) => a - b,
  );
  return moments.map((moment, n) => (n > 0 && random.next() < SAME_MOMENT_SHARE ? moments[n - 1]! : moment));
}

type What = Pick<PlannedEvent, 'type' | 'identifiers' | 'properties' | 'door'>;

function plainEvent(people: number, random: Random): What {
  const person = random.between(0, random.next() < BUSY_SHARE ? BUSY_PEOPLE - 1 : people - 1);
  const type = random.pick(TYPES);
  const properties: Record<string, string> = type === 'page_view' ? { path: random.pick(PATHS) } : {};
  const chance = random.next();
  if (chance < 0.1) return { type, properties, identifiers: { email: emailOf(person) }, door: 'api' };
  if (chance < 0.4) return { type, properties, identifiers: { userId: userOf(person) }, door: 'any' };
  if (chance < 0.5)
    return {
      type,
      properties,
      identifiers: { userId: userOf(person), anonymousId: deviceOf(person, random) },
      door: 'any',
    };
  return { type, properties, identifiers: { anonymousId: deviceOf(person, random) }, door: 'any' };
}

/** Says that two identifiers are one person's; now and then two people's, whose leads are then one. */
function joiningEvent(people: number, random: Random): What {
  const person = random.between(0, people - 1);
  if (random.next() < 0.2) {
    const other = random.next() < 0.5 ? random.between(0, people - 1) : person;
    return {
      type: 'alias',
      properties: {},
      identifiers: { userId: userOf(person), previousId: deviceOf(other, random) },
      door: 'segment',
    };
  }
  const identifiers: PlannedIdentifiers = { userId: userOf(person), anonymousId: deviceOf(person, random) };
  if (random.next() < 0.5) identifiers.email = emailOf(person);
  return { type: 'identify', properties: {}, identifiers, door: 'any' };
}

const userOf = (person: number) => `user-${person}`;
const emailOf = (person: number) => `person-${person}@crash.example`;
const deviceOf = (person: number, random: Random) => `device-${person}-${random.between(0, 1)}`;

/** By time, but a fifth comes at any place, and a tenth comes again: half of those at once, half at any time later. */
function sendingOrder(events: PlannedEvent[], random: Random): PlannedEvent[] {
  const places = events.flatMap((event, n) => {
    const place = random.next() < OUT_OF_ORDER_SHARE ? random.next() * events.length : n;
    if (random.next() >= DUPLICATE_SHARE) return [{ event, place }];
    const again = random.next() < 0.5 ? place + random.next() : place + random.next() * (events.length - place);
    return [
      { event, place },
      { event, place: again },
    ];
  });
  return places.sort((a, b) => a.place - b.place).map(({ event }) => event);
}
