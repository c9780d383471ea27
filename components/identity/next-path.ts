const BASE = 'http://origin.invalid';

/**
 * Where to go after signing in: a path of this site and nothing else, so that a link cannot lead people away
 * with the trust of our sign-in page. Anything doubtful becomes `/`.
 */
export function safeNextPath(next: string | null | undefined): string {
  if (!next?.startsWith('/')) return '/';
  try {
    const url = new URL(next, BASE);
    if (url.origin !== BASE || url.pathname.startsWith('//')) return '/';
    return url.pathname + url.search + url.hash;
  } catch {
    return '/';
  }
}

/** The address of a page of the door, with the way on kept. */
export function withNext(path: '/sign-in' | '/sign-up', next: string): string {
  return next === '/' ? path : `${path}?next=${encodeURIComponent(next)}`;
}
