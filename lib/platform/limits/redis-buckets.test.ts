import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { RestBridge } from '../redis/testing/rest-bridge';
import { startUpstash } from '../redis/testing/upstash';
import { redisBuckets } from './redis-buckets';
import { limiterSuite, timedLimiter } from './testing/limiter-suite';

// A busy machine is slow, not wrong; and where there is no redis-server yet, it is installed first.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 300_000 });

let upstash: RestBridge;
beforeAll(async () => {
  upstash = await startUpstash();
});
afterAll(() => upstash.close());

const timed = () => timedLimiter((now) => redisBuckets({ address: upstash, timeoutMs: 60_000, now }));

describe('in Redis', () => {
  limiterSuite(timed, { runs: 25 });

  test('takes of one moment are one request', async () => {
    const limiter = timed();
    await limiter.take('warm', 1, { count: 10, windowMs: 1000 }, 1e12);
    const before = upstash.requests;
    await Promise.all(
      Array.from({ length: 50 }, () => limiter.take('together', 1, { count: 10, windowMs: 1000 }, 1e12)),
    );
    expect(upstash.requests - before).toBe(1);
  });

  test('by the clock of Redis: what was taken a window ago is there again', async () => {
    const buckets = redisBuckets({ address: upstash, timeoutMs: 60_000 });
    const limit = { count: 2, windowMs: 200 };
    const one = { bucket: 'real time', cost: 2, limit };
    expect(await buckets.takeAll([one])).toEqual([0]);
    const [owed] = await buckets.takeAll([one]);
    expect(owed).toBeGreaterThanOrEqual(0);
    expect(owed).toBeLessThanOrEqual(200);
    const owes = async () => (await buckets.takeAll([{ ...one, cost: 0 }]))[0];
    await expect.poll(owes, { timeout: 60_000 }).toBe(0);
  });
});
