import { auth } from './auth';
import { readCookie, unsign } from './session-cookie';

type AnyCredential =
  | { kind: 'apiKey'; key: string }
  | { kind: 'jwt'; token: string }
  | { kind: 'session'; token: string }
  /** Something was sent that none of ours looks like. */
  | { kind: 'unknown' }
  | { kind: 'none' };

export type Credential<Kind extends AnyCredential['kind']> = Extract<AnyCredential, { kind: Kind }>;

export const API_KEY_PREFIX = 'tl_k_';
const API_KEY = /^tl_k_[A-Za-z0-9_-]{43}$/;
const JWT = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

/** What a request shows to say who it is: the first of key, bearer token and cookie that is there. */
export async function credentialOf(headers: Headers): Promise<AnyCredential> {
  const header = headers.get('x-api-key');
  if (header) return API_KEY.test(header) ? { kind: 'apiKey', key: header } : { kind: 'unknown' };
  const bearer = /^bearer\s+(.+)$/i.exec(headers.get('authorization') ?? '')?.[1]?.trim();
  if (bearer) {
    if (API_KEY.test(bearer)) return { kind: 'apiKey', key: bearer };
    return JWT.test(bearer) ? { kind: 'jwt', token: bearer } : { kind: 'unknown' };
  }
  const token = await sessionTokenOf(headers);
  return token ? { kind: 'session', token } : { kind: 'none' };
}

/** The session named by our signed cookie. A cookie that was tampered with is no cookie. */
export async function sessionTokenOf(headers: Headers): Promise<string | null> {
  const cookies = headers.get('cookie');
  if (!cookies) return null;
  const { authCookies, secret } = await auth().$context;
  const signed = readCookie(cookies, authCookies.sessionToken.name);
  return signed ? unsign(signed, secret) : null;
}
