import pg from 'pg';

export type Digest = { rows: number; md5: string };

/** Row count and checksum over the ordered rows of each ordinary table of a database, all of one snapshot. */
export async function digestsOf(url: string): Promise<Record<string, Digest>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    return await digestsIn(client);
  } finally {
    await client.end();
  }
}

/** The same inside a transaction that is open already. */
export async function digestsIn(client: pg.Client): Promise<Record<string, Digest>> {
  const { rows: tables } = await client.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'r' and n.nspname !~ '^(pg_|information_schema)' order by 1`,
  );
  const digests: Record<string, Digest> = {};
  for (const { name } of tables) {
    // Summing hashes of rows spares the sort of a million of them, and the order of rows says nothing.
    const { rows } = await client.query<Digest>(
      `select count(*)::int as rows,
              md5(coalesce(sum(('x' || left(md5(t::text), 16))::bit(64)::bigint::numeric), 0)::text) as md5
         from ${name} t`,
    );
    digests[name] = rows[0]!;
  }
  return digests;
}
