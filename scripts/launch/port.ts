import { createServer } from 'node:net';
import type { Environment } from './local-env';

const USUAL_PORT = 3000;

/**
 * The port to serve on: PORT where it is set, else 3000, else any that is free.
 * @throws Error in one sentence when PORT is not a port or is taken.
 */
export async function choosePort(env: Environment, usualPort = USUAL_PORT): Promise<number> {
  if (!env.PORT) return (await isFree(usualPort)) ? usualPort : anyFreePort();
  const port = Number(env.PORT);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Error(`PORT is "${env.PORT}", which is not a port.`);
  if (await isFree(port)) return port;
  throw new Error(`Port ${port} (PORT) is in use by another program: stop that one, or set another PORT.`);
}

/** Looks at both loopback addresses: `localhost` in a browser may mean either, and lead to the other program. */
async function isFree(port: number): Promise<boolean> {
  return (await canListen('127.0.0.1', port)) && (await canListen('::1', port));
}

function canListen(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    // A machine without IPv6 has nobody there either.
    server.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code !== 'EADDRINUSE' && error.code !== 'EACCES'),
    );
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** One that nobody listens on at the moment. */
export function anyFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port: 0 }, () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
