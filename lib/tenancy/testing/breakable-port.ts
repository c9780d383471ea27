import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';

export interface BreakablePort {
  port: number;
  /** Connections are refused, and those that are open are cut. */
  refuse(): Promise<void>;
  /** Nothing passes any more, and nothing says so. */
  hang(): void;
  heal(): Promise<void>;
  close(): Promise<void>;
}

/** A way to a server that can be broken without the server noticing. */
export async function breakablePort(host: string, target: number): Promise<BreakablePort> {
  const sockets = new Set<Socket>();
  let isHanging = false;
  const server = createServer((near) => {
    const far = connect(target, host);
    for (const socket of [near, far]) {
      sockets.add(socket);
      if (isHanging) socket.pause();
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.on('data', (part) => far.write(part));
    far.on('data', (part) => near.write(part));
    if (isHanging) for (const socket of [near, far]) socket.pause();
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  const refuse = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      cut();
    });
  return {
    port,
    refuse,
    hang() {
      isHanging = true;
      for (const socket of sockets) socket.pause();
    },
    async heal() {
      isHanging = false;
      cut();
      if (!server.listening) await listen(port);
    },
    close: () => (server.listening ? refuse() : Promise.resolve()),
  };
}
