import type { HistoryEntry } from '@/lib/scoring/contract';

export interface ScoreParts {
  /** Decayed to the moment it is read at. */
  score: number;
  scoreAtLastEvent: number;
  decaySinceLastEvent: number;
  contributions: readonly { eventType: string; events: number; delta: number }[];
  /** Event types that are not told one by one. */
  otherTypes: { types: number; events: number; delta: number } | null;
  decayTotal: number;
}

export interface ScoreSum {
  /** Event types by what they gave, the largest first. */
  gains: { eventType: string; events: number; delta: number }[];
  /** What all lines add up to. */
  sum: number;
  addsUp: boolean;
}

/** The promise of the formula: every line of the history, added up, is the score to 1e-9 × max(1, score). Sums of thousands of doubles lose a little more. */
const TOLERANCE = 1e-6;

/** The lines behind a score, and whether they add up to it. */
export function scoreSum({ score, decaySinceLastEvent, contributions, otherTypes, decayTotal }: ScoreParts): ScoreSum {
  const gained = contributions.reduce((total, { delta }) => total + delta, otherTypes?.delta ?? 0);
  const sum = gained + decayTotal + decaySinceLastEvent;
  return {
    gains: [...contributions].sort((a, b) => b.delta - a.delta || a.eventType.localeCompare(b.eventType)),
    sum,
    addsUp: Math.abs(sum - score) <= TOLERANCE * Math.max(1, score),
  };
}

/** The score a step began with: what it ended with, less the event's change and the decay before it. */
export function scoreBefore({
  scoreAfter,
  delta,
  decayDelta,
}: Pick<HistoryEntry, 'scoreAfter' | 'delta' | 'decayDelta'>): number {
  const before = scoreAfter - delta - decayDelta;
  return Math.abs(before) < 1e-9 ? 0 : before;
}

/** True when the floor at zero swallowed part of the points. */
export function isFloored({ points, delta }: Pick<HistoryEntry, 'points' | 'delta'>): boolean {
  return Math.abs(points - delta) > 1e-9;
}
