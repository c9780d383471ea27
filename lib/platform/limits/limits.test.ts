import { describe, expect, test } from 'vitest';
import { inProcessLimiter } from './in-process';
import { rateLimitHeaders } from './rate-limit-headers';
import { limiterSuite } from './testing/limiter-suite';

describe('in this process', () => {
  limiterSuite(
    () => {
      const limiter = inProcessLimiter();
      return { take: async (bucket, cost, limit, nowMs) => limiter.take(bucket, cost, limit, nowMs) };
    },
    { runs: 100 },
  );

  test('memory is bounded, and a spent bucket outlives the flood of others', () => {
    const limiter = inProcessLimiter(100);
    const limit = { count: 1000, windowMs: 1000 };
    limiter.take('spent', 1000, limit, 0);
    for (let i = 0; i < 10_000; i++) limiter.take(`flood ${i}`, 1, limit, 0);
    expect(limiter.size).toBeLessThanOrEqual(100);
    expect(limiter.take('spent', 1, limit, 0).allowed).toBe(false);
  });
});

test('headers are whole seconds, and Retry-After stands only on a refusal', () => {
  expect(rateLimitHeaders({ allowed: true, limit: 10, remaining: 3, resetMs: 1200, retryAfterMs: 0 })).toEqual({
    'ratelimit-limit': '10',
    'ratelimit-remaining': '3',
    'ratelimit-reset': '2',
  });
  expect(rateLimitHeaders({ allowed: false, limit: 10, remaining: 0, resetMs: 900, retryAfterMs: 3 })).toMatchObject({
    'retry-after': '1',
  });
});
