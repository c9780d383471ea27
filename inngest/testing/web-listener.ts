import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

/** Has a handler of Web requests answer a server of `node:http`, as Next does for the routes. */
export function webListener(handler: (request: Request) => Response | Promise<Response>): RequestListener {
  return (request, response) => {
    answer(request, response, handler).catch(() => response.destroy());
  };
}

async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  handler: (request: Request) => Response | Promise<Response>,
): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers))
    if (value !== undefined) headers.set(name, String(value));
  const { method = 'GET' } = incoming;
  const response = await handler(
    new Request(new URL(incoming.url ?? '/', `http://${incoming.headers.host}`), {
      method,
      headers,
      ...(method === 'GET' || method === 'HEAD' ? {} : { body: Buffer.concat(parts) }),
    }),
  );
  outgoing.writeHead(response.status, Object.fromEntries(response.headers)).end(await response.text());
}
