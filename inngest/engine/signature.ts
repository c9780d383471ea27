import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

const WINDOW_S = 300;

const withoutPrefix = (key: string) => key.replace(/^signkey-\w+-/, '');

/** The key as it goes over the wire: SHA-256 of its bytes, in hexadecimal digits. */
export function hashedKey(key: string): string {
  return createHash('sha256')
    .update(Buffer.from(withoutPrefix(key), 'hex'))
    .digest('hex');
}

/** `x-inngest-signature` of a body in canonical JSON (RFC 8785), or of an empty text. */
export function signatureOf(canonical: string, key: string, nowMs: number): string {
  const seconds = Math.round(nowMs / 1_000);
  return `t=${seconds}&s=${mac(canonical, key, String(seconds))}`;
}

/** Whether a signature is that of this body, by this key, of the last or next five minutes. */
export function isSignedBy(signature: string | null, canonical: string, key: string, nowMs: number): boolean {
  const fields = new URLSearchParams(signature ?? '');
  const [seconds, given] = [fields.get('t') ?? '', Buffer.from(fields.get('s') ?? '', 'hex')];
  if (!(Math.abs(nowMs / 1_000 - Number(seconds)) <= WINDOW_S)) return false;
  const expected = Buffer.from(mac(canonical, key, seconds), 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function mac(canonical: string, key: string, seconds: string): string {
  return createHmac('sha256', withoutPrefix(key)).update(canonical).update(seconds).digest('hex');
}
