import { isJsonObject } from './incoming-event';

/** A write key or an API key: prefix and 256 random bits in base64url. Nothing else is worth asking the database about. */
const KEY = /^tl_[wk]_[\w-]{43}$/;

export function isKey(text: unknown): text is string {
  return typeof text === 'string' && text.length === 48 && KEY.test(text);
}

/** The key of a request's headers: `X-API-Key`, `Authorization: Bearer`, or the user name of basic authentication. */
export function keyOfHeaders(headers: Readonly<Record<string, string | undefined>>): string | undefined {
  const apiKey = headers['x-api-key'];
  if (isKey(apiKey)) return apiKey;
  const authorization = headers.authorization;
  if (authorization === undefined) return undefined;
  const [scheme = '', credentials = ''] = authorization.split(' ', 2);
  const named =
    scheme.toLowerCase() === 'basic'
      ? userNameOf(credentials)
      : scheme.toLowerCase() === 'bearer'
        ? credentials
        : undefined;
  return isKey(named) ? named : undefined;
}

function userNameOf(credentials: string): string {
  const decoded = Buffer.from(credentials, 'base64').toString('latin1');
  const colon = decoded.indexOf(':');
  return colon < 0 ? decoded : decoded.slice(0, colon);
}

/** The key that Segment's libraries for browsers put into the body, where a beacon can carry it. */
export function keyOfBody(body: unknown): string | undefined {
  return isJsonObject(body) && isKey(body.writeKey) ? body.writeKey : undefined;
}
