import pg from 'pg';

/**
 * `ready` takes queries; `starting` runs but refuses for now (recovery, shutdown); `closed` nobody listens;
 * `silent` accepts a connection and says nothing; `foreign` is another server, or does not know our password.
 */
export type Readiness = 'ready' | 'starting' | 'closed' | 'silent' | 'foreign';

const ANSWER_TIMEOUT_MS = 1_500;
const CANNOT_CONNECT_NOW = '57P03';
const TOO_MANY_CONNECTIONS = '53300';

/** Asks the server on `port` for its data directory, over a real connection. */
export async function probe(adminUrl: string, dataDir: string): Promise<Readiness> {
  const client = new pg.Client({
    connectionString: adminUrl,
    connectionTimeoutMillis: ANSWER_TIMEOUT_MS,
    query_timeout: ANSWER_TIMEOUT_MS,
  });
  client.on('error', ignore);
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>('show data_directory');
    return rows[0]?.data_directory === dataDir ? 'ready' : 'foreign';
  } catch (error) {
    return meaning(error as { code?: string });
  } finally {
    // The end of a connection that never was can wait for the time limit above; nobody needs it.
    client.end().catch(ignore);
  }
}

function meaning({ code }: { code?: string }): Readiness {
  if (code === CANNOT_CONNECT_NOW) return 'starting';
  if (code === TOO_MANY_CONNECTIONS) return 'ready';
  if (code === 'ECONNREFUSED' || code === 'ECONNRESET') return 'closed';
  return code && /^(28|3D|42)/.test(code) ? 'foreign' : 'silent';
}

/** A connection that breaks while it is being tried is an answer, told by `meaning`. */
function ignore(): void {}
