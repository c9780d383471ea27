import pg from 'pg';
import type { RolePasswords } from '@/db/migrate';
import { DATABASE_ROLES, type DatabaseRole } from '@/lib/platform/database-roles';
import type { Environment, Secrets } from './local-env';

const DATABASE = 'throughline';

/** The variables that lead to the bundled database, the superuser's `DATABASE_MIGRATE_URL` among them. */
export function databaseUrls(adminUrl: string, secrets: Secrets): Environment & { DATABASE_MIGRATE_URL: string } {
  const urls = Object.values(DATABASE_ROLES).map(({ variable, role, password }) => {
    const url = new URL(adminUrl);
    url.pathname = DATABASE;
    url.username = role;
    url.password = secrets[password];
    return [variable, url.href];
  });
  const migrateUrl = new URL(adminUrl);
  migrateUrl.pathname = DATABASE;
  return { ...Object.fromEntries(urls), DATABASE_MIGRATE_URL: migrateUrl.href };
}

/** The passwords the roles are to have: those in the URLs where these name the roles, else the installation's own. */
export function rolePasswords(env: Environment, secrets: Secrets): RolePasswords {
  const { passwords, missing } = knownPasswords({ ...secrets, ...env });
  if (missing.length > 0) throw new Error(`No password is known for ${missing.join(', ')}.`);
  return passwords;
}

/** As far as they are known: from a role's URL, or from the variable of its password. `missing` are such variables. */
export function knownPasswords(env: Environment): { passwords: RolePasswords; missing: string[] } {
  const passwords: RolePasswords = { app: '', door: '', identity: '', system: '', engine: '' };
  const missing: string[] = [];
  for (const name of Object.keys(DATABASE_ROLES) as DatabaseRole[]) {
    const { variable, role, password } = DATABASE_ROLES[name];
    const url = env[variable] ? URL.parse(env[variable]) : null;
    const known = url?.username === role && url.password ? decodeURIComponent(url.password) : env[password];
    if (known) passwords[name] = known;
    else missing.push(password);
  }
  return { passwords, missing };
}

/** Makes the database on a fresh cluster. */
export async function ensureDatabase(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
}
