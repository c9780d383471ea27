import {
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { mkdir, open, readFile, statfs } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Cluster, type RootFallback, startCluster } from '@/db/embedded';
import { ensurePassword, passwordPath } from '@/db/embedded/password';
import { endRunning, runningCluster } from '@/db/embedded/running-cluster';
import { finishInterruptedRestore, removeCluster, restoredPath } from '@/db/embedded/storage';
import { bundledMajor } from '@/db/embedded/version';
import { noteBirth, readBirths } from './backup-folder';
import { BackupFailed, inWords } from './errors';
import { clusterBytes, type Manifest } from './manifest';
import { readBackup } from './read-archive';
import { inspectRecovered, type Recovered, takePassword } from './recovered';
import { parentsOf, timelineFor } from './timelines';
import { unpack } from './unpack';
import { historyName } from './wal-names';

/** `backup` is the state at the end of the backup; a moment or `latest` goes on from there by archived WAL. */
export type RestoreTarget = 'backup' | 'latest' | Date;

export type RestoreOptions = {
  file: string;
  /** Folder of the cluster; what is there is put aside. */
  dataDir: string;
  target: RestoreTarget;
  walArchive: string;
  log: (line: string) => void;
  /** Settings of PostgreSQL for the trial, such as `{ fsync: 'off' }` in tests. */
  settings?: Record<string, string>;
  rootFallback?: RootFallback;
  /**
   * Takes what it needs of the installation's other files, from a folder that is removed afterwards. Called when the
   * backup has recovered and nothing has changed yet: a database without its secrets would be worth nothing.
   */
  takeCompanions?: (folder: string) => void;
};

export type RestoreReport = Recovered & {
  manifest: Manifest;
  /** Where the cluster is now that was there before; null when there was none. */
  aside: string | null;
};

/** WAL is read, written and replayed beside the data itself. */
const SPARE_BYTES = 512 * 1024 * 1024;
const RECOVERY_TIMEOUT_MS = 3_600_000;

/**
 * Reads a backup to its end and says what is in it.
 * @throws BackupFailed when it is damaged, of another PostgreSQL, or does not lead to the target
 */
export async function inspectBackup({ file, target, walArchive }: RestoreOptions): Promise<Manifest> {
  if (!existsSync(file)) throw new BackupFailed(`There is no file ${file}.`);
  const manifest = await readBackup(file);
  const major = bundledMajor();
  if (manifest.postgresMajor !== major) {
    throw new BackupFailed(
      `${file} is of PostgreSQL ${manifest.postgresMajor} and this version brings ${major}: restore it with the version that made it.`,
    );
  }
  if (target !== 'backup') timelineFor(target, readBirths(walArchive), manifest);
  return manifest;
}

/**
 * Restores a backup beside the present cluster, lets PostgreSQL recover it and looks at it; only then the two change
 * places. Until that moment the present cluster is untouched, and afterwards it is under another name.
 * @throws BackupFailed in words
 */
export async function restoreBackup(options: RestoreOptions, manifest: Manifest): Promise<RestoreReport> {
  const { dataDir } = options;
  finishInterruptedRestore(dataDir);
  refuseRunning(dataDir);
  await mkdir(dirname(dataDir), { recursive: true });
  await removeLeftovers(dataDir);
  await refuseFullDisk(dataDir, manifest);
  // A name of its own each time: where root has to move data elsewhere, the place is found by it.
  const trial = `${dataDir}.restoring-${stampOf(new Date())}`;
  const companionDir = `${trial}.files`;
  try {
    options.log('Unpacking.');
    await unpack(options.file, { clusterDir: trial, companionDir });
    writeFileSync(join(trial, 'recovery.signal'), '', { mode: 0o600 });
    await handOnPassword(companionDir, trial, dataDir);
    const recovered = await recover(options, manifest, trial);
    options.takeCompanions?.(companionDir);
    const aside = await exchange(options, trial, recovered);
    return { ...recovered, manifest, aside };
  } catch (error) {
    removeTrial(trial);
    throw inWords(error, 'The restore');
  } finally {
    rmSync(companionDir, { recursive: true, force: true });
    for (const path of [passwordPath(trial), `${trial}.log`, `${trial}.log.1`]) rmSync(path, { force: true });
  }
}

function refuseRunning(dataDir: string): void {
  const running = runningCluster(dataDir);
  if (!running) return;
  throw new BackupFailed(
    `PostgreSQL runs on ${dataDir} (process ${running.pid}): stop the program first. If it was killed, start it once and stop it.`,
  );
}

async function refuseFullDisk(dataDir: string, manifest: Manifest): Promise<void> {
  const { bavail, bsize } = await statfs(dirname(dataDir));
  const needed = clusterBytes(manifest) + SPARE_BYTES;
  if (bavail * bsize >= needed) return;
  const megabytes = (bytes: number) => `${Math.ceil(bytes / 1024 / 1024)} MB`;
  throw new BackupFailed(
    `The restored database needs ${megabytes(needed)} beside the present one, and the disk of ${dirname(dataDir)} has ${megabytes(bavail * bsize)} left.`,
  );
}

