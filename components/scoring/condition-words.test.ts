import { describe, expect, it } from 'vitest';
import { OPERATORS } from '@/lib/scoring/contract';
import { conditionInWords, conditionsInWords, OPERATOR_ORDER, typedValue } from './condition-words';

describe('OPERATOR_ORDER', () => {
  it('is that of the contract', () => {
    expect(OPERATOR_ORDER).toEqual([...OPERATORS]);
  });
});

describe('conditionInWords', () => {
  it('quotes text, not numbers or truth values', () => {
    expect(conditionInWords({ property: 'path', operator: 'contains', value: 'pricing' })).toBe(
      'path contains “pricing”',
    );
    expect(conditionInWords({ property: 'seats', operator: 'greater_than', value: 5 })).toBe('seats is more than 5');
    expect(conditionInWords({ property: 'trial', operator: 'not_equals', value: false })).toBe('trial is not false');
  });

  it('needs no value for presence', () => {
    expect(conditionInWords({ property: 'page.referrer', operator: 'exists', value: 'left over' })).toBe(
      'page.referrer is present',
    );
  });
});

describe('conditionsInWords', () => {
  it('joins with and, and says always for none', () => {
    expect(
      conditionsInWords([
        { property: 'path', operator: 'starts_with', value: '/docs' },
        { property: 'seats', operator: 'less_than', value: 2.5 },
      ]),
    ).toBe('path starts with “/docs” and seats is less than 2.5');
    expect(conditionsInWords([])).toBe('always');
  });
});

describe('typedValue', () => {
  it('reads numbers where numbers are compared', () => {
    expect(typedValue('greater_than', ' 12.5 ')).toBe(12.5);
    expect(typedValue('less_than', '1e3')).toBe(1000);
    expect([typedValue('greater_than', 'many'), typedValue('less_than', ''), typedValue('less_than', '1e999')]).toEqual(
      [null, null, null],
    );
  });

  it('reads truth values for equality only', () => {
    expect([typedValue('equals', 'true'), typedValue('not_equals', 'false'), typedValue('contains', 'true')]).toEqual([
      true,
      false,
      'true',
    ]);
  });

  it('keeps text and refuses none', () => {
    expect([typedValue('equals', ' 007 '), typedValue('contains', '  ')]).toEqual(['007', null]);
  });
});
