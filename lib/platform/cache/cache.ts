/**
 * Keeps texts for a while, each under a key. May forget any of them at any time, and is asked for nothing that the
 * program could not compute again.
 */
export interface Cache {
  /** @returns null when it is not there, or not any more */
  get(key: string): Promise<string | null>;
  /** @param text longer than `TEXT_UNITS_MAX` is not kept */
  set(key: string, text: string, ttlMs: number): Promise<void>;
}

/** UTF-16 units of one text, which a string's length tells without counting. */
export const TEXT_UNITS_MAX = 512 * 1024;
