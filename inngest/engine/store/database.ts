import pg from 'pg';

/** What the engine's statements run on: the pool, or one transaction of it. */
export interface EngineDb {
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<pg.QueryResult<Row>>;
}

export interface EngineDatabase extends EngineDb {
  /** @param first a statement without parameters, sent along with `begin` */
  transaction<T>(work: (db: EngineDb) => Promise<T>, first?: string): Promise<T>;
  end(): Promise<void>;
}

const CONNECT_TIMEOUT_MS = 3_000;
const ANSWER_TIMEOUT_MS = 20_000;

/** The engine's own connections, under its own role. */
export function openDatabase(connectionString: string, connections = 8): EngineDatabase {
  const pool = new pg.Pool({
    connectionString,
    max: connections,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: ANSWER_TIMEOUT_MS,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    application_name: 'throughline-engine',
  });
  // A connection that breaks is only a connection; the next statement says so or opens another.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return {
    query: (text, values) => pool.query(prepared(text, values)),
    async transaction(work, first) {
      const client = await pool.connect();
      let broken: Error | undefined;
      try {
        await client.query(first ? `begin; ${first}` : 'begin');
        const result = await work({ query: (text, values) => client.query(prepared(text, values)) });
        await client.query('commit');
        return result;
      } catch (error) {
        await client.query('rollback').catch((rollbackError: Error) => {
          broken = rollbackError;
        });
        throw error;
      } finally {
        client.release(broken);
      }
    },
    end: () => pool.end(),
  };
}

/** Statements are few and small: reading and planning them anew each time costs as much as what they do. */
const names = new Map<string, string>();

function prepared(text: string, values: unknown[] | undefined): pg.QueryConfig {
  if (values === undefined) return { text };
  const name = names.get(text) ?? `engine-${names.size}`;
  names.set(text, name);
  return { name, text, values };
}
