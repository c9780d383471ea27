import pg from 'pg';

/** What the engine's statements run on: the pool, or one transaction of it. */
export interface EngineDb {
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<pg.QueryResult<Row>>;
  /**
   * A statement whose result nobody asks for. In a transaction it is kept back and goes out together with the next one,
   * at the latest with `commit`, which fails when it does.
   */
  write(text: string, values: unknown[]): Promise<void>;
}

export interface EngineDatabase extends EngineDb {
  /** @param first a statement without parameters, sent along with `begin` */
  transaction<T>(work: (db: EngineDb) => Promise<T>, first?: string): Promise<T>;
  end(): Promise<void>;
}

const CONNECT_TIMEOUT_MS = 3_000;
const ANSWER_TIMEOUT_MS = 20_000;

/** The engine's own connections, under its own role. */
export function openDatabase(connectionString: string, connections = 12): EngineDatabase {
  const pool = new pg.Pool({
    connectionString,
    max: connections,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: ANSWER_TIMEOUT_MS,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    application_name: 'throughline-engine',
    // A statement need not wait for the answer to the one before it.
    pipeline: true,
  });
  // A connection that breaks is only a connection; the next statement says so or opens another.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return {
    query: (text, values) => pool.query(prepared(text, values)),
    async write(text, values) {
      await pool.query(prepared(text, values));
    },
    async transaction(work, first) {
      const client = await pool.connect();
      try {
        const result = await inTransaction(client, work, first);
        client.release();
        return result;
      } catch (error) {
        // Its end takes everything back, whatever was under way on it.
        client.release(true);
        throw error;
      }
    },
    end: () => pool.end(),
  };
}

async function inTransaction<T>(client: pg.PoolClient, work: (db: EngineDb) => Promise<T>, first?: string): Promise<T> {
  let kept: pg.QueryConfig[] = [{ text: first ? `begin; ${first}` : 'begin' }];
  /** Sends what was kept back and one more, as one piece. @returns the answer to the last, once all have gone well */
  const send = async <Row extends pg.QueryResultRow>(last: pg.QueryConfig): Promise<pg.QueryResult<Row>> => {
    const together = [...kept, last];
    kept = [];
    const { stream } = (client as unknown as { connection: { stream: NodeJS.WritableStream & Corked } }).connection;
    stream.cork();
    const answers = together.map((statement) => client.query<Row>(statement));
    stream.uncork();
    return (await Promise.all(answers)).at(-1)!;
  };
  const result = await work({
    query: (text, values) => send(prepared(text, values)),
    async write(text, values) {
      kept.push(prepared(text, values));
    },
  });
  await send({ text: 'commit' });
  return result;
}

/** Of Node's writable streams. */
interface Corked {
  cork(): void;
  uncork(): void;
}

/** Statements are few and small: reading and planning them anew each time costs as much as what they do. */
const names = new Map<string, string>();

function prepared(text: string, values: unknown[] | undefined): pg.QueryConfig {
  if (values === undefined) return { text };
  const name = names.get(text) ?? `engine-${names.size}`;
  names.set(text, name);
  return { name, text, values };
}
