import type { Condition, OPERATORS } from '@/lib/scoring/contract';

export type Operator = (typeof OPERATORS)[number];

/** Each operator as it stands between property and value. */
export const OPERATOR_WORDS: Record<Operator, string> = {
  equals: 'is',
  not_equals: 'is not',
  contains: 'contains',
  starts_with: 'starts with',
  greater_than: 'is more than',
  less_than: 'is less than',
  exists: 'is present',
};

/** In the order of the contract, which is not imported so that its schemas stay out of the browser's scripts. */
export const OPERATOR_ORDER = Object.keys(OPERATOR_WORDS) as Operator[];

export function takesValue(operator: Operator): boolean {
  return operator !== 'exists';
}

/** `path contains “pricing”`; numbers and truth values stand without quotes. */
export function conditionInWords({ property, operator, value }: Condition): string {
  const words = `${property} ${OPERATOR_WORDS[operator]}`;
  if (!takesValue(operator)) return words;
  return `${words} ${typeof value === 'string' || value === undefined ? `“${value ?? ''}”` : value}`;
}

/** All must hold: "path contains “pricing” and seats is more than 5"; "always" when there are none. */
export function conditionsInWords(conditions: readonly Condition[]): string {
  return conditions.length === 0 ? 'always' : conditions.map(conditionInWords).join(' and ');
}

/**
 * What was typed, as the value of a condition: a number where the operator compares numbers and `true` or `false` for
 * an equality; all else stays text. Null when the operator needs a number and this is none.
 */
export function typedValue(operator: Operator, text: string): string | number | boolean | null {
  const trimmed = text.trim();
  if (operator === 'greater_than' || operator === 'less_than') {
    const number = trimmed === '' ? Number.NaN : Number(trimmed);
    return Number.isFinite(number) ? number : null;
  }
  if (operator === 'equals' || operator === 'not_equals') {
    if (trimmed === 'true') return true;
    if (trimmed === 'false') return false;
  }
  return trimmed === '' ? null : trimmed;
}
