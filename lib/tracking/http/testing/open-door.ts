import { createDoorListener } from '../node-adapter';
import { createDoorRoute } from '../web-adapter';
import { type MemoryDoor, memoryDoor, WRITE_KEY } from './memory-door';
import { type Answer, nodeServer, type TestServer, webServer } from './servers';

/** The two ways to the door; every promise of its answers is tested on both. */
export const ADAPTERS = ['node:http', 'Request'] as const;
export type Adapter = (typeof ADAPTERS)[number];

export interface OpenDoor {
  memory: MemoryDoor;
  server: TestServer;
  /** Posts JSON (or bytes as they are) with the write key. */
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
}

export async function openDoor(adapter: Adapter, options: Parameters<typeof memoryDoor>[0] = {}): Promise<OpenDoor> {
  const memory = memoryDoor(options);
  const wiring = { door: memory.door, trustedProxy: options?.trustedProxy ?? false };
  const server =
    adapter === 'node:http' ? await nodeServer(createDoorListener(wiring)) : webServer(createDoorRoute(wiring));
  return {
    memory,
    server,
    post: (path, body, headers = {}) =>
      server.send({
        path,
        headers: { 'content-type': 'application/json', 'x-api-key': WRITE_KEY, ...headers },
        body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
      }),
  };
}

export const basicAuth = (user: string) => ({ authorization: `Basic ${Buffer.from(`${user}:`).toString('base64')}` });
