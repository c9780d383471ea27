import { Redis } from '@upstash/redis';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { redisClient } from '../client';
import type { RestBridge } from './rest-bridge';
import { startUpstash } from './upstash';

// A busy machine is slow, not wrong; and where there is no redis-server yet, it is installed first.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 300_000 });

let upstash: RestBridge;
beforeAll(async () => {
  upstash = await startUpstash();
});
afterAll(() => upstash.close());

describe('the bridge, as the published client speaks to it', () => {
  test('text comes back as it went, whatever is in it, also a large one', async () => {
    const redis = await redisClient(upstash, 60_000);
    for (const value of ['', 'OK?', 'é 漢字 🚀 \r\n $5\r\n', '12', '{"a":1}', 'x'.repeat(300_000)]) {
      expect(await redis.set('text', value, { px: 60_000 })).toBe('OK');
      expect(await redis.get('text')).toBe(value);
    }
    expect(await redis.get('nobody')).toBeNull();
  });

  test('commands of one moment go in one request, each with its own answer or error', async () => {
    const redis = await redisClient(upstash, 60_000);
    await redis.set('word', 'not a number');
    const before = upstash.requests;
    const [set, bad, eaten] = await Promise.allSettled([
      redis.set('one', 'a'),
      redis.incr('word'),
      redis.eval('return {KEYS[1], ARGV[1], 7}', ['k'], ['v']),
    ]);
    expect(upstash.requests - before).toBe(1);
    expect(set).toMatchObject({ status: 'fulfilled', value: 'OK' });
    expect(bad).toMatchObject({ status: 'rejected' });
    expect(eaten).toMatchObject({ status: 'fulfilled', value: ['k', 'v', 7] });
  });

  test('a transaction is answered as a whole', async () => {
    const redis = await redisClient(upstash, 60_000);
    expect(await redis.multi().set('t', '1').incr('t').get('t').exec()).toEqual(['OK', 2, '2']);
  });

  test('a wrong token is refused, and so is a command that redis-server does not know', async () => {
    const stranger = new Redis({ url: upstash.url, token: 'guessed', retry: false, enableTelemetry: false });
    await expect(stranger.get('text')).rejects.toThrow('WRONGPASS');
    const redis = new Redis({ ...upstash, enableAutoPipelining: false, enableTelemetry: false });
    await expect(redis.exec(['NONSENSE'])).rejects.toThrow('unknown command');
  });

  test('it can be away in two ways, and come back', async () => {
    const [redis, patient] = [await redisClient(upstash, 300), await redisClient(upstash, 60_000)];
    await upstash.refuse();
    await expect(redis.get('text')).rejects.toThrow();
    await upstash.heal();
    await patient.set('text', 'here again');
    upstash.hang();
    await expect(redis.get('text')).rejects.toThrow(/timeout|aborted/i);
    await upstash.heal();
    expect(await patient.get('text')).toBe('here again');
  });
});
