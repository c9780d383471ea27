import { createHash } from 'node:crypto';

const KEY_BYTES = 32;

/** The key-encryption keys: one that seals, and those of before that still open. */
export interface Keyring {
  current: { id: string; key: Buffer };
  keys: ReadonlyMap<string, Buffer>;
}

/**
 * @param current base64, base64url or hex of 32 bytes
 * @param old keys of before, separated by commas; secrets sealed under them still open
 * @throws Error when a key has not 32 bytes
 */
export function parseKeyring(current: string, old = ''): Keyring {
  const entries = [
    current,
    ...old
      .split(',')
      .map((text) => text.trim())
      .filter(Boolean),
  ].map((text) => {
    const key = parseKey(text.trim());
    return [keyId(key), key] as const;
  });
  const [id, key] = entries[0]!;
  return { current: { id, key }, keys: new Map(entries) };
}

function parseKey(text: string): Buffer {
  const key = Buffer.from(text, /^[0-9a-f]{64}$/i.test(text) ? 'hex' : 'base64');
  if (key.byteLength !== KEY_BYTES)
    throw new Error('An encryption key must be 32 random bytes, e.g. from: openssl rand -base64 32');
  return key;
}

/** Taken from the key itself, so that it cannot be given to two keys. It tells nothing that helps to find the key. */
function keyId(key: Buffer): string {
  return createHash('sha256').update('throughline key-encryption key').update(key).digest('hex').slice(0, 12);
}
