import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Keyring } from './keyring';

/**
 * A secret at rest: AES-256-GCM under a data key of its own, which is wrapped by a key-encryption key (KEK) with an id.
 * `v1.kekId.wrappedKey.iv.ct.tag`, all but the first two in base64url; wrappedKey = iv ‖ ciphertext ‖ tag.
 * `aad` names where the secret stands (org|table|row|column), so a sealed value copied elsewhere does not open.
 */
const VERSION = 'v1';
const CIPHER = 'aes-256-gcm';
const DATA_KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** A sealed value that was altered, belongs elsewhere, or whose key is not known here. It says nothing of its content. */
export class EnvelopeRefused extends Error {
  override readonly name = 'EnvelopeRefused';
}

export function sealEnvelope(keyring: Keyring, plaintext: string, aad: string): string {
  const dataKey = randomBytes(DATA_KEY_BYTES);
  const { iv, ciphertext, tag } = encrypt(dataKey, Buffer.from(plaintext, 'utf8'), contentAad(aad));
  const { id, key } = keyring.current;
  return [
    VERSION,
    id,
    encoded(wrap(key, dataKey, wrapAad(aad, id))),
    encoded(iv),
    encoded(ciphertext),
    encoded(tag),
  ].join('.');
}

/** @throws EnvelopeRefused */
export function openEnvelope(keyring: Keyring, sealed: string, aad: string): string {
  const { kekId, wrappedKey, iv, ciphertext, tag } = parts(sealed);
  const dataKey = unwrap(keyOf(keyring, kekId), wrappedKey, wrapAad(aad, kekId));
  return decrypt(dataKey, { iv, ciphertext, tag }, contentAad(aad)).toString('utf8');
}

/** The same secret under the current KEK; only the data key is wrapped anew. @throws EnvelopeRefused */
export function rewrapEnvelope(keyring: Keyring, sealed: string, aad: string): string {
  const { kekId, wrappedKey, iv, ciphertext, tag } = parts(sealed);
  const { id, key } = keyring.current;
  if (kekId === id) return sealed;
  const dataKey = unwrap(keyOf(keyring, kekId), wrappedKey, wrapAad(aad, kekId));
  return [
    VERSION,
    id,
    encoded(wrap(key, dataKey, wrapAad(aad, id))),
    encoded(iv),
    encoded(ciphertext),
    encoded(tag),
  ].join('.');
}

/** The key id stands in the wrap's AAD alone: were it in the content's too, rotation could not leave the content be. */
const wrapAad = (aad: string, kekId: string) => `${VERSION}|key|${kekId}|${aad}`;
const contentAad = (aad: string) => `${VERSION}|content|${aad}`;
const encoded = (bytes: Buffer) => bytes.toString('base64url');

interface Encrypted {
  iv: Buffer;
  ciphertext: Buffer;
  tag: Buffer;
}

function parts(sealed: string): Encrypted & { kekId: string; wrappedKey: Buffer } {
  const [version, kekId, ...rest] = sealed.split('.');
  const [wrappedKey, iv, ciphertext, tag] = rest.map((part) => Buffer.from(part, 'base64url'));
  if (version !== VERSION || !kekId || !wrappedKey || !iv || !ciphertext || !tag || rest.length !== 4)
    throw new EnvelopeRefused('This is not a sealed value of this program.');
  return { kekId, wrappedKey, iv, ciphertext, tag };
}

function keyOf(keyring: Keyring, kekId: string): Buffer {
  const key = keyring.keys.get(kekId);
  if (!key)
    throw new EnvelopeRefused(`The encryption key ${kekId} is not among ENCRYPTION_KEY and ENCRYPTION_KEYS_OLD.`);
  return key;
}

function wrap(kek: Buffer, dataKey: Buffer, aad: string): Buffer {
  const { iv, ciphertext, tag } = encrypt(kek, dataKey, aad);
  return Buffer.concat([iv, ciphertext, tag]);
}

function unwrap(kek: Buffer, wrapped: Buffer, aad: string): Buffer {
  if (wrapped.byteLength !== IV_BYTES + DATA_KEY_BYTES + TAG_BYTES)
    throw new EnvelopeRefused('The wrapped key is cut.');
  return decrypt(
    kek,
    {
      iv: wrapped.subarray(0, IV_BYTES),
      ciphertext: wrapped.subarray(IV_BYTES, IV_BYTES + DATA_KEY_BYTES),
      tag: wrapped.subarray(IV_BYTES + DATA_KEY_BYTES),
    },
    aad,
  );
}

function encrypt(key: Buffer, plain: Buffer, aad: string): Encrypted {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(aad, 'utf8'));
  const ciphertext = Buffer.concat([cipher.update(plain), cipher.final()]);
  return { iv, ciphertext, tag: cipher.getAuthTag() };
}

function decrypt(key: Buffer, { iv, ciphertext, tag }: Encrypted, aad: string): Buffer {
  if (iv.byteLength !== IV_BYTES || tag.byteLength !== TAG_BYTES) throw new EnvelopeRefused('The sealed value is cut.');
  const decipher = createDecipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(aad, 'utf8'))
    .setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
  } catch {
    throw new EnvelopeRefused('The sealed value was altered or belongs elsewhere.');
  }
}
