/**
 * The address a rate limit counts against. Forwarded headers are believed only behind a trusted proxy;
 * an IPv6 client owns its whole /64, so that is the bucket.
 */
export function limitAddress(
  socketAddress: string | undefined,
  forwardedFor: string | undefined,
  trusted: boolean,
): string {
  const forwarded = trusted ? forwardedFor?.split(',').at(-1)?.trim() : undefined;
  const address = (forwarded || socketAddress || 'unknown').replace(/^::ffff:/, '');
  if (!address.includes(':')) return address;
  const [head = '', tail = ''] = address.split('%')[0]!.split('::');
  const left = head.split(':').filter(Boolean);
  const right = address.includes('::') ? tail.split(':').filter(Boolean) : [];
  const groups = [...left, ...Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0'), ...right];
  return `${groups.slice(0, 4).join(':')}::/64`;
}

/** Set by our own front on every request it passes on; what a client sends under this name is thrown away there. */
export const ADDRESS_HEADER = 'x-throughline-address';

/**
 * The limit address of a request that reached a route handler: from the front in this process, or from a trusted proxy.
 * Without either, nobody can be told apart and all share one bucket.
 */
export function requestAddress(
  headers: Headers,
  { front, trustedProxy }: { front: boolean; trustedProxy: boolean },
): string {
  if (front) return headers.get(ADDRESS_HEADER) ?? 'unknown';
  return limitAddress(undefined, headers.get('x-forwarded-for') ?? undefined, trustedProxy);
}
