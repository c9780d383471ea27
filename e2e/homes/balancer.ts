import { once } from 'node:events';
import { Agent, request as ask, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * A reverse proxy before several servers on this machine, asked in turn. A server that does not take the connection is
 * passed over; one that breaks off in the middle is told to whoever asked, since nobody knows what it has done.
 */
export async function openBalancer(ports: readonly number[]): Promise<{ url: string; close(): Promise<void> }> {
  const agent = new Agent({ keepAlive: true });
  let turn = 0;
  const proxy = createServer((request, response) => void serve(request, response));
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const first = turn++;
    for (let tried = 0; tried < ports.length; tried += 1)
      if (await passOn(ports[(first + tried) % ports.length]!, request, body, response)) return;
    response.writeHead(502).end();
  }

  /** @returns whether somebody was there */
  function passOn(port: number, near: IncomingMessage, body: Buffer, response: ServerResponse): Promise<boolean> {
    return new Promise((resolve) => {
      const headers = { ...near.headers, 'x-forwarded-for': near.socket.remoteAddress ?? '' };
      const far = ask({ host: '127.0.0.1', port, method: near.method, path: near.url, headers, agent });
      far.on('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'ECONNREFUSED') return resolve(false);
        if (response.headersSent) response.destroy();
        else response.writeHead(502).end();
        resolve(true);
      });
      far.on('response', (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
        response.flushHeaders();
        answer.pipe(response);
        answer.on('error', () => response.destroy());
        resolve(true);
      });
      response.on('close', () => far.destroy());
      far.end(body);
    });
  }

  return {
    url: `http://localhost:${(proxy.address() as AddressInfo).port}`,
    close() {
      agent.destroy();
      proxy.closeAllConnections();
      return new Promise((resolve) => proxy.close(() => resolve()));
    },
  };
}
