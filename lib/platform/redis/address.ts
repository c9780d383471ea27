import { env } from '../env';
import type { RedisAddress } from './client';

/** Where Redis is, by Upstash's REST protocol; null where none is set. */
export function redisAddress(): RedisAddress | null {
  const { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token } = env();
  return url && token ? { url, token } : null;
}
