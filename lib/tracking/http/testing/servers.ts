import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SentRequest {
  method?: string;
  path: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  text: string;
  /** The body as JSON, undefined when it is empty. */
  json: unknown;
}

export interface TestServer {
  send(request: SentRequest): Promise<Answer>;
  stop(): Promise<void>;
}

type Listener = Parameters<typeof createServer>[1] & {};

/** A real server before which the door stands; what the door does not take is answered 418. */
export async function nodeServer(
  listener: (...args: Parameters<Listener>) => boolean,
): Promise<TestServer & { port: number }> {
  const server = createServer((req, res) => {
    if (!listener(req, res)) res.writeHead(418).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    send: ({ method = 'POST', path, headers = {}, body = '' }) =>
      new Promise((resolve, reject) => {
        const length = { 'content-length': String(Buffer.byteLength(body)) };
        const request = httpRequest(
          { host: '127.0.0.1', port, method, path, headers: { ...length, ...headers } },
          (response) => {
            const chunks: Buffer[] = [];
            response.on('data', (chunk: Buffer) => chunks.push(chunk));
            response.on('error', reject);
            response.on('end', () =>
              resolve(answerOf(response.statusCode!, flat(response.headers), Buffer.concat(chunks).toString())),
            );
          },
        );
        request.on('error', reject);
        request.end(body);
      }),
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** A route handler, called as Next calls it. */
export function webServer(route: (request: Request) => Promise<Response>): TestServer {
  return {
    async send({ method = 'POST', path, headers = {}, body = '' }) {
      const bytes = typeof body === 'string' ? Buffer.from(body) : body;
      const hasBody = method !== 'GET' && method !== 'HEAD' && bytes.length > 0;
      const response = await route(
        new Request(`http://door.test${path}`, {
          method,
          headers,
          ...(hasBody ? { body: new Uint8Array(bytes) } : {}),
        }),
      );
      return answerOf(response.status, Object.fromEntries(response.headers), await response.text());
    },
    stop: async () => {},
  };
}

function answerOf(status: number, headers: Record<string, string>, text: string): Answer {
  return { status, headers, text, json: text === '' ? undefined : JSON.parse(text) };
}

function flat(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
