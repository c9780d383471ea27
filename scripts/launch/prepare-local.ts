import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Cluster, startCluster } from '@/db/embedded';
import type { RolePasswords } from '@/db/migrate';
import { unlessAborted } from './abort';
import { walArchiveFor } from './backup-paths';
import { databaseUrls, ensureDatabase, rolePasswords } from './database-urls';
import { type Environment, ensureLocalSecrets, type Secrets } from './local-env';
import { createProgress, type Progress } from './progress';

export type Migrate = (input: {
  adminUrl: string;
  rolePasswords: RolePasswords;
  log: (line: string) => void;
}) => Promise<void>;

export type PrepareLocalOptions = {
  /** Folder for the secrets and the database; made if missing. */
  dataDir: string;
  /** What is set already; wins over everything made here. The process environment by default. */
  env?: Environment;
  progress?: Progress;
  /** PostgreSQL settings that replace the defaults. */
  settings?: Record<string, string>;
  /** Stops PostgreSQL even when this process is killed; otherwise it runs on and is adopted by the next start. */
  pipe?: boolean;
  migrate?: Migrate;
  /** Gives up, stops the database and throws when aborted. */
  signal?: AbortSignal;
};

/** A migrated database and the environment that leads to it. `cluster` is null when DATABASE_URL was set. */
export type PreparedLocal = { env: Environment; cluster: Cluster | null };

/** Secrets, database, migrations: what every process of a local installation needs before it can start. */
export async function prepareLocal(options: PrepareLocalOptions): Promise<PreparedLocal> {
  const progress = options.progress ?? createProgress({ write: () => true });
  const env = options.env ?? (process.env as Environment);
  mkdirSync(options.dataDir, { recursive: true });
  const secrets = { ...ensureLocalSecrets(join(options.dataDir, 'local.env')), ...withoutEmpty(env) };
  if (env.DATABASE_URL) {
    await migrateElsewhere(secrets, progress, options);
    return { env: secrets, cluster: null };
  }
  const cluster = await progress.step('PostgreSQL', (tell) =>
    startCluster({
      dataDir: join(options.dataDir, 'pg'),
      settings: options.settings,
      pipe: options.pipe,
      walArchive: walArchiveFor(options.dataDir, env),
      log: tell,
    }),
  );
  try {
    const prepared = { ...secrets, ...databaseUrls(cluster.adminUrl, secrets) };
    await progress.step('Migrations', async (log) => {
      await ensureDatabase(cluster.adminUrl);
      const migrate = options.migrate ?? (await importedMigrate());
      const adminUrl = prepared.DATABASE_MIGRATE_URL;
      await unlessAborted(migrate({ adminUrl, rolePasswords: rolePasswords(prepared, secrets), log }), options.signal);
    });
    return { env: prepared, cluster };
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}

/** A line of a file of variables that was left empty says nothing, and takes nothing away that is made here. */
const withoutEmpty = (env: Environment): Environment =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));

/** A database of somebody else's is migrated only when its owner's URL is given. */
async function migrateElsewhere(env: Secrets, progress: Progress, options: PrepareLocalOptions): Promise<void> {
  const adminUrl = env.DATABASE_MIGRATE_URL;
  if (!adminUrl)
    return progress.note('DATABASE_URL is set and DATABASE_MIGRATE_URL is not: migrations are left to you.');
  await progress.step('Migrations', async (log) => {
    const migrate = options.migrate ?? (await importedMigrate());
    await unlessAborted(migrate({ adminUrl, rolePasswords: rolePasswords(env, env), log }), options.signal);
  });
}

async function importedMigrate(): Promise<Migrate> {
  return (await import('@/db/migrate')).migrate;
}
