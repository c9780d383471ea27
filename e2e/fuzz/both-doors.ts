import { Agent, createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { doorListener, doorRoute } from '@/lib/tracking/http';

export interface DoorAnswer {
  status: number;
  headers: Record<string, string>;
  text: string;
}

export interface WireBody {
  path: string;
  headers: Record<string, string>;
  body: Buffer;
}

export interface BothDoors {
  /** Through node:http, over a real connection. */
  node(request: WireBody, writeKey: string): Promise<DoorAnswer>;
  /** Through Request and Response. */
  web(request: WireBody, writeKey: string): Promise<DoorAnswer>;
  close(): Promise<void>;
}

/** The door behind both of its adapters, on the suite's database. */
export async function openBothDoors(): Promise<BothDoors> {
  // As the front has it: connections stay, or one may be closed just as it is used again.
  const server = createServer({ keepAliveTimeout: 65_000 }, (req, res) => {
    if (!doorListener(req, res)) res.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true, maxSockets: 20 });
  return {
    node: (request, writeKey) => postOverNode(port, agent, request, writeKey),
    web: postOverWeb,
    close: () => closed(server, agent),
  };
}

function postOverNode(
  port: number,
  agent: Agent,
  { path, headers, body }: WireBody,
  writeKey: string,
): Promise<DoorAnswer> {
  return new Promise((resolve, reject) => {
    const req = httpRequest(
      {
        host: '127.0.0.1',
        port,
        agent,
        path,
        method: 'POST',
        headers: { ...headers, authorization: basic(writeKey), 'content-length': body.length },
      },
      (res) => {
        const chunks: Buffer[] = [];
        res.on('data', (chunk: Buffer) => chunks.push(chunk));
        res.on('error', reject);
        res.on('end', () =>
          resolve({
            status: res.statusCode ?? 0,
            headers: res.headers as Record<string, string>,
            text: Buffer.concat(chunks).toString(),
          }),
        );
      },
    );
    req.on('error', reject);
    req.end(body);
  });
}

async function postOverWeb({ path, headers, body }: WireBody, writeKey: string): Promise<DoorAnswer> {
  const response = await doorRoute(
    new Request(`http://127.0.0.1${path}`, {
      method: 'POST',
      headers: { ...headers, authorization: basic(writeKey) },
      body: new Uint8Array(body),
    }),
  );
  return { status: response.status, headers: Object.fromEntries(response.headers), text: await response.text() };
}

function basic(writeKey: string): string {
  return `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`;
}

async function closed(server: Server, agent: Agent): Promise<void> {
  agent.destroy();
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}
