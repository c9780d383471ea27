import pg from 'pg';
import { processState } from '@/lib/platform/process-state';

// Timestamps come back as Date; bigint counts are small enough for a number wherever we read them.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

export type PoolName = 'app' | 'door' | 'identity' | 'system';

const POOLS: Record<PoolName, { variable: string; connections: number; pipeline?: boolean }> = {
  // Statements given at once are sent at once, and done in that order: a transaction need not wait for each answer.
  app: { variable: 'DATABASE_URL', connections: 12, pipeline: true },
  door: { variable: 'DATABASE_DOOR_URL', connections: 4 },
  identity: { variable: 'DATABASE_IDENTITY_URL', connections: 4 },
  system: { variable: 'DATABASE_SYSTEM_URL', connections: 3 },
};

const CONNECT_TIMEOUT_MS = 3_000;
/** Longest wait for an answer when the question names none: above any statement's own limit, below a reader's patience. */
const ANSWER_TIMEOUT_MS = 20_000;

/** One pool a role and process. Only lib/tenancy may import this file. */
export function pool(name: PoolName): pg.Pool {
  return processState(`pool:${name}`, () => {
    const { variable, connections, pipeline } = POOLS[name];
    const connectionString = process.env[variable];
    if (!connectionString) throw new Error(`${variable} is not set`);
    const created = new pg.Pool({
      connectionString,
      max: connections,
      pipeline,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      // A server that falls silent without closing its sockets would otherwise hold a connection for ever.
      query_timeout: ANSWER_TIMEOUT_MS,
      idleTimeoutMillis: 30_000,
      keepAlive: true,
      application_name: `throughline-${name}`,
    });
    // A connection that breaks while idle is only a connection; the next query opens another.
    created.on('error', () => {});
    // Nor may one that breaks between two statements of a transaction end the process: the next statement fails and says so.
    created.on('connect', (client) => client.on('error', () => {}));
    return created;
  });
}

export async function closePools(): Promise<void> {
  await Promise.all(
    (Object.keys(POOLS) as PoolName[]).map(async (name) => {
      if (process.env[POOLS[name].variable])
        await pool(name)
          .end()
          .catch(() => {});
    }),
  );
}
