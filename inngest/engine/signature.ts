import { createHmac } from 'node:crypto';
import { constantTimeEqual } from '@/lib/platform/crypto';

const WINDOW_S = 300;

const withoutPrefix = (key: string) => key.replace(/^signkey-\w+-/, '');

/** `x-inngest-signature` of a body in canonical JSON (RFC 8785), or of an empty text. */
export function signatureOf(canonical: string, key: string, nowMs: number): string {
  const seconds = Math.round(nowMs / 1_000);
  return `t=${seconds}&s=${mac(canonical, key, String(seconds))}`;
}

/** A signature's two parts: when it was made, and the code. */
export interface ReadSignature {
  /** Unix seconds, as they are written. */
  seconds: string;
  /** 64 hexadecimal digits in small letters. */
  code: string;
}

/** Null for what is not spelled as it should be: no signature has two spellings. */
export function readSignature(header: string | null): ReadSignature | null {
  const fields = new URLSearchParams(header ?? '');
  const [seconds = '', code = ''] = [fields.get('t') ?? '', fields.get('s') ?? ''];
  return /^[1-9]\d{0,11}$/.test(seconds) && /^[0-9a-f]{64}$/.test(code) ? { seconds, code } : null;
}

/** Whether a signature is that of this body, by this key, of the last or next five minutes. */
export function isSignedBy({ seconds, code }: ReadSignature, canonical: string, key: string, nowMs: number): boolean {
  if (Math.abs(nowMs / 1_000 - Number(seconds)) > WINDOW_S) return false;
  return constantTimeEqual(Buffer.from(code), Buffer.from(mac(canonical, key, seconds)));
}

function mac(canonical: string, key: string, seconds: string): string {
  return createHmac('sha256', withoutPrefix(key)).update(canonical).update(seconds).digest('hex');
}
