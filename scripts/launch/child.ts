import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type LogFile, sizeBytes, tailOf } from '@/db/embedded';
import { until } from '@/db/embedded/processes';
import type { Environment } from './local-env';

/** Arguments for the Node this process runs on. */
export type NodeCommand = readonly string[];

export type ChildOptions = { command: NodeCommand; cwd: string; env: Environment };

/** A long-running child. `ended` says how it ended, in words; `lastWords` is what it wrote before. */
export type RunningChild = {
  pid: number;
  ended: Promise<string>;
  isRunning(): boolean;
  lastWords(): string;
  /** Asks it to end and makes it end after `patienceMs`, or at once when `hurry` is aborted. */
  stop(patienceMs: number, hurry: AbortSignal): Promise<void>;
};

const TAIL_LINES = 40;

/**
 * Starts a child that stays. It gets a group of its own, so that Ctrl-C reaches this process alone, and a pipe as its
 * input, whose end tells it that this process is gone.
 */
export function startChild({ command, cwd, env }: ChildOptions, log: LogFile | null): RunningChild {
  const logStart = log ? sizeBytes(log.path) : 0;
  const output = log ? log.fd : 'inherit';
  const child = spawn(process.execPath, command, {
    cwd,
    env: processEnv(env),
    detached: true,
    stdio: ['pipe', output, output],
  });
  child.stdin?.on('error', () => {});
  const isRunning = () => child.pid !== undefined && child.exitCode === null && child.signalCode === null;
  return {
    pid: child.pid ?? 0,
    ended: endOf(child),
    isRunning,
    lastWords: () => (log ? tailOf(log.path, logStart, TAIL_LINES) : ''),
    async stop(patienceMs, hurry) {
      child.kill('SIGTERM');
      await until(() => !isRunning() || hurry.aborted, patienceMs);
      if (isRunning()) killGroup(child, 'SIGKILL');
      await until(() => !isRunning(), patienceMs);
    },
  };
}

/**
 * Runs a child to its end, with all processes it starts: they end with this process, however that ends.
 * @throws Error with the end of its output when it fails; the signal's reason when aborted.
 */
export async function runToEnd(
  { command, cwd, env }: ChildOptions,
  options: { what: string; signal: AbortSignal; onLine: (line: string) => void },
): Promise<void> {
  const child = spawn(process.execPath, command, {
    cwd,
    env: processEnv(env),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const watchdog = child.pid === undefined ? null : startWatchdog(child.pid);
  const tail: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    eachLine(stream, (line) => {
      tail.push(line);
      if (tail.length > TAIL_LINES) tail.shift();
      options.onLine(line);
    });
  }
  const onAbort = () => killGroup(child, 'SIGKILL');
  options.signal.addEventListener('abort', onAbort);
  if (options.signal.aborted) onAbort();
  const how = await endOf(child);
  options.signal.removeEventListener('abort', onAbort);
  watchdog?.kill('SIGKILL');
  watchdog?.stdin?.destroy();
  options.signal.throwIfAborted();
  if (child.exitCode !== 0) throw new Error(`${options.what} failed (${how}):\n${tail.join('\n')}`);
}

/** Next declares NODE_ENV to be always there; a child of a test may well do without. */
function processEnv(env: Environment): NodeJS.ProcessEnv {
  return env as NodeJS.ProcessEnv;
}

async function endOf(child: ChildProcess): Promise<string> {
  try {
    await once(child, child.stdout ? 'close' : 'exit');
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return child.signalCode ? `by ${child.signalCode}` : `exit code ${child.exitCode}`;
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone already.
  }
}

/** A shell that ends the group when its own input ends, as it does when this process is killed. */
function startWatchdog(groupId: number): ChildProcess {
  const script = 'read -r _; kill -KILL -"$0"';
  return spawn('/bin/sh', ['-c', script, String(groupId)], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
}

function eachLine(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const lines = (rest + text).split(/\r?\n|\r/);
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim()) onLine(line);
  });
  stream.on('end', () => rest.trim() && onLine(rest));
}
