import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate as applyMigrations } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';

export interface RolePasswords {
  app: string;
  door: string;
  identity: string;
  system: string;
  engine: string;
}

interface MigrateOptions {
  /** A connection of the database's owner; never the app's. */
  adminUrl: string;
  rolePasswords: RolePasswords;
  /** Folder of the migrations; the default is right when started from the checkout. */
  folder?: string;
  log?: (line: string) => void;
}

/** Two starts at once must not migrate twice: the second waits here. The number is arbitrary and fixed. */
const MIGRATION_LOCK = 7_220_418;

/** Makes the roles, applies what is new of db/migrations, and makes partitions for the months ahead. Safe to repeat. */
export async function migrate({
  adminUrl,
  rolePasswords,
  folder = 'db/migrations',
  log,
}: MigrateOptions): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    for (const [name, password] of Object.entries(rolePasswords))
      await ensureRole(client, `throughline_${name}`, password);
    await applyMigrations(drizzle(client), { migrationsFolder: folder });
    await client.query(`select ensure_event_partitions((now() at time zone 'utc')::date, 4)`);
    log?.('migrations applied');
  } finally {
    await client.end();
  }
}

/** What a role of ours must not be: any of these would go past the policies or make roles that do. */
const PLAIN = 'nosuperuser nobypassrls noreplication nocreatedb nocreaterole';

async function ensureRole(client: pg.Client, role: string, password: string): Promise<void> {
  const known = await client.query<{ mighty: boolean }>(
    `select rolsuper or rolbypassrls or rolreplication or rolcreatedb or rolcreaterole as mighty
       from pg_roles where rolname = $1`,
    [role],
  );
  const login = `login password ${client.escapeLiteral(password)}`;
  // Databases of one cluster share their roles, and test suites migrate several at once: a role made meanwhile is fine.
  if (known.rowCount === 0) {
    try {
      await client.query(`create role ${role} ${login}`);
      return;
    } catch (error) {
      if (!(error instanceof pg.DatabaseError) || (error.code !== '42710' && error.code !== '23505')) throw error;
    }
  }
  // Named only where they must change: on a managed database the owner may not name them at all.
  const options = known.rows[0]?.mighty ? `${login} ${PLAIN}` : login;
  await client.query(`alter role ${role} ${options}`).catch((error: unknown) => {
    // "tuple concurrently updated": another start set the same password a moment ago.
    if (!(error instanceof pg.DatabaseError) || error.code !== 'XX000') throw error;
  });
}
