const SECOND_MS = 1_000;
const MOST_S = 86_400;

/**
 * The documented pause before a repetition, in milliseconds: 12 s, 2 min 28 s, 30 min 8 s, 6 h 7 min 6 s, then a day.
 * @param n the repetition it comes before, from 1
 */
export function backOffMs(n: number): number {
  return Math.floor(Math.min(MOST_S, Math.exp(2.5 * n))) * SECOND_MS;
}

/** Headers by which an answer says when to come again; the first that is there counts. */
const AFTER = ['retry-after', 'x-ratelimit-reset', 'x-ratelimit-reset-requests', 'x-ratelimit-reset-tokens'];

/** The pause an answer asks for, in milliseconds; null when it asks for none, or for more than a day. */
export function askedPauseMs(headers: Record<string, string>, nowMs: number): number | null {
  const text = AFTER.map((name) => headers[name]).find((value) => value !== undefined);
  if (text === undefined) return null;
  const asked = pauseOf(text.trim(), nowMs);
  return asked === null || asked > MOST_S * SECOND_MS ? null : Math.max(0, asked);
}

const UNITS_MS: Record<string, number> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: SECOND_MS,
  m: 60 * SECOND_MS,
  h: 3_600 * SECOND_MS,
};
const DURATION = /^(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+$/;
const PART = /(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g;

/** Seconds, a duration such as `6m5s`, or a date. */
function pauseOf(text: string, nowMs: number): number | null {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * SECOND_MS;
  if (DURATION.test(text))
    return Math.ceil([...text.matchAll(PART)].reduce((sum, [, n, unit]) => sum + Number(n) * UNITS_MS[unit!]!, 0));
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? null : ms - nowMs;
}
