import { join, resolve } from 'node:path';
import { walArchiveOf } from '@/db/backup';
import { passwordPath } from '@/db/embedded/password';
import type { Environment } from './local-env';

/** Where an installation keeps what a backup is made of, and where backups are kept. */
export type BackupPaths = {
  clusterDir: string;
  backupFolder: string;
  walArchive: string;
  /** Held by whoever takes or restores a backup, so that nobody else does meanwhile. */
  lock: string;
  /** What else makes an installation, by its name in a backup. Without the secrets a database cannot be read. */
  companions: Record<'local.env' | 'demo.json' | 'pg.password', string>;
};

export function backupPaths(dataDir: string): BackupPaths {
  const clusterDir = join(resolve(dataDir), 'pg');
  const backupFolder = join(resolve(dataDir), 'backups');
  return {
    clusterDir,
    backupFolder,
    walArchive: walArchiveOf(backupFolder),
    lock: join(resolve(dataDir), 'backup.lock'),
    companions: {
      'local.env': join(resolve(dataDir), 'local.env'),
      'demo.json': join(resolve(dataDir), 'demo.json'),
      'pg.password': passwordPath(clusterDir),
    },
  };
}

/** How often backups are taken by themselves, and how many are kept. */
export type BackupPlan = { everyMs: number; keep: number };

const USUAL_HOURS = 4;
const USUAL_KEPT = 6;
const HOUR_MS = 3_600_000;

/**
 * The plan of BACKUP_EVERY_HOURS and BACKUPS_KEPT; null where they say that none are taken, or where the database is
 * somebody else's.
 * @throws Error in one sentence when a value is not a number that makes sense
 */
export function backupPlan(env: Environment): BackupPlan | null {
  const hours = numberOf(env, 'BACKUP_EVERY_HOURS', USUAL_HOURS, (value) => value >= 0 && value <= 24 * 7);
  const keep = numberOf(env, 'BACKUPS_KEPT', USUAL_KEPT, (value) => Number.isInteger(value) && value >= 1);
  return hours === 0 || env.DATABASE_URL ? null : { everyMs: hours * HOUR_MS, keep };
}

/** Where finished WAL goes; nowhere without automatic backups, because then nobody would ever remove it. */
export function walArchiveFor(dataDir: string, env: Environment): string | undefined {
  return backupPlan(env) ? backupPaths(dataDir).walArchive : undefined;
}

function numberOf(env: Environment, name: string, usual: number, makesSense: (value: number) => boolean): number {
  const text = env[name]?.trim();
  if (!text) return usual;
  const value = Number(text);
  if (makesSense(value)) return value;
  throw new Error(`${name} is "${text}", which makes no sense.`);
}
