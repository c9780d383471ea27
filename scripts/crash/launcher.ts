import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readPostmasterFile } from '@/db/embedded/postmaster-file';
import { isPostmaster, signal, until } from '@/db/embedded/processes';
import { clusterNameOf } from '@/db/embedded/storage';
import type { Environment } from '../launch/local-env';
import { isRunning, readIdentity } from '../launch/process-identity';
import type { Installation } from './installation';
import type { Victim } from './kill-schedule';

const UP_TIMEOUT_MS = 90_000;
const VICTIM_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 30_000;
const PAUSE_MS = 10;

/** The real launcher as a child, started again whenever it is gone, and whatever it runs as something to kill. */
export class Launcher {
  /** How often it ended with a sentence because something was killed while it started, and was started again. */
  givenUp = 0;
  /** Aborted when it ends by itself although nothing was killed. */
  readonly failure = new AbortController();
  private child: ChildProcess | null = null;
  private killedSinceStart = false;
  private stopping = false;
  private readonly logPath: string;

  constructor(
    private readonly installation: Installation,
    folder: string,
  ) {
    this.logPath = join(folder, 'launcher.log');
  }

  start(): void {
    const { checkout, dataDir, port } = this.installation;
    const log = openSync(this.logPath, 'a');
    // Nothing of our own environment: a DATABASE_URL that is set here must not be what gets killed.
    const { PATH = '', HOME = '' } = process.env;
    const env: Environment = {
      PATH,
      HOME,
      THROUGHLINE_DATA_DIR: dataDir,
      THROUGHLINE_DEMO: '0',
      BACKUP_EVERY_HOURS: '0',
      PORT: String(port),
    };
    const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/launch/main.ts'], {
      cwd: checkout,
      env: env as NodeJS.ProcessEnv,
      // The channel ends it when this process is gone, as it does below scripts/start.mjs.
      stdio: ['ignore', log, log, 'ipc'],
    });
    closeSync(log);
    this.killedSinceStart = false;
    child.once('exit', (code, by) => this.onExit(code, by));
    this.child = child;
  }

  private onExit(code: number | null, by: NodeJS.Signals | null): void {
    if (this.stopping) return;
    if (by !== 'SIGKILL' && !this.killedSinceStart) {
      this.failure.abort(new Error(`The launcher ended by itself (${by ?? `exit code ${code}`}).`));
      return;
    }
    if (by !== 'SIGKILL') this.givenUp += 1;
    this.start();
  }

  /** @throws Error with the launcher's words when nobody answers in time. */
  async isUp(): Promise<void> {
    const deadlineMs = performance.now() + UP_TIMEOUT_MS;
    while (!(await this.answers())) {
      if (performance.now() > deadlineMs) throw new Error(`The server is not up after 90 s:\n${this.words()}`);
      await sleep(PAUSE_MS);
    }
  }

  private async answers(): Promise<boolean> {
    try {
      const response = await fetch(`http://127.0.0.1:${this.installation.port}/health`, {
        signal: AbortSignal.timeout(2_000),
      });
      await response.arrayBuffer();
      return response.ok;
    } catch {
      return false;
    }
  }

  /** Kills without notice what plays this part now, or as soon as something does. */
  async kill(victim: Victim): Promise<void> {
    const deadlineMs = performance.now() + VICTIM_TIMEOUT_MS;
    for (let pid = this.pidOf(victim); ; pid = this.pidOf(victim)) {
      if (pid !== null) {
        this.killedSinceStart = true;
        if (signal(pid, 'SIGKILL')) {
          // Until it is gone, so that the next blow meets another process and not this one again.
          await until(() => this.pidOf(victim) !== pid, VICTIM_TIMEOUT_MS);
          return;
        }
      }
      if (performance.now() > deadlineMs) throw new Error(`There was no ${victim} to kill for 60 s:\n${this.words()}`);
      await sleep(PAUSE_MS);
    }
  }

  private pidOf(victim: Victim): number | null {
    const { dataDir } = this.installation;
    if (victim === 'launcher')
      return this.child?.exitCode === null && this.child.signalCode === null ? this.child.pid! : null;
    if (victim === 'server') {
      const server = readIdentity(join(dataDir, 'server.pid'));
      return server && isRunning(server) ? server.pid : null;
    }
    const cluster = join(dataDir, 'pg');
    const pid = readPostmasterFile(cluster)?.pid;
    const isOurs =
      pid !== undefined && isPostmaster(pid, { name: clusterNameOf(cluster), dataDir: realpathSync(cluster) });
    return isOurs ? pid : null;
  }

  /** Asks all to end, as Ctrl-C does. @returns what is wrong with how they did, in words */
  async stop(): Promise<string[]> {
    this.stopping = true;
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null)
      return ['The launcher had ended before it was asked to.'];
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    const inTime = await Promise.race([exited.then(() => true), sleep(STOP_TIMEOUT_MS, false, { ref: false })]);
    if (!inTime) return ['The launcher did not end within 30 s of SIGTERM.'];
    const problems = child.exitCode === 0 ? [] : [`The launcher ended with ${child.exitCode ?? child.signalCode}.`];
    for (const victim of ['server', 'postgres'] as const)
      if (this.pidOf(victim) !== null) problems.push(`A ${victim} outlived it.`);
    return problems;
  }

  /** Makes sure that nothing runs any more, however the run went. */
  async endAll(): Promise<void> {
    this.stopping = true;
    for (const victim of ['launcher', 'server', 'postgres'] as const) {
      const pid = this.pidOf(victim);
      if (pid !== null) signal(pid, 'SIGKILL');
      await until(() => this.pidOf(victim) === null, 5_000);
    }
  }

  /** The end of what the launcher and the server wrote. */
  words(): string {
    return [this.logPath, join(this.installation.dataDir, 'server.log')]
      .map((path) => `${path}\n${tail(path)}`)
      .join('\n');
  }
}

function tail(path: string): string {
  try {
    return readFileSync(path, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
  } catch {
    return '(nothing)';
  }
}
