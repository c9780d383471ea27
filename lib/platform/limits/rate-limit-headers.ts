import type { LimitVerdict } from './limiter';

/** The `RateLimit-*` headers of a verdict, and `Retry-After` when it refuses. Times in whole seconds, rounded up. */
export function rateLimitHeaders(verdict: LimitVerdict): Record<string, string> {
  return {
    'ratelimit-limit': String(verdict.limit),
    'ratelimit-remaining': String(verdict.remaining),
    'ratelimit-reset': String(Math.ceil(verdict.resetMs / 1000)),
    ...(verdict.allowed ? {} : { 'retry-after': String(retryAfterSeconds(verdict)) }),
  };
}

export function retryAfterSeconds(verdict: LimitVerdict): number {
  return Math.max(1, Math.ceil(verdict.retryAfterMs / 1000));
}
