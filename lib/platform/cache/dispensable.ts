import { storePresence } from '../store-presence';
import type { Cache } from './cache';

const PAUSE_MS = 5_000;

/** A cache that is never missed: one that fails has nothing, keeps nothing, and is not asked for a while. */
export function dispensableCache(cache: Cache, name: string, pauseMs = PAUSE_MS): Cache {
  const presence = storePresence({ name, pauseMs });
  async function ask<T>(question: () => Promise<T>): Promise<T | null> {
    if (!presence.mayAsk()) return null;
    try {
      const answer = await question();
      presence.answered();
      return answer;
    } catch (error) {
      presence.failed(error);
      return null;
    }
  }
  return {
    get: (key) => ask(() => cache.get(key)),
    async set(key, text, ttlMs) {
      await ask(() => cache.set(key, text, ttlMs));
    },
  };
}
