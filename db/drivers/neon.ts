import { neonConfig, Pool, types } from '@neondatabase/serverless';
import type pg from 'pg';
import type { PoolSettings } from './pool-settings';

// As in tcp.ts: the driver brings a copy of pg's type parsers of its own.
types.setTypeParser(types.builtins.INT8!, Number);

/** A compute that sleeps is woken by the first connection, which takes it a few seconds at worst. */
const CONNECT_TIMEOUT_MS = 10_000;

/** The driver passes on what a socket says of its failure, which is an event; everybody else here expects an error. */
class DatabaseSocket extends WebSocket {
  override addEventListener(type: string, listener: EventListenerOrEventListenerObject): void {
    const takesFailure = type === 'error' && typeof listener === 'function';
    super.addEventListener(type, takesFailure ? (event) => listener(asError(event) as never) : listener);
  }
}

/** With the code of a connection that is gone, whatever it was: the socket says no more than that, and in words. */
function asError(event: Event): Error {
  const words = 'message' in event ? String(event.message) : '';
  return Object.assign(new Error(`The WebSocket to the database failed: ${words}`), { code: 'ECONNRESET' });
}

neonConfig.webSocketConstructor = DatabaseSocket;

/**
 * Neon's driver: pg's protocol over a WebSocket, which also runs where there are no sockets. It has no pipelining;
 * statements given at once wait for each other.
 */
export function openNeonPool(settings: PoolSettings): pg.Pool {
  const bridge = process.env.NEON_WEBSOCKET_PROXY;
  if (bridge) leadOver(new URL(bridge));
  const pool = new Pool({
    connectionString: settings.connectionString,
    max: settings.max,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: settings.answerTimeoutMs,
    idleTimeoutMillis: settings.idleTimeoutMs,
    application_name: settings.applicationName,
  });
  // Its Pool is pg's with a client of its own inside; the types of the two are declared apart.
  return pool as unknown as pg.Pool;
}

/**
 * All connections over a WebSocket bridge of one's own instead of Neon's, e.g. `ws://127.0.0.1:5433/v1`: how the driver
 * is tested on any PostgreSQL. What is at the other end may ask for a password in its own way, so it is not sent ahead.
 */
function leadOver(url: URL): void {
  neonConfig.wsProxy = () => url.host + url.pathname;
  neonConfig.useSecureWebSocket = url.protocol === 'wss:';
  neonConfig.pipelineConnect = false;
}
