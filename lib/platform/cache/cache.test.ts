import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { log } from '../log';
import type { RestBridge } from '../redis/testing/rest-bridge';
import { startUpstash } from '../redis/testing/upstash';
import { dispensableCache } from './dispensable';
import { inProcessCache } from './in-process';
import { redisCache } from './redis';
import { cacheSuite } from './testing/cache-suite';

// A busy machine is slow, not wrong; and where there is no redis-server yet, it is installed first.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 300_000 });

let upstash: RestBridge;
beforeAll(async () => {
  upstash = await startUpstash();
});
afterAll(() => upstash.close());
afterEach(() => vi.restoreAllMocks());

describe('in this process', () => {
  cacheSuite(() => inProcessCache());

  test('is bounded in entries and in size, and forgets first what was asked for longest ago', async () => {
    const cache = inProcessCache({ entriesMax: 3, unitsMax: 100 });
    for (const key of ['a', 'b', 'c']) await cache.set(key, key, 1_000);
    await cache.get('a');
    await cache.set('d', 'd', 1_000);
    expect(await Promise.all(['a', 'b', 'c', 'd'].map((key) => cache.get(key)))).toEqual(['a', null, 'c', 'd']);
    await cache.set('large', 'x'.repeat(99), 1_000);
    expect([cache.size, cache.units, await cache.get('d')]).toEqual([2, 100, 'd']);
  });

  test('what has run out takes no room once it is asked for', async () => {
    let nowMs = 0;
    const cache = inProcessCache({ now: () => nowMs });
    await cache.set('a', 'text', 10);
    nowMs = 10;
    expect(await cache.get('a')).toBeNull();
    expect([cache.size, cache.units]).toEqual([0, 0]);
  });
});

describe('in Redis', () => {
  cacheSuite(() => redisCache(upstash, 60_000));

  test.each(['refuse', 'hang'] as const)('away it has nothing and fails nobody: %s', async (way) => {
    const [warned, told] = [vi.spyOn(log, 'warn'), vi.spyOn(log, 'info')];
    const cache = dispensableCache(redisCache(upstash, 5_000), 'the cache', 300);
    await cache.set('k', 'v', 60_000);
    expect(await cache.get('k')).toBe('v');
    await upstash[way]();
    expect(await cache.get('k')).toBeNull();
    const before = upstash.requests;
    expect(await Promise.all(Array.from({ length: 50 }, () => cache.get('k')))).toEqual(Array(50).fill(null));
    await cache.set('k', 'w', 60_000);
    // At most the one that looks whether it is back.
    expect(upstash.requests - before).toBeLessThanOrEqual(1);
    await upstash.heal();
    await expect.poll(() => cache.get('k'), { timeout: 60_000 }).not.toBeNull();
    expect(warned).toHaveBeenCalledTimes(1);
    expect(told.mock.calls).toEqual([['the cache is back']]);
  });
});
