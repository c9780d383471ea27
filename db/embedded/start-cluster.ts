import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { adoptOrClear, clearBackends } from './adopt';
import { locateBinaries } from './binaries';
import { type Cluster, clusterOfChild, clusterOfSurvivor } from './cluster';
import { EmbeddedPostgresFailed } from './errors';
import { initialize, isInitialized } from './initialize';
import { type LogFile, openLogFile, sizeBytes, tailOf } from './log-file';
import { ensurePassword, readPassword } from './password';
import { freePort } from './port';
import { probe } from './readiness';
import { commandAs } from './run-as';
import { type Settings, settingsFor } from './settings';
import { clusterNameOf, finishInterruptedRestore, prepareStorage, type RootFallback, type Storage } from './storage';
import { superuserUrl } from './superuser-url';
import { archivingSettings, type RecoverySource, recoverySettings, type WalSettings } from './wal-archive';

export type StartClusterOptions = {
  /** Folder of the cluster; made on first start. Its password and log stand beside it. */
  dataDir: string;
  /** Told, in sentences, what is being done. PostgreSQL's own log goes to `<dataDir>.log`. */
  log: (line: string) => void;
  /** Settings of postgresql.conf that replace the defaults, such as `{ fsync: 'off' }` in tests. */
  settings?: Settings;
  /** Stops PostgreSQL even when this process is killed without notice; otherwise it runs on and is adopted. */
  pipe?: boolean;
  /** TCP port to listen on; a free one by default. */
  port?: number;
  /** Folder into which finished WAL is copied; none is kept without it. */
  walArchive?: string;
  /** Recovers from a backup, as `recovery.signal` in the folder asks for. */
  recoverFrom?: RecoverySource;
  /** How long recovery may take, in milliseconds; two minutes by default. */
  startTimeoutMs?: number;
  rootFallback?: RootFallback;
};

const START_TIMEOUT_MS = 120_000;
/** Another server on a port that was free a moment ago; ours then ends by itself, unless it is ours. */
const FOREIGN_TIMEOUT_MS = 10_000;
const OBSTACLE_TIMEOUT_MS = 10_000;
const OBSTACLE_PAUSE_MS = 200;

/**
 * Starts PostgreSQL on a data directory, which is made if needed, or takes over one that runs there already. Crash
 * recovery is waited for.
 * @throws EmbeddedPostgresUnsupported on a platform the bundled PostgreSQL is not built for.
 * @throws EmbeddedPostgresFailed with PostgreSQL's own words.
 */
export async function startCluster(options: StartClusterOptions): Promise<Cluster> {
  const nativeDir = locateBinaries();
  const dataDir = resolve(options.dataDir);
  mkdirSync(dirname(dataDir), { recursive: true });
  const name = clusterNameOf(dataDir);
  finishInterruptedRestore(dataDir);
  if (isInitialized(dataDir)) {
    const urlAt = urlMaker(readPassword(dataDir));
    const survivor = await adoptOrClear({ dataDir: realpathSync(dataDir), name, urlAt, log: options.log });
    if (survivor) {
      options.log('PostgreSQL was running already.');
      return clusterOfSurvivor({ ...survivor, name, dataDir: realpathSync(dataDir), urlAt, pipe: options.pipe });
    }
  }
  const storage = prepareStorage({ dataDir, nativeDir, rootFallback: options.rootFallback });
  const password = ensurePassword(dataDir);
  if (!isInitialized(dataDir)) {
    options.log('Making a new PostgreSQL database.');
    await initialize(storage, { password, sync: options.settings?.fsync !== 'off' });
  }
  const wal = walSettings(options, storage);
  const overrides = { ...wal.settings, ...options.settings };
  const settings = settingsFor({ nativeDir: storage.nativeDir, clusterName: name, overrides });
  const log = openLogFile(`${dataDir}.log`);
  try {
    return await startPostmaster({
      ...options,
      storage,
      settings,
      env: wal.env,
      name,
      log,
      say: options.log,
      urlAt: urlMaker(password),
    });
  } catch (error) {
    log.close();
    throw error;
  }
}

