import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Cluster, type LogFile, openLogFile, startCluster } from '@/db/embedded';
import { keepBackups, watchArchiving } from './automatic-backups';
import { backupPaths, backupPlan, walArchiveFor } from './backup-paths';
import { buildOnce } from './build';
import { type NodeCommand, type RunningChild, runToEnd, startChild } from './child';
import { readSignIn, seedDemoOnce } from './demo';
import { keepRunning, type Running } from './keep-running';
import type { Environment } from './local-env';
import { type Lock, takeLock } from './lock';
import { anyFreePort, choosePort } from './port';
import { type Migrate, prepareLocal } from './prepare-local';
import type { Progress } from './progress';
import { endPreviousServer, SERVER_STOP_TIMEOUT_MS, startServer } from './server';
import { listenForStop, type StopRequest } from './stop-request';

/** What is run as a child, as arguments for Node. */
export type Commands = Record<
  'build' | 'server' | 'devServer' | 'engine' | 'devEngine' | 'seed' | 'backup',
  NodeCommand
>;

export type LaunchOptions = {
  root: string;
  /** Folder of everything this installation keeps: secrets, database, logs. */
  dataDir: string;
  mode: 'start' | 'dev' | 'setup';
  env: Environment;
  progress: Progress;
  commands?: Partial<Commands>;
  migrate?: Migrate;
  /** Files without which a build does not count as made. */
  artefacts?: readonly string[];
  settings?: Record<string, string>;
  /** Called once when everything runs, or is prepared in the mode `setup`. */
  onReady?: () => void;
};

export const COMMANDS: Commands = {
  build: ['--import', 'tsx', 'scripts/build.ts'],
  server: ['.build/server.mjs'],
  devServer: ['--import', 'tsx', 'scripts/server.ts'],
  engine: ['.build/engine.mjs'],
  devEngine: ['--import', 'tsx', 'scripts/engine.ts'],
  seed: ['--import', 'tsx', 'scripts/seed-demo.ts'],
  backup: ['--import', 'tsx', 'scripts/backup.ts', '--automatic'],
};

/**
 * Starts everything, keeps it running, and stops everything when asked to. In the mode `setup` it ends once all is
 * prepared, with nothing left running.
 * @throws Error in words for a person when something does not start; Stopped when asked to stop before it is up.
 */
export async function launch(options: LaunchOptions): Promise<void> {
  mkdirSync(options.dataDir, { recursive: true });
  const lock = takeLockOrRefuse(options.dataDir);
  const stop = listenForStop(options.progress.note);
  try {
    await prepareAndRun(options, stop);
  } finally {
    stop.forget();
    lock.release();
  }
}

function takeLockOrRefuse(dataDir: string): Lock {
  const lock = takeLock(join(dataDir, 'launcher.lock'));
  if ('release' in lock) return lock;
  throw new Error(
    `Throughline is already running from this folder (process ${lock.pid}), or its database is being backed up or restored: stop that one first, or wait for it.`,
  );
}

async function prepareAndRun(options: LaunchOptions, stop: StopRequest): Promise<void> {
  const { dataDir, progress, settings, migrate, mode } = options;
  const production: Environment = { NODE_ENV: mode === 'dev' ? 'development' : 'production' };
  const given = { ...options.env, ...production };
  const { env, cluster } = await prepareLocal({
    dataDir,
    env: given,
    progress,
    settings,
    migrate,
    signal: stop.signal,
  });
  const over = new AbortController();
  // From here on, so that a database that ends while something else starts is not waited for in vain.
  const database = cluster && keepDatabaseRunning(cluster, options, AbortSignal.any([stop.signal, over.signal]));
  try {
    if (mode !== 'dev') await build(options, env, stop);
    stop.signal.throwIfAborted();
    if (mode === 'setup') return options.onReady?.();
    await run(options, env, stop);
  } finally {
    over.abort();
    await (await database)?.cluster.stop();
  }
}

function build({ root, progress, commands, artefacts }: LaunchOptions, env: Environment, { signal }: StopRequest) {
  return buildOnce({ root, env, command: commands?.build ?? COMMANDS.build, progress, signal, artefacts });
}

/** Runs the server until asked to stop; it has ended when this returns. */
async function run(options: LaunchOptions, prepared: Environment, stop: StopRequest): Promise<void> {
  const { root, dataDir, mode, progress } = options;
  const commands = { ...COMMANDS, ...options.commands };
  await endPreviousServer(dataDir);
  const engineEnv = await engineEnvironment(options.env, prepared);
  const env = { ...(await serverEnvironment(prepared)), ...engineEnv, ...qstashEnvironment(options.env, engineEnv) };
  const log = mode === 'dev' ? null : openLogFile(join(dataDir, 'server.log'));
  const command = mode === 'dev' ? commands.devServer : commands.server;
  const start = () => startServer({ root, dataDir, env, command, log, stop });
  const first = await progress.step('Server', start);
  const server = keepRunning({ name: 'The server', first, restart: start, signal: stop.signal, say: progress.note });
  const engine = engineEnv && keepEngineRunning(options, env, stop.signal);
  await seedDemoOnce({ root, dataDir, env, command: commands.seed, progress, signal: stop.signal }).catch(() => {});
  if (!stop.signal.aborted) announce(options, env, log);
  const backups = keepBackedUp(options, env, stop.signal);
  await (await server).stop(SERVER_STOP_TIMEOUT_MS, stop.hurry);
  await (await engine)?.stop(SERVER_STOP_TIMEOUT_MS, stop.hurry);
  await backups;
  log?.close();
}

