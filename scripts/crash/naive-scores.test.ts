import { expect, test } from 'vitest';
import { expectedLeads, foldNaively } from './naive-scores';
import type { PlannedEvent } from './plan';

const DAY_MS = 86_400_000;
const T0 = Date.UTC(2026, 0, 1);

function event(
  eventId: string,
  day: number,
  type: string,
  identifiers: PlannedEvent['identifiers'],
  properties: Record<string, string> = {},
): PlannedEvent {
  return { org: 0, eventId, type, occurredAtMs: T0 + day * DAY_MS, identifiers, properties, door: 'any' };
}

test('by hand: 20 points, ten days of silence, of which three count, and 10 more', () => {
  const { steps, score } = foldNaively([
    event('b', 10, 'page_view', { userId: 'u' }, { path: '/pricing' }),
    event('a', 0, 'signup', { userId: 'u' }),
  ]);
  expect(steps.map((step) => step.event.eventId)).toEqual(['a', 'b']);
  // 20 · 0.95³ = 17.1475
  expect(steps[1]!.decayDelta).toBeCloseTo(-2.8525, 12);
  expect(score).toBeCloseTo(27.1475, 12);
});

test('by hand: the floor takes what a bounce costs too much', () => {
  const { steps, score } = foldNaively([
    event('a', 0, 'feature_used', { userId: 'u' }),
    event('b', 1, 'email_bounced', { userId: 'u' }),
  ]);
  expect(steps[1]).toMatchObject({ points: -20, decayDelta: 0, delta: -5, scoreAfter: 0 });
  expect(score).toBe(0);
});

test('events of the same moment count in the byte order of their ids', () => {
  const ids = ['😀', '～', 'é', 'a', '_', 'Z'];
  const { steps } = foldNaively(ids.map((id) => event(id, 0, 'note', { userId: 'u' })));
  expect(steps.map((step) => step.event.eventId)).toEqual(['Z', '_', 'a', 'é', '～', '😀']);
});

test('an identify joins what it names, a plain event nothing, an alias two people', () => {
  const leads = expectedLeads([
    event('1', 0, 'page_view', { anonymousId: 'd1' }),
    event('2', 1, 'page_view', { userId: 'u1', anonymousId: 'd2' }),
    event('3', 2, 'identify', { userId: 'u1', anonymousId: 'd1' }),
    event('4', 3, 'page_view', { anonymousId: 'd2' }),
    event('5', 4, 'signup', { userId: 'u2' }),
    event('6', 5, 'alias', { userId: 'u2', previousId: 'd2' }),
  ]);
  const eventsOf = leads.map((lead) => lead.steps.map((step) => step.event.eventId).join(' ')).sort();
  expect(eventsOf).toEqual(['1 2 3', '4 5 6']);
});