function walSettings({ walArchive, recoverFrom }: StartClusterOptions, storage: Storage): WalSettings {
  if (recoverFrom) return recoverySettings(recoverFrom, storage);
  return walArchive ? archivingSettings(walArchive, storage) : { settings: {}, env: {} };
}

type Start = {
  storage: Storage;
  settings: Settings;
  env: NodeJS.Dict<string>;
  name: string;
  log: LogFile;
  say: (line: string) => void;
  urlAt: (port: number) => string;
  port?: number;
  pipe?: boolean;
  startTimeoutMs?: number;
};

/** Starts the postmaster; what stands in the way for a moment only is waited for. */
async function startPostmaster(start: Start): Promise<Cluster> {
  const settings = { ...start.settings };
  const deadlineMs = performance.now() + OBSTACLE_TIMEOUT_MS;
  for (;;) {
    const port = start.port ?? (await freePort());
    const logStart = sizeBytes(start.log.path);
    const child = spawnPostmaster(start, settings, port);
    if (await becomesReady(child, start.urlAt(port), start)) {
      return clusterOfChild({ child, port, name: start.name, log: start.log, urlAt: start.urlAt, pipe: start.pipe });
    }
    const words = tailOf(start.log.path, logStart, 20);
    const obstacle = obstacleIn(words);
    if (!obstacle || performance.now() > deadlineMs) {
      throw new EmbeddedPostgresFailed(`PostgreSQL did not start on ${start.storage.dataDir}:\n${words}`);
    }
    if (obstacle === 'preload') delete settings.shared_preload_libraries;
    if (obstacle === 'still in use') await clearBackends(start.name, start.say);
    await sleep(OBSTACLE_PAUSE_MS);
  }
}

function spawnPostmaster({ storage, log, env }: Start, settings: Settings, port: number): ChildProcess {
  const postgres = join(storage.nativeDir, 'bin', 'postgres');
  const options = Object.entries({ ...settings, port: String(port) }).flatMap(([key, value]) => [
    '-c',
    `${key}=${value}`,
  ]);
  const { file, args, identity } = commandAs(storage.runAs, postgres, ['-D', storage.dataDir, ...options]);
  return spawn(file, args, {
    ...identity,
    env: { ...process.env, ...env },
    cwd: '/',
    // A group of its own: Ctrl-C in the terminal must not stop the database before the server has let go of it.
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  });
}

async function becomesReady(child: ChildProcess, adminUrl: string, start: Start): Promise<boolean> {
  const { dataDir } = start.storage;
  const timeoutMs = start.startTimeoutMs ?? START_TIMEOUT_MS;
  const deadlineMs = performance.now() + timeoutMs;
  let foreignSinceMs: number | null = null;
  let failure: Error | null = null;
  child.once('error', (error) => {
    failure = error;
  });
  while (child.exitCode === null && child.signalCode === null) {
    if (failure) throw failure;
    const readiness = await probe(adminUrl, dataDir);
    if (readiness === 'ready') return true;
    foreignSinceMs = readiness === 'foreign' ? (foreignSinceMs ?? performance.now()) : null;
    if (foreignSinceMs !== null && performance.now() - foreignSinceMs > FOREIGN_TIMEOUT_MS) {
      child.kill('SIGINT');
      throw new EmbeddedPostgresFailed(`The PostgreSQL that runs on ${dataDir} does not accept our password.`);
    }
    if (performance.now() > deadlineMs) {
      child.kill('SIGQUIT');
      throw new EmbeddedPostgresFailed(`PostgreSQL on ${dataDir} was not ready after ${timeoutMs / 1000} s.`);
    }
    await sleep(25);
  }
  return false;
}

/** Which passing obstacle PostgreSQL's last words speak of, if any. */
export function obstacleIn(words: string): 'port taken' | 'still in use' | 'preload' | null {
  if (/pg_stat_statements/.test(words)) return 'preload';
  if (/could not bind|could not create any TCP\/IP sockets/.test(words)) return 'port taken';
  if (/pre-existing shared memory block|lock file ".*" already exists/.test(words)) return 'still in use';
  return null;
}

function urlMaker(password: string): (port: number) => string {
  return (port) => superuserUrl(password, port);
}
