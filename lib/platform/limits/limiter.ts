/** So many units in a window. A full bucket lets `count` pass at once and refills evenly over `windowMs`. */
export interface Limit {
  count: number;
  windowMs: number;
}

export interface LimitVerdict {
  allowed: boolean;
  limit: number;
  /** Units that could still pass at this moment. */
  remaining: number;
  /** Until the bucket is full again. */
  resetMs: number;
  /** Until the refused cost would pass; 0 when it did. */
  retryAfterMs: number;
}

export interface Limiter {
  /**
   * Takes `cost` units from `bucket`. A cost above the limit itself passes only from a full bucket and leaves a
   * debt that takes proportionally longer to refill; otherwise one large batch could never be sent at all.
   * A verdict that can be had without waiting comes without a promise. Never rejects.
   * @param nowMs Unix milliseconds of this process; buckets that processes share go by their store's clock
   */
  take(bucket: string, cost: number, limit: Limit, nowMs: number): LimitVerdict | Promise<LimitVerdict>;
}

/** One that counts in this process alone, and so never waits. */
export interface ProcessLimiter extends Limiter {
  take(bucket: string, cost: number, limit: Limit, nowMs: number): LimitVerdict;
}
