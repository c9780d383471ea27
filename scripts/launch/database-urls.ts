import pg from 'pg';
import type { RolePasswords } from '@/db/migrate';
import type { Environment, SecretName, Secrets } from './local-env';

/** The roles the program connects as, each with its variable and the secret that is its password. */
const ROLES = {
  app: { variable: 'DATABASE_URL', role: 'throughline_app', secret: 'DB_PASSWORD_APP' },
  door: { variable: 'DATABASE_DOOR_URL', role: 'throughline_door', secret: 'DB_PASSWORD_DOOR' },
  identity: { variable: 'DATABASE_IDENTITY_URL', role: 'throughline_identity', secret: 'DB_PASSWORD_IDENTITY' },
  system: { variable: 'DATABASE_SYSTEM_URL', role: 'throughline_system', secret: 'DB_PASSWORD_SYSTEM' },
  engine: { variable: 'DATABASE_ENGINE_URL', role: 'throughline_engine', secret: 'DB_PASSWORD_ENGINE' },
} as const satisfies Record<keyof RolePasswords, { variable: string; role: string; secret: SecretName }>;

const DATABASE = 'throughline';

/** The variables that lead to the bundled database, the superuser's `DATABASE_MIGRATE_URL` among them. */
export function databaseUrls(adminUrl: string, secrets: Secrets): Environment & { DATABASE_MIGRATE_URL: string } {
  const urls = Object.values(ROLES).map(({ variable, role, secret }) => {
    const url = new URL(adminUrl);
    url.pathname = DATABASE;
    url.username = role;
    url.password = secrets[secret];
    return [variable, url.href];
  });
  const migrateUrl = new URL(adminUrl);
  migrateUrl.pathname = DATABASE;
  return { ...Object.fromEntries(urls), DATABASE_MIGRATE_URL: migrateUrl.href };
}

/** The passwords the roles are to have: those in the URLs where these name the roles, else the installation's own. */
export function rolePasswords(env: Environment, secrets: Secrets): RolePasswords {
  const passwordOf = ({ variable, role, secret }: (typeof ROLES)[keyof typeof ROLES]): string => {
    const url = env[variable] ? URL.parse(env[variable]) : null;
    return url?.username === role && url.password ? decodeURIComponent(url.password) : secrets[secret];
  };
  return {
    app: passwordOf(ROLES.app),
    door: passwordOf(ROLES.door),
    identity: passwordOf(ROLES.identity),
    system: passwordOf(ROLES.system),
    engine: passwordOf(ROLES.engine),
  };
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
