import { randomFillSync } from 'node:crypto';

const POOL_BYTES = 4096;
const pool = Buffer.allocUnsafe(POOL_BYTES);
let used = POOL_BYTES;
let lastMs = 0;
let sequence = 0;

const hex: string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/**
 * A UUID version 7 (RFC 9562): 48 bits of Unix milliseconds, then a 12-bit counter that keeps the ids
 * of one process in the order they were made, then 62 random bits.
 */
export function uuidv7(nowMs: number = Date.now()): string {
  if (used + 8 > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  if (nowMs > lastMs) {
    lastMs = nowMs;
    sequence = ((pool[used]! << 8) | pool[used + 1]!) & 0x3ff;
  } else if (++sequence > 0xfff) {
    // More than the counter holds in one millisecond: borrow the next one, order matters more than the last digit.
    lastMs += 1;
    sequence = 0;
  }
  const high = Math.floor(lastMs / 0x10000);
  const low = lastMs & 0xffff;
  const at = used;
  used += 8;
  return `${hex[(high >>> 24) & 255]}${hex[(high >>> 16) & 255]}${hex[(high >>> 8) & 255]}${hex[high & 255]}-${hex[low >>> 8]}${hex[low & 255]}-${hex[0x70 | (sequence >>> 8)]}${hex[sequence & 255]}-${hex[0x80 | (pool[at]! & 0x3f)]}${hex[pool[at + 1]!]}-${hex[pool[at + 2]!]}${hex[pool[at + 3]!]}${hex[pool[at + 4]!]}${hex[pool[at + 5]!]}${hex[pool[at + 6]!]}${hex[pool[at + 7]!]}`;
}

/** The smallest UUIDv7 that can have been made at a moment, in Unix milliseconds, or later. */
export function earliestUuidv7(ms: number): string {
  const digits = Math.max(0, ms).toString(16).padStart(12, '0');
  return `${digits.slice(0, 8)}-${digits.slice(8)}-7000-8000-000000000000`;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isUuid(value: unknown): value is string {
  return typeof value === 'string' && UUID.test(value);
}
