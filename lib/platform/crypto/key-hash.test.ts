import { describe, expect, it } from 'vitest';
import { constantTimeEqual, hashKey, newKey, shownPrefix } from './key-hash';

describe('keys of ours', () => {
  it('have a prefix and 256 random bits', () => {
    const key = newKey('tl_k_');
    expect(key).toMatch(/^tl_k_[A-Za-z0-9_-]{43}$/);
    expect(Buffer.from(key.slice(5), 'base64url')).toHaveLength(32);
    expect(newKey('tl_k_')).not.toBe(key);
  });

  it('are stored as their SHA-256', () => {
    // FIPS 180-2, example B.1.
    expect(hashKey('abc').toString('hex')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  it('show only their first ten characters', () => {
    expect(shownPrefix('tl_k_ABCDEFGHIJ')).toBe('tl_k_ABCDE');
  });

  it('are compared whole', () => {
    const hash = hashKey('a');
    expect(constantTimeEqual(hash, hashKey('a'))).toBe(true);
    expect(constantTimeEqual(hash, hashKey('b'))).toBe(false);
    expect(constantTimeEqual(hash, hash.subarray(0, 31))).toBe(false);
  });
});
