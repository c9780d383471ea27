import { MS_PER_DAY } from './decay';

export const RECENT_EVENTS = 10;

/** Velocity: events of the last 24 hours, at most 10. `recentMs` are the latest event times, any order. */
export function velocity(recentMs: number[], nowMs: number): number {
  return Math.min(RECENT_EVENTS, recentMs.filter((at) => at > nowMs - MS_PER_DAY && at <= nowMs).length);
}

export interface RiskFacts {
  lastEventAtMs: number | null;
  /** Latest event times, at most ten. */
  recentMs: number[];
  bounces: number;
  unsubscribes: number;
}

export interface Risk {
  /** Risk of going cold, 0–100. */
  value: number;
  reasons: string[];
}

/** Silence counts fully after this many days. */
const FULL_SILENCE_DAYS = 21;

/**
 * Risk of going cold, 0–100: silence up to 50 (linear from 2 to 21 days), falling velocity up to 20 (events of the last
 * 3 days against a third of the 9 days before, among the ten latest), bounces 15 each up to 30, an unsubscribe 40; clamped.
 */
export function riskOf({ lastEventAtMs, recentMs, bounces, unsubscribes }: RiskFacts, nowMs: number): Risk {
  if (lastEventAtMs === null) return { value: 50, reasons: ['No activity yet'] };
  const reasons: string[] = [];
  let value = 0;

  const silentDays = Math.max(0, (nowMs - lastEventAtMs) / MS_PER_DAY);
  const silence = Math.round(50 * Math.min(1, Math.max(0, (silentDays - 2) / (FULL_SILENCE_DAYS - 2))));
  if (silence > 0) {
    value += silence;
    reasons.push(`Silent for ${Math.floor(silentDays)} days (+${silence})`);
  }

  const lately = recentMs.filter((at) => at > nowMs - 3 * MS_PER_DAY && at <= nowMs).length;
  const before = recentMs.filter((at) => at > nowMs - 12 * MS_PER_DAY && at <= nowMs - 3 * MS_PER_DAY).length / 3;
  const falling = before > lately ? Math.round(20 * (1 - lately / before)) : 0;
  if (falling > 0) {
    value += falling;
    reasons.push(`Activity is falling (+${falling})`);
  }

  const bounced = Math.min(30, 15 * bounces);
  if (bounced > 0) {
    value += bounced;
    reasons.push(`${bounces} e-mail${bounces === 1 ? '' : 's'} bounced (+${bounced})`);
  }
  if (unsubscribes > 0) {
    value += 40;
    reasons.push('Unsubscribed (+40)');
  }
  return { value: Math.min(100, value), reasons };
}
