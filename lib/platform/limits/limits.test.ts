import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inProcessLimiter } from './in-process';
import { ingestBucket } from './limit-keys';
import { rateLimitHeaders } from './rate-limit-headers';

const PER_SECOND = { count: 1000, windowMs: 1000 };

describe('in-process limiter', () => {
  test('a full bucket lets its whole count pass at once, and not one more', () => {
    const limiter = inProcessLimiter();
    for (let i = 0; i < 1000; i++) expect(limiter.take('a', 1, PER_SECOND, 5_000).allowed).toBe(true);
    expect(limiter.take('a', 1, PER_SECOND, 5_000)).toMatchObject({ allowed: false, remaining: 0, limit: 1000 });
  });

  test('one batch of the whole count passes, the next must wait until there is room for it', () => {
    const limiter = inProcessLimiter();
    expect(limiter.take('a', 1000, PER_SECOND, 0)).toMatchObject({ allowed: true, remaining: 0, resetMs: 1000 });
    expect(limiter.take('a', 500, PER_SECOND, 200)).toMatchObject({
      allowed: false,
      remaining: 200,
      retryAfterMs: 300,
    });
    expect(limiter.take('a', 500, PER_SECOND, 500).allowed).toBe(true);
  });

  test('exactly the count passes for every count and window', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 1_000_000 }), (count, windowMs) => {
        const limiter = inProcessLimiter();
        for (let i = 0; i < count; i++) if (!limiter.take('a', 1, { count, windowMs }, 1e12).allowed) return false;
        return !limiter.take('a', 1, { count, windowMs }, 1e12).allowed;
      }),
    );
  });

  test('over any stretch no more passes than one burst and the even refill', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ afterMs: fc.integer({ min: 0, max: 400 }), cost: fc.integer({ min: 1, max: 100 }) }), {
          maxLength: 200,
        }),
        (calls) => {
          const limiter = inProcessLimiter();
          let nowMs = 0;
          let passed = 0;
          for (const { afterMs, cost } of calls) {
            nowMs += afterMs;
            if (limiter.take('a', cost, { count: 100, windowMs: 1000 }, nowMs).allowed) passed += cost;
          }
          return passed <= 100 + nowMs / 10 + 0.02;
        },
      ),
    );
  });

  test('what a refusal announces as waiting time is enough and not too long', () => {
    const limiter = inProcessLimiter();
    limiter.take('a', 900, PER_SECOND, 0);
    const { retryAfterMs } = limiter.take('a', 300, PER_SECOND, 0);
    expect(limiter.take('a', 300, PER_SECOND, retryAfterMs - 1).allowed).toBe(false);
    expect(limiter.take('a', 300, PER_SECOND, retryAfterMs).allowed).toBe(true);
  });

  test('a cost above the limit passes from a full bucket only and is paid off afterwards', () => {
    const limiter = inProcessLimiter();
    const slow = { count: 10, windowMs: 1000 };
    expect(limiter.take('a', 50, slow, 0)).toMatchObject({ allowed: true, remaining: 0, resetMs: 5000 });
    expect(limiter.take('a', 50, slow, 1000)).toMatchObject({ allowed: false, retryAfterMs: 4000 });
    expect(limiter.take('a', 1, slow, 3999).allowed).toBe(false);
    expect(limiter.take('a', 50, slow, 5000).allowed).toBe(true);
  });

  test('buckets are independent, and named by organization', () => {
    const limiter = inProcessLimiter();
    limiter.take(ingestBucket('org-1', 'key'), 1000, PER_SECOND, 0);
    expect(limiter.take(ingestBucket('org-2', 'key'), 1, PER_SECOND, 0).allowed).toBe(true);
  });

  test('memory is bounded, and a spent bucket outlives the flood of others', () => {
    const limiter = inProcessLimiter(100);
    limiter.take('spent', 1000, PER_SECOND, 0);
    for (let i = 0; i < 10_000; i++) limiter.take(`flood ${i}`, 1, PER_SECOND, 0);
    expect(limiter.size).toBeLessThanOrEqual(100);
    expect(limiter.take('spent', 1, PER_SECOND, 0).allowed).toBe(false);
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