/**
 * Where durable functions are driven from: an engine of this machine's own, unless whoever started it named another.
 * It needs its role's connection, which a database of somebody else's may not have.
 */
async function engineEnvironment(given: Environment, prepared: Environment): Promise<Environment | null> {
  if (given.INNGEST_BASE_URL || given.INNGEST_SIGNING_KEY || !prepared.DATABASE_ENGINE_URL) return null;
  const port = given.ENGINE_PORT || String(await anyFreePort());
  return { ENGINE_PORT: port, INNGEST_BASE_URL: `http://127.0.0.1:${port}` };
}

/**
 * Where messages are published: at the engine, unless whoever started it named QStash or brought a token of it. Without
 * an engine there is nobody, and the token made here is not sent to somebody else's server.
 */
function qstashEnvironment(given: Environment, engineEnv: Environment | null): Environment {
  if (given.QSTASH_URL || given.QSTASH_TOKEN) return {};
  return engineEnv ? { QSTASH_URL: `http://127.0.0.1:${engineEnv.ENGINE_PORT}` } : { QSTASH_TOKEN: '' };
}

/** It finds the server by itself, and the server it: neither waits for the other. */
function keepEngineRunning(
  { root, dataDir, mode, progress, commands }: LaunchOptions,
  env: Environment,
  signal: AbortSignal,
): Promise<RunningChild> {
  const all = { ...COMMANDS, ...commands };
  const log = mode === 'dev' ? null : openLogFile(join(dataDir, 'engine.log'));
  const command = mode === 'dev' ? all.devEngine : all.engine;
  const ownEnv = { ...env, ENGINE_PROGRAM_URL: `http://127.0.0.1:${env.PORT}`, THROUGHLINE_LAUNCHED: '1' };
  const start = async () => startChild({ command, cwd: root, env: ownEnv }, log);
  return start().then((first) =>
    keepRunning({ name: 'The engine of durable functions', first, restart: start, signal, say: progress.note }),
  );
}

/** Backups are taken by a process of their own, which ends at once when asked to stop, and by itself when this one is gone. */
async function keepBackedUp(
  { root, dataDir, env: given, commands, progress }: LaunchOptions,
  env: Environment,
  signal: AbortSignal,
): Promise<void> {
  const plan = backupPlan(given);
  if (!plan) return;
  const command = commands?.backup ?? COMMANDS.backup;
  // What leads to the database is found in its folder; a variable of that name means somebody else's.
  const { DATABASE_URL: _, ...rest } = env;
  const ownEnv = { ...rest, THROUGHLINE_DATA_DIR: dataDir };
  const take = () => runToEnd({ command, cwd: root, env: ownEnv }, { what: 'The backup', signal, onLine: () => {} });
  const { backupFolder, clusterDir } = backupPaths(dataDir);
  const automatic = { plan, backupFolder, clusterDir, take, say: progress.note, signal };
  await Promise.all([keepBackups(automatic), watchArchiving(automatic)]);
}

async function serverEnvironment(prepared: Environment): Promise<Environment> {
  const port = String(await choosePort(prepared));
  // One server: its limits need no store.
  return { HOST: '127.0.0.1', APP_URL: `http://localhost:${port}`, LIMITS: 'process', ...prepared, PORT: port };
}

function keepDatabaseRunning(
  cluster: Cluster,
  { dataDir, env, settings, progress }: LaunchOptions,
  signal: AbortSignal,
) {
  // On the port it had, where the server's connections look for it.
  const walArchive = walArchiveFor(dataDir, env);
  const restart = async () =>
    runningCluster(
      await startCluster({
        dataDir: join(dataDir, 'pg'),
        settings,
        port: cluster.port,
        walArchive,
        log: progress.note,
      }),
    );
  return keepRunning({ name: 'PostgreSQL', first: runningCluster(cluster), restart, signal, say: progress.note });
}

function runningCluster(cluster: Cluster): Running & { cluster: Cluster } {
  const { promise: ended, resolve } = Promise.withResolvers<string>();
  cluster.onExit(({ code, signal }) => resolve(signal ? `by ${signal}` : code === null ? 'gone' : `exit code ${code}`));
  return { cluster, ended };
}

function announce({ dataDir, progress, onReady }: LaunchOptions, env: Environment, log: LogFile | null): void {
  const signIn = readSignIn(dataDir);
  progress.note(`\nThroughline is running at ${env.APP_URL}`);
  if (signIn) progress.note(`Sign in as ${signIn.email} with the password ${signIn.password}`);
  if (log) progress.note(`Ctrl-C stops it. The server's log is ${log.path}`);
  onReady?.();
}
