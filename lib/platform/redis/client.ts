import type { Redis } from '@upstash/redis';

export interface RedisAddress {
  url: string;
  token: string;
}

/**
 * A client of Upstash's REST protocol that takes values as they are, tries once, and tells nobody of itself. The package
 * is loaded only where an address is set.
 * @param timeoutMs of one request; then it throws
 */
export async function redisClient({ url, token }: RedisAddress, timeoutMs: number): Promise<Redis> {
  const { Redis } = await import('@upstash/redis');
  return new Redis({
    url,
    token,
    enableTelemetry: false,
    automaticDeserialization: false,
    // A second try would count a use twice whose answer was lost.
    retry: { retries: 0 },
    signal: () => AbortSignal.timeout(timeoutMs),
  });
}
