import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { choosePort } from './port';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function takenPort(host: string): Promise<number> {
  const server = createServer().listen(0, host);
  servers.push(server);
  await once(server, 'listening');
  return (server.address() as { port: number }).port;
}

async function freedPort(): Promise<number> {
  const port = await takenPort('127.0.0.1');
  const server = servers.pop() as Server;
  server.close();
  await once(server, 'close');
  return port;
}

describe('the port', () => {
  it('is the one that was asked for', async () => {
    const port = await freedPort();
    expect(await choosePort({ PORT: String(port) })).toBe(port);
  });

  it('is the usual one when that is free, and another one when it is taken', async () => {
    const free = await freedPort();
    expect(await choosePort({}, free)).toBe(free);
    const taken = await takenPort('127.0.0.1');
    expect(await choosePort({}, taken)).not.toBe(taken);
  });

  it.each(['127.0.0.1', '0.0.0.0', '::1'])(
    'is refused in one sentence when another program has it on %s',
    async (host) => {
      const port = await takenPort(host);
      await expect(choosePort({ PORT: String(port) })).rejects.toThrow(
        `Port ${port} (PORT) is in use by another program`,
      );
    },
  );

  it.each(['abc', '0', '65536', '80.5'])('%s is none', async (text) => {
    await expect(choosePort({ PORT: text })).rejects.toThrow(`PORT is "${text}", which is not a port.`);
  });
});