/** The restored superuser has the password of the backup; where the installation has none, that one becomes its own. */
async function handOnPassword(companionDir: string, trial: string, dataDir: string): Promise<void> {
  const saved = join(companionDir, basename(passwordPath('pg')));
  if (!existsSync(saved)) throw new BackupFailed("The backup does not hold the superuser's password.");
  const password = await readFile(saved);
  writeFileSync(passwordPath(trial), password, { mode: 0o600 });
  if (!existsSync(passwordPath(dataDir))) writeFileSync(passwordPath(dataDir), password, { mode: 0o600 });
}

async function recover(options: RestoreOptions, manifest: Manifest, trial: string): Promise<Recovered> {
  const { target, walArchive, dataDir, log } = options;
  log('PostgreSQL recovers.');
  const wal = sameOrigin(dataDir, manifest) ? join(realpathSync(dataDir), 'pg_wal') : undefined;
  let cluster: Cluster;
  try {
    cluster = await startCluster({
      dataDir: trial,
      log: () => {},
      settings: { ...recoveryTarget(target, walArchive, manifest), ...options.settings },
      recoverFrom: { walArchive, wal },
      startTimeoutMs: RECOVERY_TIMEOUT_MS,
      rootFallback: options.rootFallback,
      pipe: true,
    });
  } catch (error) {
    throw explained(error, target);
  }
  try {
    const recovered = await inspectRecovered(cluster.adminUrl);
    await takePassword(cluster.adminUrl, ensurePassword(dataDir));
    return recovered;
  } finally {
    await cluster.stop();
  }
}

function recoveryTarget(target: RestoreTarget, walArchive: string, manifest: Manifest): Record<string, string> {
  if (target === 'backup') {
    return {
      recovery_target: 'immediate',
      recovery_target_action: 'promote',
      recovery_target_timeline: String(manifest.timeline),
    };
  }
  const timeline = String(timelineFor(target, readBirths(walArchive), manifest));
  if (target === 'latest') return { recovery_target_timeline: timeline };
  return {
    // Whatever was committed up to and at this moment.
    recovery_target_time: target.toISOString().replace('T', ' ').replace('Z', '+00'),
    recovery_target_inclusive: 'on',
    recovery_target_action: 'promote',
    recovery_target_timeline: timeline,
  };
}

/** Whether the present cluster's WAL can continue the backup's: both go back to the same initdb. */
function sameOrigin(dataDir: string, manifest: Manifest): boolean {
  const control = join(dataDir, 'global', 'pg_control');
  if (!existsSync(control)) return false;
  return readFileSync(control).readBigUInt64LE(0).toString() === manifest.systemIdentifier;
}

function explained(error: unknown, target: RestoreTarget): unknown {
  const words = error instanceof Error ? error.message : '';
  if (/recovery ended before configured recovery target/.test(words) && target instanceof Date) {
    const until = /last completed transaction was at log time ([^\n]+)/.exec(words)?.[1];
    const reach = until ? `the last change it knows of was at ${until}` : 'it knows of no change after the backup';
    return new BackupFailed(
      `The archived WAL does not reach ${target.toISOString()}: ${reach}. Take that moment or "latest".`,
    );
  }
  if (/in the archive is damaged/.test(words)) {
    return new BackupFailed(`A WAL file in the archive is damaged, so that moment cannot be reached:\n${words}`);
  }
  return error;
}

/** The only moment that changes what a start would find; whoever is interrupted in it has it finished by the next start. */
async function exchange({ dataDir, walArchive }: RestoreOptions, trial: string, recovered: Recovered) {
  const history = await readFile(join(trial, 'pg_wal', historyName(recovered.timeline)));
  const birth = {
    timeline: recovered.timeline,
    bornAt: new Date().toISOString(),
    parents: parentsOf(history.toString('utf8')),
  };
  await noteBirth(walArchive, birth, history);
  renameSync(trial, restoredPath(dataDir));
  let aside: string | null = null;
  if (lstatSync(dataDir, { throwIfNoEntry: false })) {
    aside = `${dataDir}.before-restore-${stampOf(new Date())}`;
    renameSync(dataDir, aside);
  }
  renameSync(restoredPath(dataDir), dataDir);
  await syncFolder(dirname(dataDir));
  return aside;
}

/** Of restores that were interrupted: nothing was told to be restored, so nothing of it counts. */
async function removeLeftovers(dataDir: string): Promise<void> {
  const folder = dirname(dataDir);
  const leftovers = readdirSync(folder).filter((name) => name.startsWith(`${basename(dataDir)}.restoring-`));
  // PostgreSQL goes on by itself when whoever started it is killed before it was ready.
  for (const name of leftovers) await endRunning(join(folder, name));
  for (const name of leftovers) removeTrial(join(folder, name));
  if (lstatSync(restoredPath(dataDir), { throwIfNoEntry: false })) removeTrial(restoredPath(dataDir));
}

function removeTrial(trial: string): void {
  removeCluster(trial);
  rmSync(`${trial}.files`, { recursive: true, force: true });
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  await handle.sync().finally(() => handle.close());
}

function stampOf(at: Date): string {
  return at.toISOString().replace(/[-:.]/g, '');
}
