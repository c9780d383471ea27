import { createHash, createHmac } from 'node:crypto';

const LIFETIME_S = 300;

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const HEADER = encoded({ alg: 'HS256', typ: 'JWT' });

/**
 * `Upstash-Signature`: a JWT (HS256) that says for which address and which body it was made, good for five minutes.
 * @param id tells this token from all others
 */
export function signatureOf(
  { url, body, id, nowMs }: { url: string; body: Uint8Array; id: string; nowMs: number },
  key: string,
): string {
  const nowS = Math.floor(nowMs / 1_000);
  const claims = encoded({
    iss: 'Upstash',
    sub: url,
    exp: nowS + LIFETIME_S,
    nbf: nowS,
    iat: nowS,
    jti: id,
    body: `${createHash('sha256').update(body).digest('base64url')}=`,
  });
  const mac = createHmac('sha256', key).update(`${HEADER}.${claims}`).digest('base64url');
  return `${HEADER}.${claims}.${mac}`;
}
