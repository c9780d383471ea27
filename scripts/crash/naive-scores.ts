import type { PlannedEvent } from './plan';

/**
 * What the scores must be, worked out from the plan alone and as plainly as the specification says it: which
 * identifiers are one person's, then each person's events in the order of time. Shares no code with the program.
 */
export interface ExpectedLead {
  org: number;
  /** In the order in which they count. */
  steps: ExpectedStep[];
  score: number;
}

export interface ExpectedStep {
  event: PlannedEvent;
  points: number;
  decayDelta: number;
  delta: number;
  scoreAfter: number;
}

const DAY_MS = 86_400_000;
const POINTS: Record<string, number> = {
  page_view: 1,
  feature_used: 5,
  form_submitted: 15,
  signup: 20,
  demo_requested: 30,
  meeting_booked: 40,
  email_opened: 2,
  email_clicked: 5,
  email_replied: 20,
  note: 1,
  email_bounced: -20,
  unsubscribed: -30,
};
const PRICING_PAGE_POINTS = 10;

export function expectedLeads(events: PlannedEvent[]): ExpectedLead[] {
  const people = new People();
  for (const event of events) people.join(namesOf(event));
  const byPerson = new Map<string, PlannedEvent[]>();
  for (const event of events) {
    const person = people.of(ownName(event));
    byPerson.set(person, [...(byPerson.get(person) ?? []), event]);
  }
  return [...byPerson.values()].map((own) => ({ org: own[0]!.org, ...foldNaively(own) }));
}

export function foldNaively(events: PlannedEvent[]): { steps: ExpectedStep[]; score: number } {
  const inOrder = [...events].sort(
    (a, b) => a.occurredAtMs - b.occurredAtMs || Buffer.compare(Buffer.from(a.eventId), Buffer.from(b.eventId)),
  );
  let score = 0;
  let lastMs = inOrder[0]?.occurredAtMs ?? 0;
  const steps = inOrder.map((event) => {
    const silentDays = (event.occurredAtMs - lastMs) / DAY_MS;
    const faded = silentDays > 7 ? score * 0.95 ** (silentDays - 7) : score;
    const points = pointsOf(event);
    const after = Math.max(0, faded + points);
    const step = { event, points, decayDelta: faded - score, delta: after - faded, scoreAfter: after };
    score = after;
    lastMs = event.occurredAtMs;
    return step;
  });
  return { steps, score };
}

function pointsOf({ type, properties }: PlannedEvent): number {
  if (type === 'page_view' && properties.path?.includes('pricing')) return PRICING_PAGE_POINTS;
  return POINTS[type] ?? 0;
}

/** The strongest identifier says whose an event is. */
function ownName(event: PlannedEvent): string {
  const { userId, email, anonymousId } = event.identifiers;
  if (userId) return `${event.org} user ${userId}`;
  if (email) return `${event.org} email ${email}`;
  return `${event.org} anonymous ${anonymousId}`;
}

/** All that an event says to be one person: its own identifier alone, unless it is there to join several. */
function namesOf(event: PlannedEvent): string[] {
  const { org, type, identifiers } = event;
  if (type !== 'identify' && type !== 'alias') return [ownName(event)];
  const { userId, email, anonymousId, previousId } = identifiers;
  return [
    ...(userId ? [`${org} user ${userId}`] : []),
    ...(email ? [`${org} email ${email}`] : []),
    ...(anonymousId ? [`${org} anonymous ${anonymousId}`] : []),
    ...(previousId ? [`${org} user ${previousId}`, `${org} anonymous ${previousId}`] : []),
  ];
}

/** Sets of names that belong to one person each. */
class People {
  private readonly names = new Map<string, Set<string>>();

  join(names: string[]): void {
    const all = new Set(names.flatMap((name) => [...(this.names.get(name) ?? [name])]));
    for (const name of all) this.names.set(name, all);
  }

  /** Any one name that stands for the person; the same for all names of the person. */
  of(name: string): string {
    return this.names.get(name)!.values().next().value!;
  }
}
