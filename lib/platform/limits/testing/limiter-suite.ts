import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inProcessLimiter } from '../in-process';
import { ingestBucket } from '../limit-keys';
import type { Limit, Limiter, LimitVerdict } from '../limiter';
import { type SharedBuckets, sharedLimiter } from '../shared-limiter';

export interface TimedLimiter {
  /** At the moment given, whatever clock the driver goes by otherwise. */
  take(bucket: string, cost: number, limit: Limit, nowMs: number): Promise<LimitVerdict>;
}

/** A limiter over shared buckets whose clock is set by each take; its takes are given one after the other or at one moment. */
export function timedLimiter(bucketsAt: (now: () => number) => SharedBuckets): TimedLimiter {
  let clockMs = 0;
  const name = 'the store of this suite';
  // A busy machine is slow, not away.
  const limiter: Limiter = sharedLimiter({ buckets: bucketsAt(() => clockMs), name, timeoutMs: 60_000 });
  return {
    async take(bucket, cost, limit, nowMs) {
      clockMs = nowMs;
      return limiter.take(bucket, cost, limit, nowMs);
    },
  };
}

const PER_SECOND = { count: 1000, windowMs: 1000 };
const T0 = 1_790_000_000_000;

/** What every driver must do. */
export function limiterSuite(limiterOf: () => TimedLimiter, { runs }: { runs: number }): void {
  const takeMany = (limiter: TimedLimiter, times: number, bucket: string, limit: Limit, nowMs: number) =>
    Promise.all(Array.from({ length: times }, () => limiter.take(bucket, 1, limit, nowMs)));

  describe('a limiter', () => {
    test('a full bucket lets its whole count pass at once, and not one more', async () => {
      const [limiter, bucket] = [limiterOf(), randomUUID()];
      const verdicts = await takeMany(limiter, 1000, bucket, PER_SECOND, T0);
      expect(verdicts.every(({ allowed }) => allowed)).toBe(true);
      expect(verdicts.map(({ remaining }) => remaining)).toEqual(Array.from({ length: 1000 }, (_, n) => 999 - n));
      expect(await limiter.take(bucket, 1, PER_SECOND, T0)).toMatchObject({
        allowed: false,
        remaining: 0,
        limit: 1000,
      });
    });

    test('one batch of the whole count passes, the next must wait until there is room for it', async () => {
      const [limiter, bucket] = [limiterOf(), randomUUID()];
      expect(await limiter.take(bucket, 1000, PER_SECOND, T0)).toMatchObject({
        allowed: true,
        remaining: 0,
        resetMs: 1000,
      });
      expect(await limiter.take(bucket, 500, PER_SECOND, T0 + 200)).toMatchObject({
        allowed: false,
        remaining: 200,
        retryAfterMs: 300,
      });
      expect((await limiter.take(bucket, 500, PER_SECOND, T0 + 500)).allowed).toBe(true);
    });

    test('exactly the count passes for every count and window', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 1, max: 300 }),
          fc.integer({ min: 1, max: 1_000_000 }),
          async (count, windowMs) => {
            const verdicts = await takeMany(limiterOf(), count + 1, randomUUID(), { count, windowMs }, T0);
            return verdicts.every(({ allowed }, n) => allowed === n < count);
          },
        ),
        { numRuns: runs },
      );
    });

    test('every verdict is that of the limiter in one process, for any calls', async () => {
      const calls = fc.array(
        fc.record({
          bucket: fc.integer({ min: 0, max: 2 }),
          afterMs: fc.integer({ min: 0, max: 400 }),
          cost: fc.integer({ min: 1, max: 130 }),
        }),
        { maxLength: 40 },
      );
      await fc.assert(
        fc.asyncProperty(calls, async (given) => {
          const [limiter, reference, run] = [limiterOf(), inProcessLimiter(), randomUUID()];
          let nowMs = T0;
          let passed = 0;
          for (const { bucket, afterMs, cost } of given) {
            nowMs += afterMs;
            const limit = { count: 100, windowMs: 1000 };
            const verdict = await limiter.take(`${run}:${bucket}`, cost, limit, nowMs);
            const expected = reference.take(`${bucket}`, cost, limit, nowMs);
            expect(verdict).toEqual({
              ...expected,
              resetMs: expect.closeTo(expected.resetMs, 3),
              retryAfterMs: expect.closeTo(expected.retryAfterMs, 3),
            });
            if (verdict.allowed) passed += cost;
          }
          // Three buckets, one burst each and the even refill; a cost above the count is paid off afterwards.
          expect(passed).toBeLessThanOrEqual(3 * (130 + (nowMs - T0) / 10) + 0.1);
        }),
        { numRuns: runs },
      );
    });

    test('what a refusal announces as waiting time is enough and not too long', async () => {
      const [limiter, bucket] = [limiterOf(), randomUUID()];
      await limiter.take(bucket, 900, PER_SECOND, T0);
      const { retryAfterMs } = await limiter.take(bucket, 300, PER_SECOND, T0);
      expect((await limiter.take(bucket, 300, PER_SECOND, T0 + retryAfterMs - 1)).allowed).toBe(false);
      expect((await limiter.take(bucket, 300, PER_SECOND, T0 + retryAfterMs)).allowed).toBe(true);
    });

    test('a cost above the limit passes from a full bucket only and is paid off afterwards', async () => {
      const [limiter, bucket] = [limiterOf(), randomUUID()];
      const slow = { count: 10, windowMs: 1000 };
      expect(await limiter.take(bucket, 50, slow, T0)).toMatchObject({ allowed: true, remaining: 0, resetMs: 5000 });
      expect(await limiter.take(bucket, 50, slow, T0 + 1000)).toMatchObject({ allowed: false, retryAfterMs: 4000 });
      expect((await limiter.take(bucket, 1, slow, T0 + 3999)).allowed).toBe(false);
      expect((await limiter.take(bucket, 50, slow, T0 + 5000)).allowed).toBe(true);
    });

    test('a clock that goes back gives nothing away and takes nothing', async () => {
      const [limiter, bucket] = [limiterOf(), randomUUID()];
      await limiter.take(bucket, 600, PER_SECOND, T0 + 100);
      expect((await limiter.take(bucket, 500, PER_SECOND, T0 + 90)).allowed).toBe(false);
      expect((await limiter.take(bucket, 500, PER_SECOND, T0 + 200)).allowed).toBe(true);
    });

    test('buckets are independent, and named by organization', async () => {
      const [limiter, key] = [limiterOf(), randomUUID()];
      const [spent, other] = await Promise.all([
        limiter.take(ingestBucket('org-1', key), 1000, PER_SECOND, T0),
        limiter.take(ingestBucket('org-2', key), 1, PER_SECOND, T0),
      ]);
      expect([spent?.allowed, other?.remaining]).toEqual([true, 999]);
    });
  });
}
