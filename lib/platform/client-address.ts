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

/** Set by our own front too: `1` on a request that somebody at this machine made, `0` on every other. */
export const LOCAL_HEADER = 'x-throughline-local';

/** What a proxy adds to a request that it passes on. */
const FORWARDING_HEADERS = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'via',
];

/**
 * Whether a request comes from this machine itself and not through a proxy on it: from a loopback address, without a
 * header of a proxy, and to a host that is called so. The last also shuts out pages whose name was made to lead here.
 * @param headers as node:http gives them
 */
export function isLocalClient(
  socketAddress: string | undefined,
  headers: Record<string, string | string[] | undefined>,
): boolean {
  const address = (socketAddress ?? '').replace(/^::ffff:/, '');
  if (address !== '::1' && !/^127\.\d+\.\d+\.\d+$/.test(address)) return false;
  if (FORWARDING_HEADERS.some((name) => headers[name] !== undefined)) return false;
  return typeof headers.host === 'string' && isLoopbackHost(headers.host.replace(/:\d+$/, ''));
}

/** @param host without a port */
export function isLoopbackHost(host: string): boolean {
  return /^(localhost|[\w-]+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/i.test(host);
}

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
