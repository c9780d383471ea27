import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { vi } from 'vitest';

const VARIABLES = ['DATABASE_URL', 'DATABASE_DOOR_URL', 'DATABASE_IDENTITY_URL', 'DATABASE_SYSTEM_URL'];
const LISTEN_TRIES = 50;

export interface SwitchableDatabase {
  /** Cuts every connection and refuses new ones, as when the server is stopped. */
  goAway(): Promise<void>;
  /** Keeps every connection and passes nothing on, as when the server's machine is cut off from the network. */
  goSilent(): void;
  speak(): void;
  comeBack(): Promise<void>;
}

/**
 * Puts a relay between the program's pools and the database, which can be taken away and brought back while the program
 * runs. To be called before the first query.
 */
export async function switchableDatabase(): Promise<SwitchableDatabase> {
  const bridge = process.env.NEON_WEBSOCKET_PROXY;
  const { hostname, port } = new URL(bridge ?? process.env.DATABASE_URL!);
  const sockets = new Set<Socket>();
  let isSilent = false;
  let server = await listen(0);
  const { port: relayPort } = server.address() as { port: number };
  // With Neon's driver all of them lead over one bridge.
  for (const variable of bridge ? ['NEON_WEBSOCKET_PROXY'] : VARIABLES) {
    const url = new URL(process.env[variable]!);
    url.hostname = '127.0.0.1';
    url.port = String(relayPort);
    vi.stubEnv(variable, url.toString());
  }

  return {
    async goAway() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    goSilent() {
      isSilent = true;
      for (const socket of sockets) socket.pause();
    },
    speak() {
      isSilent = false;
      for (const socket of sockets) socket.resume();
    },
    async comeBack() {
      // Somebody else may have been given the port for a moment.
      for (let tries = 1; ; tries += 1) {
        try {
          server = await listen(relayPort);
          return;
        } catch (error) {
          if (tries === LISTEN_TRIES) throw error;
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
      }
    },
  };

  async function listen(onPort: number): Promise<Server> {
    const made = createServer((near) => {
      const far = connect(Number(port), hostname);
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        sockets.add(one);
        one.pipe(other);
        if (isSilent) one.pause();
        one.on('error', () => other.destroy());
        one.on('close', () => {
          sockets.delete(one);
          other.destroy();
        });
      }
    });
    made.listen(onPort, '127.0.0.1');
    await once(made, 'listening');
    return made;
  }
}
