import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { BackupFailed, type BackupReport, backupName, prune, takeBackup } from '@/db/backup';
import { startCluster } from '@/db/embedded';
import { runningCluster } from '@/db/embedded/running-cluster';
import { type BackupPaths, type BackupPlan, backupPaths } from './backup-paths';
import { type Lock, takeLock } from './lock';

export type RunBackupOptions = {
  dataDir: string;
  /** Folder for the archive; the installation's own by default, which alone is pruned. */
  to?: string;
  plan: BackupPlan | null;
  log: (line: string) => void;
  /** Settings of PostgreSQL where it is started for this, such as `{ fsync: 'off' }` in tests. */
  settings?: Record<string, string>;
  signal?: AbortSignal;
};

const RUNNING_TIMEOUT_MS = 30_000;
const RUNNING_PAUSE_MS = 250;

/**
 * Backs up an installation, whether it runs or not. PostgreSQL is started for the time of it when it does not, and
 * the program cannot start meanwhile.
 * @throws BackupFailed in words
 */
export async function runBackup(options: RunBackupOptions): Promise<BackupReport> {
  const paths = backupPaths(options.dataDir);
  if (!existsSync(join(paths.clusterDir, 'PG_VERSION'))) {
    throw new BackupFailed(`There is no database in ${options.dataDir} yet.`);
  }
  const lock = takeLockOr(paths.lock, (pid) => `A backup or a restore is under way (process ${pid}): wait for it.`);
  try {
    const report = await withServer(options, paths, (adminUrl) => copy(options, paths, adminUrl));
    if (options.plan) await tidy(paths, options.plan, options.log);
    return report;
  } finally {
    lock.release();
  }
}

async function copy({ to, signal }: RunBackupOptions, paths: BackupPaths, adminUrl: string): Promise<BackupReport> {
  const folder = to ? resolve(to) : paths.backupFolder;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const target = join(folder, backupName(new Date()));
  const { companions, clusterDir } = paths;
  return takeBackup({ adminUrl, dataDir: clusterDir, target, companions, signal });
}

/** Uses the server that runs; where none does and nobody is about to start one, starts one. */
async function withServer(
  { dataDir, plan, log, settings }: RunBackupOptions,
  { clusterDir, walArchive }: BackupPaths,
  work: (adminUrl: string) => Promise<BackupReport>,
): Promise<BackupReport> {
  const launcher = takeLock(join(resolve(dataDir), 'launcher.lock'));
  if (!('release' in launcher)) return work(await adminUrlOfRunning(clusterDir));
  try {
    const running = runningCluster(clusterDir);
    if (running) return await work(running.adminUrl);
    log('The program does not run: PostgreSQL is started for the backup.');
    const cluster = await startCluster({
      dataDir: clusterDir,
      settings,
      log: () => {},
      pipe: true,
      walArchive: plan ? walArchive : undefined,
    });
    return await work(cluster.adminUrl).finally(() => cluster.stop());
  } finally {
    launcher.release();
  }
}

/** The launcher may be starting or restarting it just now. */
async function adminUrlOfRunning(clusterDir: string): Promise<string> {
  const deadlineMs = performance.now() + RUNNING_TIMEOUT_MS;
  for (;;) {
    const running = runningCluster(clusterDir);
    if (running) return running.adminUrl;
    if (performance.now() > deadlineMs) {
      throw new BackupFailed('The program runs but its PostgreSQL does not: try again when it is back.');
    }
    await new Promise((resolve) => setTimeout(resolve, RUNNING_PAUSE_MS));
  }
}

/** The backup is there: what cannot be removed is told and is no failure. */
async function tidy({ backupFolder }: BackupPaths, plan: BackupPlan, log: (line: string) => void): Promise<void> {
  if (!existsSync(backupFolder)) return;
  try {
    await prune(backupFolder, plan.keep);
  } catch (error) {
    log(`Old backups could not be removed: ${error instanceof Error ? error.message : error}`);
  }
}

/** @throws BackupFailed with the sentence made of who holds it */
export function takeLockOr(path: string, sentence: (pid: number) => string): Lock {
  const lock = takeLock(path);
  if ('release' in lock) return lock;
  throw new BackupFailed(sentence(lock.pid));
}
