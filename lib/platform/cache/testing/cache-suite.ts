import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Cache, TEXT_UNITS_MAX } from '../cache';

const MINUTE_MS = 60_000;

/** What every driver must do. */
export function cacheSuite(cacheOf: () => Cache): void {
  describe('a cache', () => {
    test('gives back any JSON text as it was given', async () => {
      const cache = cacheOf();
      await fc.assert(
        fc.asyncProperty(fc.json(), async (text) => {
          const key = randomUUID();
          await cache.set(key, text, MINUTE_MS);
          expect(await cache.get(key)).toBe(text);
        }),
        { numRuns: 50 },
      );
    });

    test('keeps texts apart by their keys, and the last one of each', async () => {
      const [cache, one, other] = [cacheOf(), randomUUID(), randomUUID()];
      expect(await cache.get(one)).toBeNull();
      await Promise.all([cache.set(one, '1', MINUTE_MS), cache.set(other, '2', MINUTE_MS)]);
      await cache.set(one, '3', MINUTE_MS);
      expect(await Promise.all([cache.get(one), cache.get(other)])).toEqual(['3', '2']);
    });

    test('forgets a text when its time is over', async () => {
      const [cache, brief, lasting] = [cacheOf(), randomUUID(), randomUUID()];
      await cache.set(lasting, '"stays"', MINUTE_MS);
      await cache.set(brief, '"goes"', 30);
      await expect.poll(() => cache.get(brief), { timeout: 30_000 }).toBeNull();
      expect(await cache.get(lasting)).toBe('"stays"');
    });

    test('keeps a text of the largest size and none above it', async () => {
      const [cache, key] = [cacheOf(), randomUUID()];
      const largest = 'x'.repeat(TEXT_UNITS_MAX);
      await cache.set(key, largest, MINUTE_MS);
      expect((await cache.get(key))?.length).toBe(TEXT_UNITS_MAX);
      const above = randomUUID();
      await cache.set(above, `${largest}x`, MINUTE_MS);
      expect(await cache.get(above)).toBeNull();
    });
  });
}
