import { createHmac } from 'node:crypto';
import { constantTimeEqual } from '@/lib/platform/crypto';

/** The cookie only carries the session's name; when the session ends is decided by its row, so the cookie may stay. */
const COOKIE_LIFETIME_S = 400 * 24 * 3600;

/** The value of a cookie, decoded; the first one when there are several of that name. */
export function readCookie(header: string | null, name: string): string | null {
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at === -1 || pair.slice(0, at).trim() !== name) continue;
    try {
      return decodeURIComponent(pair.slice(at + 1).trim());
    } catch {
      return null;
    }
  }
  return null;
}

/** What stands before the signature of a signed cookie (`value.base64(HMAC-SHA256)`), null when it was not signed by us. */
export function unsign(signed: string, secret: string): string | null {
  const at = signed.lastIndexOf('.');
  if (at < 1) return null;
  const value = signed.slice(0, at);
  const expected = createHmac('sha256', secret).update(value).digest();
  return constantTimeEqual(expected, Buffer.from(signed.slice(at + 1), 'base64')) ? value : null;
}

/** The `Set-Cookie` lines of the auth library with a cookie that outlives renewals of the session. */
export function lastingCookies(lines: string[]): string[] {
  return lines.map((line) => line.replace(/Max-Age=[1-9]\d*/, `Max-Age=${COOKIE_LIFETIME_S}`));
}
