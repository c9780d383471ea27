import pg from 'pg';

export type Recovered = {
  timeline: number;
  /** When the newest change in it was made; null when nothing was replayed after the backup's beginning. */
  lastChangeAt: Date | null;
  databaseBytes: number;
  /** Rows of the tables that tell most, by name; none where they do not exist. */
  rows: Record<string, number>;
};

const DATABASE = 'throughline';
const TABLES = ['organizations', 'members', 'leads', 'events', 'event_keys', 'score_history', 'jobs'];

/** What a recovered cluster holds, read over a connection to it. */
export async function inspectRecovered(adminUrl: string): Promise<Recovered> {
  const facts = await withClient(adminUrl, async (client) => {
    const { rows } = await client.query<{ timeline: number; lastChangeAt: Date | null; databaseBytes: string }>(
      `select ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int as timeline,
              pg_last_xact_replay_timestamp() as "lastChangeAt",
              (select sum(pg_database_size(oid)) from pg_database)::bigint as "databaseBytes"`,
    );
    const { rowCount } = await client.query('select from pg_database where datname = $1', [DATABASE]);
    return { ...rows[0]!, isThere: rowCount === 1 };
  });
  const { isThere, databaseBytes, ...rest } = facts;
  const rows = isThere ? await countRows(adminUrl) : {};
  return { ...rest, databaseBytes: Number(databaseBytes), rows };
}

async function countRows(adminUrl: string): Promise<Record<string, number>> {
  const url = new URL(adminUrl);
  url.pathname = DATABASE;
  return withClient(url.href, async (client) => {
    const counts: Record<string, number> = {};
    for (const table of TABLES) {
      const { rows: found } = await client.query('select from pg_tables where schemaname = $1 and tablename = $2', [
        'public',
        table,
      ]);
      if (found.length === 0) continue;
      const { rows } = await client.query<{ count: string }>(`select count(*) from public.${table}`);
      counts[table] = Number(rows[0]!.count);
    }
    return counts;
  });
}

/** Gives the superuser the password that the installation knows. */
export async function takePassword(adminUrl: string, password: string): Promise<void> {
  await withClient(adminUrl, (client) =>
    client.query(`alter role postgres password ${client.escapeLiteral(password)}`).then(() => undefined),
  );
}

async function withClient<Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
