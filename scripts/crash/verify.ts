import { type ExpectedLead, expectedLeads } from './naive-scores';
import type { PlannedEvent } from './plan';
import type { Stored, StoredLead, StoredStep } from './stored';

/** A promise and every way in which it was found broken. */
export interface Check {
  promise: string;
  problems: string[];
}

/** Compares what one organization's tables hold with what was sent and acknowledged. */
export function verifyOrganization(
  stored: Stored,
  planned: PlannedEvent[],
  acknowledged: ReadonlySet<string>,
): Check[] {
  return [
    check('every acknowledged event is in the ledger exactly once', ledgerProblems(stored, planned, acknowledged)),
    check('the ledger holds what was sent', contentProblems(stored, planned)),
    check('the keys are the keys of the events', keyProblems(stored)),
    check('nothing is owed and nothing was set aside', owedProblems(stored)),
    check('every event is scored once', historyProblems(stored)),
    check('the leads are the people of the plan', peopleProblems(stored, planned)),
    check('scores, history and sums are those of a fold in the order of time', scoreProblems(stored, planned)),
    check('the counts of events are those of the ledger', countProblems(stored)),
  ];
}

function check(promise: string, problems: string[]): Check {
  return { promise, problems };
}

function ledgerProblems({ events }: Stored, planned: PlannedEvent[], acknowledged: ReadonlySet<string>): string[] {
  const times = new Map<string, number>();
  for (const { eventId } of events) times.set(eventId, (times.get(eventId) ?? 0) + 1);
  const sent = new Set(planned.map((event) => event.eventId));
  return [
    ...[...acknowledged]
      .filter((eventId) => !times.has(eventId))
      .map((eventId) => `${eventId} was acknowledged and is not in the ledger`),
    ...[...times].filter(([, n]) => n > 1).map(([eventId, n]) => `${eventId} is in the ledger ${n} times`),
    ...[...times.keys()].filter((eventId) => !sent.has(eventId)).map((eventId) => `${eventId} was never sent`),
    ...[...sent].filter((eventId) => !acknowledged.has(eventId)).map((eventId) => `${eventId} was never acknowledged`),
  ];
}

function contentProblems({ events }: Stored, planned: PlannedEvent[]): string[] {
  const plannedById = new Map(planned.map((event) => [event.eventId, event]));
  return events.flatMap(({ eventId, type, occurredAtMs }) => {
    const event = plannedById.get(eventId);
    if (!event || (event.type === type && event.occurredAtMs === occurredAtMs)) return [];
    return [`${eventId} is a ${type} of ${occurredAtMs}, sent as ${event.type} of ${event.occurredAtMs}`];
  });
}

function keyProblems({ keysWithoutEvent, eventsWithoutKey }: Stored): string[] {
  return [...some(keysWithoutEvent, 'keys without an event'), ...some(eventsWithoutKey, 'events without a key')];
}

function owedProblems({ owed, parked }: Stored): string[] {
  return [...some(owed, 'rows in the inbox'), ...some(parked, 'rows set aside')];
}

function historyProblems({ events, history }: Stored): string[] {
  const times = new Map<string, number>();
  for (const { eventId } of history) times.set(eventId, (times.get(eventId) ?? 0) + 1);
  const known = new Set(events.map((event) => event.id));
  return [
    ...events
      .filter(({ id }) => times.get(id) !== 1)
      .map(({ id, eventId }) => `${eventId} has ${times.get(id) ?? 0} history rows`),
    ...[...times.keys()]
      .filter((id) => !known.has(id))
      .map((id) => `a history row tells of ${id}, which is not in the ledger`),
  ];
}

function peopleProblems(stored: Stored, planned: PlannedEvent[]): string[] {
  const expected = expectedLeads(planned);
  const { leads, joinedLeads, joinedIntoNobody, joinedWithScore } = stored;
  return [
    ...(leads.length === expected.length
      ? []
      : [`${leads.length} living leads (and ${joinedLeads} joined ones) for ${expected.length} people`]),
    ...some(joinedIntoNobody, 'joined leads that point at no living lead'),
    ...some(joinedWithScore, 'joined leads that still have a score'),
  ];
}

function scoreProblems(stored: Stored, planned: PlannedEvent[]): string[] {
  const rowIds = new Map(stored.events.map((event) => [event.eventId, event.id]));
  const steps = new Map(stored.history.map((step) => [step.eventId, step]));
  const leads = new Map(stored.leads.map((lead) => [lead.leadId, lead]));
  return expectedLeads(planned).flatMap((expected) => {
    const found = expected.steps.map(({ event }) => steps.get(rowIds.get(event.eventId) ?? ''));
    const leadIds = new Set(found.map((step) => step?.leadId));
    if (leadIds.size !== 1) return [`the events of one person, ${nameOf(expected)}, are in ${leadIds.size} histories`];
    const lead = leads.get([...leadIds][0] ?? '');
    return lead
      ? [...leadProblems(lead, expected), ...stepProblems(found, expected)]
      : [`${nameOf(expected)} has no living lead`];
  });
}

function leadProblems(lead: StoredLead, expected: ExpectedLead): string[] {
  const name = nameOf(expected);
  return [
    ...(isClose(lead.score, expected.score) ? [] : [`${name} has the score ${lead.score}, not ${expected.score}`]),
    ...(isClose(lead.historySum, expected.score)
      ? []
      : [`the history of ${name} sums to ${lead.historySum}, not ${expected.score}`]),
    ...(lead.eventCount === expected.steps.length
      ? []
      : [`${name} counts ${lead.eventCount} events, not ${expected.steps.length}`]),
  ];
}

function stepProblems(found: (StoredStep | undefined)[], expected: ExpectedLead): string[] {
  const wrong = expected.steps.filter((step, n) => {
    const stored = found[n];
    return !(
      stored?.points === step.points &&
      isClose(stored.decayDelta, step.decayDelta, step.scoreAfter) &&
      isClose(stored.delta, step.delta, step.scoreAfter) &&
      isClose(stored.scoreAfter, step.scoreAfter)
    );
  });
  return wrong.length === 0
    ? []
    : [`${wrong.length} history rows of ${nameOf(expected)} differ, first ${wrong[0]!.event.eventId}`];
}

function countProblems({ wrongCounts }: Stored): string[] {
  return wrongCounts.map(
    ({ quarter, type, counted, stored }) =>
      `${counted} ${type} are counted from ${quarter.toISOString()} on, ${stored} are stored`,
  );
}

/** Equal to 1e-9 × max(1, score). */
function isClose(value: number | null, expected: number, score = expected): boolean {
  return value !== null && Math.abs(value - expected) <= 1e-9 * Math.max(1, Math.abs(score), Math.abs(expected));
}

function some(count: number, what: string): string[] {
  return count === 0 ? [] : [`${count} ${what}`];
}

function nameOf({ steps }: ExpectedLead): string {
  const { userId, email, anonymousId } = steps[0]!.event.identifiers;
  return userId ?? email ?? anonymousId ?? 'nobody';
}
