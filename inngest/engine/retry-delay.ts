const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** The pauses before the first, second, … repetition; the last one stays. As the protocol has them. */
const DELAYS_MS = [
  15 * SECOND_MS,
  30 * SECOND_MS,
  MINUTE_MS,
  2 * MINUTE_MS,
  5 * MINUTE_MS,
  10 * MINUTE_MS,
  20 * MINUTE_MS,
  40 * MINUTE_MS,
  HOUR_MS,
  2 * HOUR_MS,
];
const JITTER_MS = 30 * SECOND_MS;
const LEAST_MS = SECOND_MS;
const MOST_MS = 24 * HOUR_MS;

/** @param attempt the one that failed, from 0. @param chance from 0 to 1, so that many do not come back at once */
export function retryDelayMs(attempt: number, chance: number): number {
  return DELAYS_MS[Math.min(attempt, DELAYS_MS.length - 1)]! + Math.floor(chance * JITTER_MS);
}

/** What `Retry-After` asks for: seconds or a date, held between a second and a day. Null when it asks for nothing. */
export function retryAfterMs(header: string | null, nowMs: number): number | null {
  if (!header) return null;
  const seconds = Number(header);
  const asked = Number.isFinite(seconds) ? seconds * SECOND_MS : Date.parse(header) - nowMs;
  return Number.isNaN(asked) ? null : Math.min(MOST_MS, Math.max(LEAST_MS, asked));
}
