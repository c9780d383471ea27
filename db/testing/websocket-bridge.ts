import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { sessionWatch } from './session-watch';

export interface Bridge {
  /** For NEON_WEBSOCKET_PROXY. */
  url: string;
  /** What was asked that a transaction pooler would lose or refuse, in the words that were sent. */
  offences: string[];
  close(): Promise<void>;
}

/**
 * What stands between Neon's driver and a PostgreSQL of one's own: takes WebSockets and passes their bytes on to the
 * server at `host:port`, whatever host the client named. It reads along, as a transaction pooler would stand there, and
 * hangs up on whoever asks for what needs a session.
 */
export async function openBridge({ host, port }: { host: string; port: number }): Promise<Bridge> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const offences: string[] = [];
  server.on('connection', (client) => passOn(client, connect(port, host), offences));
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    offences,
    close: () =>
      new Promise((resolve) => {
        for (const client of server.clients) client.terminate();
        server.close(() => resolve());
      }),
  };
}

function passOn(client: WebSocket, database: Socket, offences: string[]): void {
  const hangUp = () => {
    client.terminate();
    database.destroy();
  };
  const watch = sessionWatch((words) => {
    offences.push(words);
    console.error(`A transaction pooler stands here, and this needs a session: ${words}`);
    hangUp();
  });
  client.on('message', (data: Buffer) => {
    watch(data);
    if (!database.destroyed) database.write(data);
  });
  database.on('data', (data) => client.send(data));
  for (const end of ['close', 'error'] as const) {
    client.on(end, hangUp);
    database.on(end, hangUp);
  }
}
