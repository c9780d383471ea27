/** How a score fades. `decayPerDay` 0.5–1 is what is left after one day past the grace period of `graceDays`. */
export interface DecaySettings {
  decayPerDay: number;
  graceDays: number;
}

export const MS_PER_DAY = 86_400_000;

/**
 * The share of a score that is left after a silence: 1 within the grace period, `decayPerDay^(days − graceDays)` after.
 * Days are fractional; a gap below zero (an event dated ahead of now) leaves the score whole.
 */
export function decay(gapMs: number, { decayPerDay, graceDays }: DecaySettings): number {
  const days = gapMs / MS_PER_DAY;
  return days <= graceDays ? 1 : decayPerDay ** (days - graceDays);
}

/** λ, per day: `exp(−λ·days)` equals `decayPerDay^days`. */
export function decayRate({ decayPerDay }: DecaySettings): number {
  return -Math.log(decayPerDay);
}

/** A stored score as it reads at `nowMs`. */
export function decayedScore(
  score: number,
  lastEventAtMs: number | null,
  nowMs: number,
  settings: DecaySettings,
): number {
  return lastEventAtMs === null ? 0 : score * decay(nowMs - lastEventAtMs, settings);
}
