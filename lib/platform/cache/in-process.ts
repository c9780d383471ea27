import { type Cache, TEXT_UNITS_MAX } from './cache';

interface InProcessCacheOptions {
  entriesMax?: number;
  /** Of all texts together. */
  unitsMax?: number;
  /** Monotonic milliseconds. */
  now?: () => number;
}

interface Entry {
  text: string;
  untilMs: number;
}

/** A cache in this process's memory, bounded: what was asked for longest ago is forgotten first. */
export function inProcessCache({
  entriesMax = 2_000,
  unitsMax = 32 * 1024 * 1024,
  now = () => performance.now(),
}: InProcessCacheOptions = {}): Cache & { readonly size: number; readonly units: number } {
  /** The least recently used first: a Map keeps the order in which keys were put in. */
  const entries = new Map<string, Entry>();
  let units = 0;

  function forget(key: string, entry: Entry): void {
    entries.delete(key);
    units -= entry.text.length;
  }

  return {
    async get(key) {
      const entry = entries.get(key);
      if (!entry) return null;
      if (entry.untilMs <= now()) {
        forget(key, entry);
        return null;
      }
      entries.delete(key);
      entries.set(key, entry);
      return entry.text;
    },
    async set(key, text, ttlMs) {
      const before = entries.get(key);
      if (before) forget(key, before);
      if (text.length > Math.min(TEXT_UNITS_MAX, unitsMax)) return;
      entries.set(key, { text, untilMs: now() + ttlMs });
      units += text.length;
      for (const [oldest, entry] of entries) {
        if (entries.size <= entriesMax && units <= unitsMax) break;
        forget(oldest, entry);
      }
    },
    get size() {
      return entries.size;
    },
    get units() {
      return units;
    },
  };
}
