const UNITS_MS: Record<string, number> = {
  w: 604_800_000,
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1_000,
};
const DURATION = /^(?:\d+[wdhms])+$/;
const PART = /(\d+)([wdhms])/g;

/** The length of `1d2h30m`, in milliseconds; null when it is not one. */
export function durationMs(text: string): number | null {
  if (!DURATION.test(text)) return null;
  return [...text.matchAll(PART)].reduce((sum, [, count, unit]) => sum + Number(count) * UNITS_MS[unit!]!, 0);
}

/** The moment that a duration from now, or an ISO date, names; null when it is neither. Unix milliseconds. */
export function momentAfter(text: string, nowMs: number): number | null {
  const lengthMs = durationMs(text);
  if (lengthMs !== null) return nowMs + lengthMs;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? null : ms;
}
