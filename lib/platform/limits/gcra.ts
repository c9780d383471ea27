import type { Limit, LimitVerdict } from './limiter';

/**
 * The generic cell rate algorithm (ITU-T I.371) as a bucket's debt: the time until it is full again, in milliseconds.
 * Time pays it off at one for one, a unit costs `windowMs / count`, and what passes may owe one window at most. A cost
 * above the count itself passes from a full bucket only. The same formula stands in SQL (`take_limits`, db/migrations)
 * and in Lua (redis-buckets.ts), which decide what is kept; the verdict in words is made here.
 * @param debtMs before the take, 0 for a full bucket
 * @returns the verdict; `resetMs` is the bucket's debt after it
 */
export function gcra(debtMs: number, cost: number, { count, windowMs }: Limit): LimitVerdict {
  const unitMs = windowMs / count;
  const owedMs = debtMs + cost * unitMs;
  const excessMs = Math.min(owedMs - windowMs, cost > count ? debtMs : Infinity);
  // Sums of unitMs are rounded; without the tolerance one unit less than `count` might pass.
  const allowed = excessMs <= unitMs / 100;
  const resetMs = allowed ? owedMs : debtMs;
  return {
    allowed,
    limit: count,
    remaining: Math.max(0, Math.floor((windowMs - resetMs) / unitMs + 0.01)),
    resetMs,
    retryAfterMs: allowed ? 0 : excessMs,
  };
}
