import type { Ratelimit } from '@upstash/ratelimit';
import type { Redis } from '@upstash/redis';
import { type RedisAddress, redisClient } from '../redis/client';
import { gcra } from './gcra';
import type { Limit } from './limiter';
import type { SharedBuckets } from './shared-limiter';

const PREFIX = 'throughline:limit';
/** Of one request to Redis. */
export const REDIS_TIMEOUT_MS = 500;
/** One object a limit of the program, and one a key that has a figure of its own. */
const LIMITS_MAX = 500;

/**
 * `gcra` of gcra.ts over a bucket's debt and the moment it was counted at, by the clock of Redis. Kept a minute longer
 * than it owes anything; a bucket that is not there is full.
 */
const TAKE = `
local cost, count, window = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local now = tonumber(ARGV[4])
if not now then
  local time = redis.call('TIME')
  now = tonumber(time[1]) * 1000 + tonumber(time[2]) / 1000
end
local debt = 0
local kept = redis.call('GET', KEYS[1])
if kept then
  local owed, at = string.match(kept, '^(%S+) (%S+)$')
  debt = math.max(0, tonumber(owed) - math.max(0, now - tonumber(at)))
end
local unit = window / count
local owes = debt + cost * unit
local excess = owes - window
if cost > count and debt < excess then excess = debt end
if excess <= unit / 100 then
  redis.call('SET', KEYS[1], string.format('%.17g %.17g', owes, now), 'PX', math.ceil(owes) + 60000)
end
return string.format('%.17g', debt)
`;

type Script = ReturnType<typeof newScript>;
type Algorithm = ConstructorParameters<typeof Ratelimit>[0]['limiter'];
type Answer = Awaited<ReturnType<ReturnType<Algorithm>['limit']>>;

interface RedisBucketsOptions {
  address: RedisAddress;
  timeoutMs?: number;
  /** For tests: Unix milliseconds in place of the clock of Redis. */
  now?: () => number;
}

/**
 * Buckets in Redis, by the limiter of Upstash with an algorithm of our own: none of its own lets a cost above the limit
 * pass and leave a debt. Those of one call go out in one request.
 */
export function redisBuckets({ address, timeoutMs = REDIS_TIMEOUT_MS, now }: RedisBucketsOptions): SharedBuckets {
  let opened: Promise<(limit: Limit) => Ratelimit> | undefined;
  return {
    async takeAll(takes) {
      opened ??= openLimiters(address, timeoutMs, now);
      const limiterOf = await opened;
      return Promise.all(
        takes.map(async ({ bucket, cost, limit }) => {
          const answer = await limiterOf(limit).limit(bucket, { rate: cost });
          if (answer.reason) throw new Error(`the limiter in Redis: ${answer.reason}`);
          return (answer as GcraAnswer).debtMs;
        }),
      );
    },
  };
}

interface GcraAnswer extends Answer {
  debtMs: number;
}

const newScript = (redis: Redis) => redis.createScript<string>(TAKE);

async function openLimiters(address: RedisAddress, timeoutMs: number, now?: () => number) {
  const [redis, { Ratelimit }] = await Promise.all([redisClient(address, timeoutMs), import('@upstash/ratelimit')]);
  const script = newScript(redis);
  const limiters = new Map<string, Ratelimit>();
  return (limit: Limit): Ratelimit => {
    const name = `${limit.count}/${limit.windowMs}`;
    const known = limiters.get(name);
    if (known) return known;
    if (limiters.size >= LIMITS_MAX) limiters.clear();
    const made = new Ratelimit({
      redis,
      limiter: algorithm(redis, script, limit, now),
      prefix: PREFIX,
      timeout: timeoutMs,
      // Each process would remember refusals by itself, and refuse what another clock lets pass.
      ephemeralCache: false,
      analytics: false,
      enableTelemetry: false,
    });
    limiters.set(name, made);
    return made;
  };
}

function algorithm(redis: Redis, script: Script, limit: Limit, now?: () => number): Algorithm {
  const debtBefore = async (key: string, cost: number) =>
    Number(await script.exec([key], [cost, limit.count, limit.windowMs, now?.() ?? ''].map(String)));
  return () => ({
    async limit(_context, key, cost = 1): Promise<GcraAnswer> {
      const debtMs = await debtBefore(key, cost);
      const { allowed, remaining, resetMs } = gcra(debtMs, cost, limit);
      const reset = Date.now() + resetMs;
      return { debtMs, success: allowed, limit: limit.count, remaining, reset, pending: Promise.resolve() };
    },
    async getRemaining(_context, key) {
      const { remaining, resetMs } = gcra(await debtBefore(key, 0), 0, limit);
      return { remaining, reset: Date.now() + resetMs, limit: limit.count };
    },
    async resetTokens(_context, key) {
      await redis.del(key);
    },
  });
}
