import type { Condition } from './contract';

/** A rule as it stood from `effectiveFromMs` on; null means since ever, also when it was applied to history. */
export interface RuleVersion {
  ruleId: string;
  version: number;
  eventType: string;
  conditions: Condition[];
  points: number;
  active: boolean;
  description: string;
  effectiveFromMs: number | null;
  /** The rule stopped for events from then on. */
  deletedAtMs: number | null;
}

export interface ScorableEvent {
  type: string;
  occurredAtMs: number;
  properties: Record<string, unknown>;
}

export interface Award {
  ruleId: string | null;
  ruleVersion: number | null;
  points: number;
  reason: string;
}

export interface RuleBook {
  award(event: ScorableEvent): Award;
}

/** Prepares the versions for many events: by event type, each rule's versions newest first. */
export function ruleBook(versions: RuleVersion[]): RuleBook {
  const rules = new Map<string, RuleVersion[]>();
  for (const version of [...versions].sort((a, b) => b.version - a.version))
    rules.set(version.ruleId, [...(rules.get(version.ruleId) ?? []), version]);
  const byType = new Map<string, RuleVersion[][]>();
  for (const history of rules.values())
    for (const type of new Set(history.map((version) => version.eventType)))
      byType.set(type, [...(byType.get(type) ?? []), history]);

  return {
    award(event) {
      let best: RuleVersion | null = null;
      for (const history of byType.get(event.type) ?? []) {
        const version = versionAt(history, event.occurredAtMs);
        if (!version?.active || version.eventType !== event.type) continue;
        if (!version.conditions.every((condition) => holds(condition, event.properties))) continue;
        if (best === null || isMoreSpecific(version, best)) best = version;
      }
      if (best === null) return { ruleId: null, ruleVersion: null, points: 0, reason: `${event.type}: no rule` };
      return { ruleId: best.ruleId, ruleVersion: best.version, points: best.points, reason: reasonOf(best) };
    },
  };
}

/** The version in force when the event occurred: the newest that had begun by then. */
function versionAt(newestFirst: RuleVersion[], occurredAtMs: number): RuleVersion | null {
  const version = newestFirst.find(
    (candidate) => candidate.effectiveFromMs === null || candidate.effectiveFromMs <= occurredAtMs,
  );
  if (!version) return null;
  return version.deletedAtMs !== null && version.deletedAtMs <= occurredAtMs ? null : version;
}

/** Of several rules that match, the one with most conditions counts; among equals the id decides, never the order of loading. */
function isMoreSpecific(a: RuleVersion, b: RuleVersion): boolean {
  return a.conditions.length !== b.conditions.length ? a.conditions.length > b.conditions.length : a.ruleId < b.ruleId;
}

function reasonOf(version: RuleVersion): string {
  const what = version.description || version.eventType;
  return `${what} ${version.points >= 0 ? '+' : '−'}${Math.abs(version.points)}`;
}

function holds({ property, operator, value }: Condition, properties: Record<string, unknown>): boolean {
  const actual = valueAt(properties, property);
  switch (operator) {
    case 'exists':
      return actual !== undefined && actual !== null;
    case 'equals':
      return actual === value || (actual !== undefined && actual !== null && String(actual) === String(value));
    case 'not_equals':
      return actual === undefined || actual === null || String(actual) !== String(value);
    case 'contains':
      return typeof actual === 'string' && actual.toLowerCase().includes(String(value ?? '').toLowerCase());
    case 'starts_with':
      return typeof actual === 'string' && actual.toLowerCase().startsWith(String(value ?? '').toLowerCase());
    case 'greater_than':
      return isNumeric(actual) && Number(actual) > Number(value);
    case 'less_than':
      return isNumeric(actual) && Number(actual) < Number(value);
  }
}

function isNumeric(value: unknown): boolean {
  return (
    typeof value === 'number' || (typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)))
  );
}

function valueAt(properties: Record<string, unknown>, path: string): unknown {
  if (Object.hasOwn(properties, path)) return properties[path];
  let current: unknown = properties;
  for (const step of path.split('.')) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, step)) return undefined;
    current = (current as Record<string, unknown>)[step];
  }
  return current;
}
