import { describe, expect, test } from 'vitest';
import { type RuleVersion, ruleBook } from './rules';

const version = (over: Partial<RuleVersion>): RuleVersion => ({
  ruleId: 'r1',
  version: 1,
  eventType: 'page_view',
  conditions: [],
  points: 1,
  active: true,
  description: '',
  effectiveFromMs: null,
  deletedAtMs: null,
  ...over,
});
const event = (properties: Record<string, unknown> = {}, occurredAtMs = 1_000) => ({
  type: 'page_view',
  occurredAtMs,
  properties,
});

describe('rules', () => {
  test('the most specific match counts, once', () => {
    const book = ruleBook([
      version({}),
      version({ ruleId: 'r2', points: 10, conditions: [{ property: 'path', operator: 'contains', value: 'pricing' }] }),
    ]);
    expect(book.award(event({ path: '/pricing' }))).toMatchObject({ ruleId: 'r2', points: 10 });
    expect(book.award(event({ path: '/' }))).toMatchObject({ ruleId: 'r1', points: 1 });
  });

  test('the version in force when the event occurred scores it', () => {
    const book = ruleBook([
      version({ points: 1 }),
      version({ version: 2, points: 7, effectiveFromMs: 500 }),
      version({ version: 3, active: false, effectiveFromMs: 2_000 }),
    ]);
    expect(book.award(event({}, 499))).toMatchObject({ ruleVersion: 1, points: 1 });
    expect(book.award(event({}, 500))).toMatchObject({ ruleVersion: 2, points: 7 });
    expect(book.award(event({}, 2_000))).toMatchObject({ ruleId: null, points: 0 });
  });

  test('a deleted rule keeps scoring what occurred before', () => {
    const book = ruleBook([version({ deletedAtMs: 900 })]);
    expect(book.award(event({}, 899)).points).toBe(1);
    expect(book.award(event({}, 900)).points).toBe(0);
  });

  test('a rule that changed its event type scores the old type before and the new one after', () => {
    const book = ruleBook([
      version({}),
      version({ version: 2, eventType: 'signup', points: 20, effectiveFromMs: 500 }),
    ]);
    expect(book.award(event({}, 400)).points).toBe(1);
    expect(book.award(event({}, 600)).points).toBe(0);
    expect(book.award({ type: 'signup', occurredAtMs: 600, properties: {} }).points).toBe(20);
  });

  test.each([
    ['exists', undefined, { plan: null }, false],
    ['exists', undefined, { plan: 0 }, true],
    ['equals', '5', { plan: 5 }, true],
    ['not_equals', 'a', {}, true],
    ['contains', 'PRO', { plan: 'pro plus' }, true],
    ['starts_with', 'plus', { plan: 'pro plus' }, false],
    ['greater_than', 10, { plan: '11' }, true],
    ['greater_than', 10, { plan: '' }, false],
    ['less_than', 10, { plan: 9.5 }, true],
  ] as const)('%s %s on %o is %s', (operator, value, properties, matches) => {
    const book = ruleBook([
      version({ conditions: [{ property: 'plan', operator, ...(value === undefined ? {} : { value }) }] }),
    ]);
    expect(book.award(event(properties)).points).toBe(matches ? 1 : 0);
  });

  test('a path reaches inside, and never into the prototype', () => {
    const book = ruleBook([version({ conditions: [{ property: 'page.path', operator: 'equals', value: '/x' }] })]);
    expect(book.award(event({ page: { path: '/x' } })).points).toBe(1);
    const proto = ruleBook([version({ conditions: [{ property: 'constructor.name', operator: 'exists' }] })]);
    expect(proto.award(event({})).points).toBe(0);
  });
});
