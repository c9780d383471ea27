import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import next from 'next';
import { closePools } from '@/db/client';
import { serveStream } from '@/lib/api/answer-stream';
import { wireDoor } from '@/lib/api/wire-door';
import { stopDrain } from '@/lib/leads';
import { ADDRESS_HEADER, isLocalClient, LOCAL_HEADER, limitAddress } from '@/lib/platform/client-address';
import { env } from '@/lib/platform/env';
import { declareFront } from '@/lib/platform/front';
import { log } from '@/lib/platform/log';
import { startTracing, stopTracing } from '@/lib/platform/trace/start-tracing';
import { doorListener, flushDoor } from '@/lib/tracking/http';
import { startTimers } from './timers';

const DRAIN_REQUESTS_TIMEOUT_MS = 5_000;

/**
 * The front: node:http, before Next. The door and the live stream are answered here, because Next costs more than the
 * whole of their work; everything else goes on to Next.
 */
export async function runServer(): Promise<void> {
  const { TRUSTED_PROXY, NODE_ENV } = env();
  await startTracing('throughline');
  declareFront();
  const app = next({ dev: NODE_ENV !== 'production', dir: process.cwd() });
  const streams = new Set<() => void>();
  let stopping = false;

  const server = createServer(
    { keepAliveTimeout: 65_000, headersTimeout: 66_000, requestTimeout: 120_000 },
    (request, response) => {
      if (stopping) return refuse(response);
      if (doorListener(request, response)) return;
      const address = limitAddress(
        request.socket.remoteAddress,
        lastHeader(request, 'x-forwarded-for'),
        TRUSTED_PROXY === '1',
      );
      if (request.method === 'GET' && request.url?.split('?', 1)[0] === '/api/stream') {
        void serveStream(request, response, address).then((end) => {
          if (!end) return;
          streams.add(end);
          response.on('close', () => streams.delete(end));
        });
        return;
      }
      // Asked here, because Next adds headers of a proxy itself.
      request.headers[LOCAL_HEADER] = isLocalClient(request.socket.remoteAddress, request.headers) ? '1' : '0';
      request.headers[ADDRESS_HEADER] = address;
      void handle(request, response).catch((error: unknown) => {
        log.error({ err: error }, 'a page failed');
        if (!response.headersSent) response.writeHead(500);
        response.end();
      });
    },
  );

  await app.prepare();
  const handle = app.getRequestHandler();
  wireDoor();
  const port = Number(process.env.PORT ?? 3000);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, process.env.HOST ?? '127.0.0.1', resolve);
  });
  log.info({ port }, 'listening');
  const stopTimers = startTimers();

  const stop = async (reason: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ reason }, 'stopping');
    stopTimers();
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    await flushDoor();
    for (const end of streams) end();
    server.closeIdleConnections();
    await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, DRAIN_REQUESTS_TIMEOUT_MS).unref())]);
    server.closeAllConnections();
    await stopDrain();
    await app.close();
    await closePools();
    await stopTracing();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void stop(signal));
  stopWithLauncher(() => void stop('the launcher is gone'));
}

/** Our standard input is a pipe the launcher holds: when it is killed, the pipe closes, whatever killed it. */
function stopWithLauncher(stop: () => void): void {
  if (process.env.THROUGHLINE_LAUNCHED !== '1') return;
  process.stdin.on('end', stop).on('close', stop).on('error', stop).resume();
}

function refuse(response: ServerResponse): void {
  response
    .writeHead(503, { 'retry-after': '2', connection: 'close', 'content-type': 'application/json' })
    .end('{"error":{"code":"UNAVAILABLE","message":"The server is stopping; try again shortly.","requestId":""}}');
}

function lastHeader(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.at(-1) : value;
}
