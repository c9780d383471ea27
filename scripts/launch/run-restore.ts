import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import {
  BackupFailed,
  backupsIn,
  inspectBackup,
  type Manifest,
  type RestoreReport,
  type RestoreTarget,
  restoreBackup,
} from '@/db/backup';
import { backupPaths } from './backup-paths';
import { takeLockOr } from './run-backup';

export type RunRestoreOptions = {
  dataDir: string;
  /** The newest of the installation's own that leads to the target when null. */
  file: string | null;
  target: RestoreTarget;
  /** Takes the secrets of the backup in place of the installation's. */
  withSecrets: boolean;
  log: (line: string) => void;
  /** Settings of PostgreSQL for the trial, such as `{ fsync: 'off' }` in tests. */
  settings?: Record<string, string>;
  /** Asked when the backup has been read and found whole, before anything is changed. */
  confirm: (file: string, manifest: Manifest) => Promise<boolean>;
};

/**
 * Restores an installation from a backup.
 * @returns null when it was not confirmed
 * @throws BackupFailed in words; what was there is untouched then
 */
export async function runRestore(options: RunRestoreOptions): Promise<RestoreReport | null> {
  const { dataDir, target, log, settings } = options;
  const paths = backupPaths(dataDir);
  mkdirSync(dataDir, { recursive: true });
  const launcher = takeLockOr(
    join(resolve(dataDir), 'launcher.lock'),
    (pid) => `Throughline runs from this folder (process ${pid}): stop it first.`,
  );
  try {
    const lock = takeLockOr(paths.lock, (pid) => `A backup or a restore is under way (process ${pid}): wait for it.`);
    try {
      const file = resolve(options.file ?? newestFor(target, paths.backupFolder));
      const restore = {
        file,
        dataDir: paths.clusterDir,
        target,
        walArchive: paths.walArchive,
        log,
        settings,
        takeCompanions: (folder: string) => takeCompanions(options, folder),
      };
      log(`Reading ${file}.`);
      const manifest = await inspectBackup(restore);
      if (!(await options.confirm(file, manifest))) return null;
      return await restoreBackup(restore, manifest);
    } finally {
      lock.release();
    }
  } finally {
    launcher.release();
  }
}

function newestFor(target: RestoreTarget, folder: string): string {
  const fitting = backupsIn(folder).filter(({ at }) => !(target instanceof Date) || at < target);
  const newest = fitting.at(-1);
  if (newest) return newest.path;
  throw new BackupFailed(
    target instanceof Date
      ? `No backup in ${folder} is older than ${target.toISOString()}: name a file.`
      : `There is no backup in ${folder}: name a file.`,
  );
}

/** Secrets and the demo's sign-in are put back where they are missing; secrets also when that was asked for. */
function takeCompanions({ dataDir, withSecrets, log }: RunRestoreOptions, companionDir: string): void {
  const { 'local.env': secrets, 'demo.json': demo } = backupPaths(dataDir).companions;
  const saved = { secrets: join(companionDir, 'local.env'), demo: join(companionDir, 'demo.json') };
  if (existsSync(saved.secrets)) {
    if (existsSync(secrets) && withSecrets && !isSame(secrets, saved.secrets)) {
      const aside = `${secrets}.before-restore-${new Date().toISOString().replace(/[-:.]/g, '')}`;
      renameSync(secrets, aside);
      log(`The secrets that were there are in ${aside}.`);
    }
    if (!existsSync(secrets)) put(saved.secrets, secrets);
    else if (keyIn(secrets) !== keyIn(saved.secrets)) {
      log('This installation has another ENCRYPTION_KEY than the backup: stored credentials cannot be read with it.');
      log('Restore once more with --secrets to take the secrets of the backup.');
    }
  }
  // Without this file the next start would make demo organizations inside what was restored.
  if (!existsSync(demo)) {
    if (existsSync(saved.demo)) put(saved.demo, demo);
    else writeFileSync(demo, `${JSON.stringify({ organizations: [] })}\n`, { mode: 0o600 });
  }
}

function put(from: string, to: string): void {
  copyFileSync(from, `${to}.${process.pid}`);
  renameSync(`${to}.${process.pid}`, to);
}

function isSame(one: string, other: string): boolean {
  return readFileSync(one).equals(readFileSync(other));
}

function keyIn(path: string): string | undefined {
  return parseEnv(readFileSync(path, 'utf8')).ENCRYPTION_KEY;
}
