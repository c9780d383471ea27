import { describe, expect, it } from 'vitest';
import { checkConditionValue, checkPoints, ruleInput, ruleInWords, ruleValues } from './rule-values';

const rule = {
  id: '0198f2c0-0000-7000-8000-000000000001',
  version: 3,
  eventType: 'page_view',
  conditions: [
    { property: 'path', operator: 'contains' as const, value: 'pricing' },
    { property: 'seats', operator: 'greater_than' as const, value: 5 },
    { property: 'trial', operator: 'equals' as const, value: true },
    { property: 'referrer', operator: 'exists' as const },
  ],
  points: -2.5,
  active: true,
  description: 'Viewed prices',
  effectiveFrom: null,
  appliedToHistoryAt: null,
};

describe('a rule in its form', () => {
  it('comes back as it was', () => {
    const { eventType, conditions, points, active, description } = rule;
    expect(ruleInput(ruleValues(rule))).toEqual({ eventType, conditions, points, active, description });
  });

  it('drops a value the operator does not take, and blanks around text', () => {
    const values = ruleValues(null);
    expect(
      ruleInput({
        ...values,
        eventType: ' signup ',
        points: ' 20 ',
        conditions: [{ property: ' plan ', operator: 'exists', value: 'left over' }],
      }),
    ).toEqual({
      eventType: 'signup',
      description: '',
      points: 20,
      active: true,
      conditions: [{ property: 'plan', operator: 'exists' }],
    });
  });
});

describe('checks', () => {
  it('takes points within the limits only', () => {
    expect(['0', '-1000', '2.5'].map(checkPoints)).toEqual([true, true, true]);
    expect(['', 'ten', '1001', '1e999'].map((text) => checkPoints(text) === true)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });

  it('wants a value where the operator compares', () => {
    expect(checkConditionValue('exists', '')).toBe(true);
    expect(checkConditionValue('contains', 'a')).toBe(true);
    expect(checkConditionValue('contains', ' ')).toBe('Enter a value.');
    expect(checkConditionValue('greater_than', 'many')).toBe('Enter a number.');
  });
});

describe('ruleInWords', () => {
  it('says what the rule does', () => {
    expect(ruleInWords({ ...ruleValues(rule), conditions: ruleValues(rule).conditions.slice(0, 2) })).toBe(
      'An event page_view whose path contains “pricing” and seats is more than 5 takes 2.5 points.',
    );
    expect(ruleInWords({ ...ruleValues(null), eventType: 'signup', points: '1' })).toBe(
      'An event signup adds 1 point.',
    );
    expect(ruleInWords({ ...ruleValues(null), eventType: 'signup', points: '0' })).toBe(
      'An event signup leaves the score as it is.',
    );
  });

  it('leaves conditions out until they are whole', () => {
    const conditions = [
      { property: 'seats', operator: 'greater_than' as const, value: 'many' },
      { property: ' ', operator: 'exists' as const, value: '' },
      { property: 'plan', operator: 'exists' as const, value: '' },
    ];
    expect(ruleInWords({ ...ruleValues(null), eventType: 'signup', points: '2', conditions })).toBe(
      'An event signup whose plan is present adds 2 points.',
    );
  });

  it('waits until there is enough to say', () => {
    expect(ruleInWords({ ...ruleValues(null), eventType: 'signup' })).toBeNull();
    expect(ruleInWords({ ...ruleValues(null), points: '3' })).toBeNull();
  });
});
