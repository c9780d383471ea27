import pg from 'pg';
import type { PoolSettings } from './pool-settings';

// Timestamps come back as Date; bigint counts are small enough for a number wherever we read them.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

const CONNECT_TIMEOUT_MS = 3_000;

export function openTcpPool(settings: PoolSettings): pg.Pool {
  return new pg.Pool({
    connectionString: settings.connectionString,
    max: settings.max,
    pipeline: settings.pipeline,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    // A server that falls silent without closing its sockets would otherwise hold a connection for ever.
    query_timeout: settings.answerTimeoutMs,
    idleTimeoutMillis: settings.idleTimeoutMs,
    keepAlive: true,
    application_name: settings.applicationName,
  });
}
