import type { Condition, Rule } from '@/lib/scoring/contract';
import { conditionsInWords, type Operator, takesValue, typedValue } from './condition-words';

/** A rule as it stands in the form: figures and values as they are typed. */
export interface RuleValues {
  eventType: string;
  description: string;
  points: string;
  active: boolean;
  conditions: ConditionValues[];
}

export interface ConditionValues {
  property: string;
  operator: Operator;
  value: string;
}

export const EMPTY_CONDITION: ConditionValues = { property: '', operator: 'equals', value: '' };

/** The form of a rule, or an empty one for a new rule. */
export function ruleValues(rule: Rule | null): RuleValues {
  if (rule === null) return { eventType: '', description: '', points: '', active: true, conditions: [] };
  return {
    eventType: rule.eventType,
    description: rule.description,
    points: String(rule.points),
    active: rule.active,
    conditions: rule.conditions.map(({ property, operator, value }) => ({
      property,
      operator,
      value: value === undefined ? '' : String(value),
    })),
  };
}

/** What is sent; the form has checked the values before. */
export function ruleInput({ eventType, description, points, active, conditions }: RuleValues) {
  return {
    eventType: eventType.trim(),
    description: description.trim(),
    points: Number(points),
    active,
    conditions: conditions.map(conditionInput),
  };
}

function conditionInput({ property, operator, value }: ConditionValues): Condition {
  const typed = takesValue(operator) ? typedValue(operator, value) : null;
  return { property: property.trim(), operator, ...(typed === null ? {} : { value: typed }) };
}

/** What is wrong with the points as typed, or true. */
export function checkPoints(text: string): string | true {
  const points = Number(text);
  return (
    (text.trim() !== '' && Number.isFinite(points) && Math.abs(points) <= 1000) || 'A number from −1,000 to 1,000.'
  );
}

/** What is wrong with a condition's value as typed, or true. */
export function checkConditionValue(operator: Operator, text: string): string | true {
  if (!takesValue(operator) || typedValue(operator, text) !== null) return true;
  return operator === 'greater_than' || operator === 'less_than' ? 'Enter a number.' : 'Enter a value.';
}

function isWhole(condition: ConditionValues | undefined): boolean {
  if (condition === undefined || condition.property.trim() === '') return false;
  return checkConditionValue(condition.operator, condition.value) === true;
}

/** The rule being made, in a sentence; null while too little of it is there. */
export function ruleInWords(values: RuleValues): string | null {
  const { eventType, points, conditions } = ruleInput(values);
  if (eventType === '' || checkPoints(values.points) !== true) return null;
  const whole = conditions.filter((_, index) => isWhole(values.conditions[index]));
  const when = whole.length === 0 ? '' : ` whose ${conditionsInWords(whole)}`;
  const size = Math.abs(points);
  const effect =
    points === 0
      ? 'leaves the score as it is'
      : `${points > 0 ? 'adds' : 'takes'} ${size} ${size === 1 ? 'point' : 'points'}`;
  return `An event ${eventType}${when} ${effect}.`;
}
