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
import { clusterNameOf, prepareStorage, type RootFallback, type Storage } from './storage';

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
  rootFallback?: RootFallback;
};

const START_TIMEOUT_MS = 120_000;
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
  const settings = settingsFor({ nativeDir: storage.nativeDir, clusterName: name, overrides: options.settings ?? {} });
  const log = openLogFile(`${dataDir}.log`);
  try {
    return await startPostmaster({
      ...options,
      storage,
      settings,
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

type Start = {
  storage: Storage;
  settings: Settings;
  name: string;
  log: LogFile;
  say: (line: string) => void;
  urlAt: (port: number) => string;
  port?: number;
  pipe?: boolean;
};

/** Starts the postmaster; what stands in the way for a moment only is waited for. */
async function startPostmaster(start: Start): Promise<Cluster> {
  const settings = { ...start.settings };
  const deadlineMs = performance.now() + OBSTACLE_TIMEOUT_MS;
  for (;;) {
    const port = start.port ?? (await freePort());
    const logStart = sizeBytes(start.log.path);
    const child = spawnPostmaster(start, settings, port);
    if (await becomesReady(child, start.urlAt(port), start.storage.dataDir)) {
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

function spawnPostmaster({ storage, log }: Start, settings: Settings, port: number): ChildProcess {
  const postgres = join(storage.nativeDir, 'bin', 'postgres');
  const options = Object.entries({ ...settings, port: String(port) }).flatMap(([key, value]) => [
    '-c',
    `${key}=${value}`,
  ]);
  const { file, args, identity } = commandAs(storage.runAs, postgres, ['-D', storage.dataDir, ...options]);
  return spawn(file, args, {
    ...identity,
    cwd: '/',
    // A group of its own: Ctrl-C in the terminal must not stop the database before the server has let go of it.
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  });
}

async function becomesReady(child: ChildProcess, adminUrl: string, dataDir: string): Promise<boolean> {
  const deadlineMs = performance.now() + START_TIMEOUT_MS;
  let failure: Error | null = null;
  child.once('error', (error) => {
    failure = error;
  });
  while (child.exitCode === null && child.signalCode === null) {
    if (failure) throw failure;
    if ((await probe(adminUrl, dataDir)) === 'ready') return true;
    if (performance.now() > deadlineMs) {
      child.kill('SIGQUIT');
      throw new EmbeddedPostgresFailed(`PostgreSQL on ${dataDir} was not ready after ${START_TIMEOUT_MS / 1000} s.`);
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
  return (port) => `postgres://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`;
}
