import { type ChildProcess, spawn } from 'node:child_process';
import type { LogFile } from './log-file';
import { isPostmaster, signal, until } from './processes';

/** How the postmaster ended; both are null for an adopted one, whose end is only seen from outside. */
export type ClusterExit = { code: number | null; signal: NodeJS.Signals | null; expected: boolean };

/** A PostgreSQL that takes connections. */
export type Cluster = {
  /** Superuser's URL on the database `postgres`. */
  adminUrl: string;
  port: number;
  pid: number;
  /** It was running before and was taken over. */
  adopted: boolean;
  /** Shuts down fast (connections are ended, data is written), and hard when that takes longer than 10 s. */
  stop(): Promise<void>;
  /** Called once when the postmaster has ended, asked for or not. */
  onExit(callback: (exit: ClusterExit) => void): void;
};

const FAST_SHUTDOWN_TIMEOUT_MS = 10_000;
const HARD_SHUTDOWN_TIMEOUT_MS = 5_000;
const SURVIVOR_POLL_MS = 250;

type Running = { pid: number; port: number; urlAt: (port: number) => string; pipe?: boolean; adopted: boolean };

/** A postmaster that this process has started. */
export function clusterOfChild(
  input: Omit<Running, 'pid' | 'adopted'> & { child: ChildProcess; name: string; log: LogFile },
): Cluster {
  const { child, log } = input;
  const pid = child.pid as number;
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  const { cluster, ended } = watched({ ...input, pid, adopted: false }, isRunning);
  child.once('exit', (code, signalName) => {
    log.close();
    ended({ code, signal: signalName });
  });
  // Whoever is done with everything else may leave; the database is told to stop as the process exits.
  child.unref();
  return cluster;
}

/** A postmaster that an earlier process has started. */
export function clusterOfSurvivor(input: Omit<Running, 'adopted'> & { name: string; dataDir: string }): Cluster {
  const isRunning = () => isPostmaster(input.pid, input);
  const { cluster, ended } = watched({ ...input, adopted: true }, isRunning);
  const timer = setInterval(() => {
    if (isRunning()) return;
    clearInterval(timer);
    ended({ code: null, signal: null });
  }, SURVIVOR_POLL_MS).unref();
  return cluster;
}

function watched(running: Running, isRunning: () => boolean) {
  const callbacks: ((exit: ClusterExit) => void)[] = [];
  let exit: ClusterExit | null = null;
  let stopping: Promise<void> | null = null;
  const watchdog = running.pipe ? startWatchdog(running.pid) : null;
  const stopAtExit = () => void signal(running.pid, 'SIGINT');
  process.once('exit', stopAtExit);

  const ended = (how: Omit<ClusterExit, 'expected'>) => {
    if (exit) return;
    exit = { ...how, expected: stopping !== null };
    process.removeListener('exit', stopAtExit);
    watchdog?.kill('SIGKILL');
    watchdog?.stdin?.destroy();
    for (const callback of callbacks) callback(exit);
  };
  const cluster: Cluster = {
    adminUrl: running.urlAt(running.port),
    port: running.port,
    pid: running.pid,
    adopted: running.adopted,
    stop() {
      stopping ??= shutDown(running.pid, isRunning).then(() => ended({ code: null, signal: null }));
      return stopping;
    },
    onExit(callback) {
      if (exit) callback(exit);
      else callbacks.push(callback);
    },
  };
  return { cluster, ended };
}

async function shutDown(pid: number, isRunning: () => boolean): Promise<void> {
  if (isRunning()) signal(pid, 'SIGINT');
  if (await until(() => !isRunning(), FAST_SHUTDOWN_TIMEOUT_MS)) return;
  if (isRunning()) signal(pid, 'SIGQUIT');
  if (await until(() => !isRunning(), HARD_SHUTDOWN_TIMEOUT_MS)) return;
  signal(pid, 'SIGKILL');
}

/** A shell that waits for the end of its input, which comes with the end of this process, however that comes. */
function startWatchdog(pid: number): ChildProcess {
  const watchdog = spawn('/bin/sh', ['-c', 'read -r _; kill -INT "$0"', String(pid)], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watchdog.unref();
  return watchdog;
}
