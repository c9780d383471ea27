import { gcra } from './gcra';
import type { Limit, LimitVerdict, ProcessLimiter } from './limiter';

const BUCKETS_MAX = 50_000;

/**
 * A limiter in this process's memory: a bucket is one number, the moment at which it will be full again. Holds at most
 * `bucketsMax` buckets; when there are more, the full ones are forgotten first, which changes no verdict, and then the
 * fullest of the rest.
 */
export function inProcessLimiter(bucketsMax = BUCKETS_MAX): ProcessLimiter & { readonly size: number } {
  const fullAtMs = new Map<string, number>();
  // Moments count from the first call: next to 1.7e12 ms a double cannot hold the hundredth of a millisecond.
  let originMs: number | undefined;

  function take(bucket: string, cost: number, limit: Limit, clockMs: number): LimitVerdict {
    originMs ??= clockMs;
    const nowMs = clockMs - originMs;
    const verdict = gcra(Math.max((fullAtMs.get(bucket) ?? nowMs) - nowMs, 0), cost, limit);
    if (verdict.allowed) {
      if (fullAtMs.size >= bucketsMax && !fullAtMs.has(bucket)) makeRoom(nowMs);
      fullAtMs.set(bucket, nowMs + verdict.resetMs);
    }
    return verdict;
  }

  function makeRoom(nowMs: number): void {
    for (const [bucket, until] of fullAtMs) if (until <= nowMs) fullAtMs.delete(bucket);
    if (fullAtMs.size < bucketsMax) return;
    const fullestFirst = [...fullAtMs].sort((a, b) => a[1] - b[1]);
    for (const [bucket] of fullestFirst.slice(0, Math.ceil(bucketsMax / 10))) fullAtMs.delete(bucket);
  }

  return {
    take,
    get size() {
      return fullAtMs.size;
    },
  };
}
