import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LogFile } from '@/db/embedded';
import { signal, until } from '@/db/embedded/processes';
import { unlessAborted } from './abort';
import { type NodeCommand, type RunningChild, startChild } from './child';
import type { Environment } from './local-env';
import { forgetIdentity, identityOf, isRunning, readIdentity, writeIdentity } from './process-identity';

export type ServerOptions = {
  root: string;
  dataDir: string;
  env: Environment;
  command: NodeCommand;
  /** Where its output goes; to the terminal when null. */
  log: LogFile | null;
  /** Aborted when asked to stop, and when asked again, to stop at once. */
  stop: { signal: AbortSignal; hurry: AbortSignal };
};

export const SERVER_STOP_TIMEOUT_MS = 10_000;

const HEALTH_TIMEOUT_MS = 60_000;
const HEALTH_ANSWER_TIMEOUT_MS = 2_000;
const HEALTH_PAUSE_MS = 50;

/**
 * Starts the server and waits until it is healthy.
 * @throws Error with the end of its output when it ends before that or is not healthy after 60 s.
 */
export async function startServer(options: ServerOptions): Promise<RunningChild> {
  const child = startChild(
    { command: options.command, cwd: options.root, env: { ...options.env, THROUGHLINE_LAUNCHED: '1' } },
    options.log,
  );
  const identity = identityOf(child.pid);
  if (identity) writeIdentity(identityPath(options.dataDir), identity);
  try {
    await unlessAborted(becomesHealthy(child, healthUrl(options.env)), options.stop.signal);
    return child;
  } catch (error) {
    await child.stop(SERVER_STOP_TIMEOUT_MS, options.stop.hurry);
    throw error;
  }
}

/**
 * Waits for the server of a launcher that was killed. It ends by itself when its pipe closes, but until then it holds
 * the port, and two servers must not run on one database.
 */
export async function endPreviousServer(dataDir: string): Promise<void> {
  const path = identityPath(dataDir);
  const previous = readIdentity(path);
  if (previous && isRunning(previous)) {
    const isGone = await until(() => !isRunning(previous), SERVER_STOP_TIMEOUT_MS);
    if (!isGone) signal(previous.pid, 'SIGKILL');
  }
  forgetIdentity(path);
}

async function becomesHealthy(child: RunningChild, url: string): Promise<void> {
  const deadlineMs = performance.now() + HEALTH_TIMEOUT_MS;
  while (!(await isHealthy(url))) {
    if (!child.isRunning()) throw new Error(`The server did not start (${await child.ended}):\n${child.lastWords()}`);
    if (performance.now() > deadlineMs) {
      throw new Error(`The server did not answer ${url} within 60 s:\n${child.lastWords()}`);
    }
    await sleep(HEALTH_PAUSE_MS);
  }
  // Whoever answered, it was not this server if that has ended meanwhile.
  if (!child.isRunning()) throw new Error(`The server did not start (${await child.ended}):\n${child.lastWords()}`);
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(HEALTH_ANSWER_TIMEOUT_MS) });
    await response.body?.cancel();
    return response.status === 200;
  } catch {
    return false;
  }
}

function healthUrl(env: Environment): string {
  const host = !env.HOST || env.HOST === '0.0.0.0' || env.HOST === '::' ? '127.0.0.1' : env.HOST;
  return `http://${host.includes(':') ? `[${host}]` : host}:${env.PORT}/health`;
}

function identityPath(dataDir: string): string {
  return join(dataDir, 'server.pid');
}
