import type { Redis } from '@upstash/redis';
import { type RedisAddress, redisClient } from '../redis/client';
import { type Cache, TEXT_UNITS_MAX } from './cache';

const PREFIX = 'throughline:cache:';
/** Above this, computing the answer is quicker than asking for it. */
const TIMEOUT_MS = 250;

/** A cache in Redis, which all processes share. Both functions throw when it does not answer in time. */
export function redisCache(address: RedisAddress, timeoutMs = TIMEOUT_MS): Cache {
  let opened: Promise<Redis> | undefined;
  const redis = () => {
    opened ??= redisClient(address, timeoutMs);
    return opened;
  };
  return {
    async get(key) {
      return (await redis()).get<string>(PREFIX + key);
    },
    async set(key, text, ttlMs) {
      if (text.length > TEXT_UNITS_MAX) return;
      await (await redis()).set(PREFIX + key, text, { px: Math.max(1, Math.ceil(ttlMs)) });
    },
  };
}
