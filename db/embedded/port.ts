import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * A TCP port of 127.0.0.1 nobody listens on, below the range from which systems lend ports to outgoing connections:
 * while PostgreSQL restarts, a client that retries could otherwise be lent the very port it calls, and occupy it.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const port = randomInt(20_000, 32_000);
    if (await listens(port)) return port;
  }
  throw new Error('No free TCP port was found between 20000 and 32000.');
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
