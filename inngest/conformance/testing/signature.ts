import { createHash, createHmac } from 'node:crypto';

/*
 * The protocol's signature once more, apart from the engine's own code: what both would get wrong alike, no test of
 * one against the other would see.
 */

const WINDOW_S = 300;
const PREFIX = /^signkey-\w+-/;

/** `t` of a header whose signature holds for this body and key now. @throws Error when it does not, with the reason */
export function checkSignature(header: string | undefined, body: string, key: string, nowMs: number): number {
  const match = /^t=(\d+)&s=([0-9a-f]{64})$/.exec(header ?? '');
  if (!match) throw new Error(`x-inngest-signature reads ${header ?? 'nothing'}`);
  const [, seconds, given] = match;
  if (Math.abs(nowMs / 1_000 - Number(seconds)) > WINDOW_S) throw new Error(`it was signed at ${seconds}`);
  const expected = macOf(canonicalJson(JSON.parse(body)), seconds!, key);
  if (given !== expected) throw new Error('it is the signature of another body, or by another key');
  return Number(seconds);
}

/** The header for a body of our own, or for none. */
export function sign(body: string, key: string, nowMs: number): string {
  const seconds = String(Math.round(nowMs / 1_000));
  return `t=${seconds}&s=${macOf(body === '' ? '' : canonicalJson(JSON.parse(body)), seconds, key)}`;
}

/** The key as it is shown when functions are registered: its bytes hashed, its prefix kept. */
export function hashedKey(key: string): string {
  const digest = createHash('sha256')
    .update(Buffer.from(key.replace(PREFIX, ''), 'hex'))
    .digest('hex');
  return `${PREFIX.exec(key)?.[0] ?? ''}${digest}`;
}

const macOf = (canonical: string, seconds: string, key: string) =>
  createHmac('sha256', key.replace(PREFIX, '')).update(`${canonical}${seconds}`).digest('hex');

/** RFC 8785: names in the order of their UTF-16 units; numbers and texts as ECMAScript writes them. */
function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonicalJson(field)}`).join(',')}}`;
}
