import type { Stage } from './contract';
import { type DecaySettings, decayRate, MS_PER_DAY } from './decay';

export interface StageThresholds {
  warmAt: number;
  hotAt: number;
  qualifiedAt: number;
}

export type ScoringSettings = DecaySettings & StageThresholds;

export const DEFAULT_SETTINGS: ScoringSettings = {
  warmAt: 30,
  hotAt: 60,
  qualifiedAt: 100,
  decayPerDay: 0.95,
  graceDays: 7,
};

export function stageOf(score: number, { warmAt, hotAt, qualifiedAt }: StageThresholds): Stage {
  if (score >= qualifiedAt) return 'qualified';
  if (score >= hotAt) return 'hot';
  if (score >= warmAt) return 'warm';
  return 'cold';
}

/** The score at which the present stage begins; null for cold, which nothing is below. */
function floorOf(stage: Stage, { warmAt, hotAt, qualifiedAt }: StageThresholds): number | null {
  return stage === 'cold' ? null : { warm: warmAt, hot: hotAt, qualified: qualifiedAt }[stage];
}

/**
 * When the stage will drop if nothing more happens, in Unix milliseconds: the solution of
 * `score · decayPerDay^(days − graceDays) = floor`. Null when it never will.
 */
export function coolsAtMs(
  score: number,
  stage: Stage,
  lastEventAtMs: number,
  settings: ScoringSettings,
): number | null {
  const floor = floorOf(stage, settings);
  const rate = decayRate(settings);
  if (floor === null || rate === 0) return null;
  const days = settings.graceDays + Math.max(0, Math.log(score / floor)) / rate;
  // A stage drops strictly after the score has fallen below its floor; the next whole millisecond is after.
  return Math.floor(lastEventAtMs + days * MS_PER_DAY) + 1;
}

/**
 * A key that orders decaying scores the same way at every moment: ln(score) + λ·(last event in days + graceDays).
 * The score at time t, past the grace period, is exp(key − λ·t). Null for a score of zero.
 */
export function rankKey(score: number, lastEventAtMs: number, settings: DecaySettings): number | null {
  return score > 0 ? Math.log(score) + decayRate(settings) * (lastEventAtMs / MS_PER_DAY + settings.graceDays) : null;
}
