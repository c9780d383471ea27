import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const KEY_BYTES = 32;
const SHOWN_CHARACTERS = 10;

/** A key of ours: a prefix that says what it opens and 256 random bits as 43 characters of base64url. */
export function newKey(prefix: string): string {
  return `${prefix}${randomBytes(KEY_BYTES).toString('base64url')}`;
}

/** What is stored in a key's place. The key is random, so one SHA-256 without salt cannot be searched backwards. */
export function hashKey(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

/** The characters by which a person recognises a key in a list. */
export function shownPrefix(key: string): string {
  return key.slice(0, SHOWN_CHARACTERS);
}

/** Equal, told in a time that does not depend on where they differ. */
export function constantTimeEqual(left: Uint8Array, right: Uint8Array): boolean {
  return left.byteLength === right.byteLength && timingSafeEqual(left, right);
}
