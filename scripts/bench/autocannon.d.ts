/** The part of autocannon 9 that is used here; it brings no types of its own. */
declare module 'autocannon' {
  export interface Request {
    method: string;
    path: string;
    headers: Record<string, string>;
    body?: string | Buffer;
    /** Called before each request; what it changes is sent. */
    setupRequest?: (request: Request) => Request;
  }

  export interface Options {
    url: string;
    connections: number;
    /** In seconds. */
    duration: number;
    requests: Request[];
  }

  export interface Result {
    /** Of the whole run, in seconds. */
    duration: number;
    '2xx': number;
    non2xx: number;
    errors: number;
    timeouts: number;
    /** In milliseconds. */
    latency: { p50: number; p99: number };
    requests: { sent: number };
  }

  export default function autocannon(options: Options): Promise<Result>;
}
