import { env } from '@/lib/platform/env';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Origins besides our own whose pages may use the session API with a cookie. */
export function allowedOrigins(): string[] {
  return env()
    .SESSION_CORS_ORIGINS.split(',')
    .map((origin) => origin.trim())
    .filter(Boolean);
}

/**
 * Who sent a browser's request: one of our pages, a foreign page, or nobody who says (curl, a server).
 * `Sec-Fetch-Site` and `Origin` are written by the browser; a page cannot forge either.
 */
export function senderOf(headers: Headers): 'ours' | 'foreign' | 'unknown' {
  const site = headers.get('sec-fetch-site');
  const origin = headers.get('origin');
  if (site === 'same-origin' || site === 'none') return 'ours';
  if (origin && isTrusted(origin, headers.get('host'))) return 'ours';
  return site || origin ? 'foreign' : 'unknown';
}

/**
 * A request that could be a foreign page's use of somebody's cookie (CSRF): it changes something, and does not come
 * from a page of ours. Whoever sends a cookie by hand must name the origin too.
 */
export function mayBeForged(method: string, headers: Headers): boolean {
  return !SAFE_METHODS.has(method.toUpperCase()) && senderOf(headers) !== 'ours';
}

function isTrusted(origin: string, host: string | null): boolean {
  const appUrl = new URL(env().APP_URL);
  // The same server may be opened under another name, e.g. 127.0.0.1 for localhost; a browser does not lie about Host.
  return origin === appUrl.origin || origin === `${appUrl.protocol}//${host}` || allowedOrigins().includes(origin);
}

/**
 * CORS of the session API: pages of allow-listed origins may call it with a cookie, no other page may read its answers.
 * Empty for all others, and for our own pages, which need none.
 */
export function sessionCorsHeaders(headers: Headers): Record<string, string> {
  const origin = headers.get('origin');
  if (!origin || !allowedOrigins().includes(origin)) return {};
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-credentials': 'true',
    'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
    'access-control-allow-headers': 'content-type, authorization, x-api-key, x-organization',
    'access-control-max-age': '600',
    vary: 'origin',
  };
}
