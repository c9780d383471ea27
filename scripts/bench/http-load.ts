import autocannon, { type Request } from 'autocannon';

export interface Load {
  port: number;
  path: string;
  writeKey: string;
  connections: number;
  seconds: number;
  /** Makes the body of the next request. */
  body: () => string | Buffer;
}

export interface LoadResult {
  /** Requests answered with 2xx. */
  accepted: number;
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
}

/**
 * As many requests as `connections` can have answered, each on its own kept-alive connection.
 * @throws Error when a request fails or is refused: such a run measures something else
 */
export async function loadOverHttp({ port, path, writeKey, connections, seconds, body }: Load): Promise<LoadResult> {
  const headers = { authorization: `Bearer ${writeKey}`, 'content-type': 'application/json' };
  const setupRequest = (request: Request) => {
    request.body = body();
    return request;
  };
  const result = await autocannon({
    url: `http://127.0.0.1:${port}`,
    connections,
    duration: seconds,
    requests: [{ method: 'POST', path, headers, setupRequest }],
  });
  if (result.non2xx + result.errors + result.timeouts > 0) {
    throw new Error(`${result.non2xx} requests were refused, ${result.errors} failed, ${result.timeouts} timed out`);
  }
  return {
    accepted: result['2xx'],
    perSecond: result['2xx'] / result.duration,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
  };
}
