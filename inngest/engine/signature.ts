import { createHmac } from 'node:crypto';
import { constantTimeEqual } from '@/lib/platform/crypto';

const WINDOW_S = 300;

const withoutPrefix = (key: string) => key.replace(/^signkey-\w+-/, '');

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
  return constantTimeEqual(given, expected);
}

function mac(canonical: string, key: string, seconds: string): string {
  return createHmac('sha256', withoutPrefix(key)).update(canonical).update(seconds).digest('hex');
}
