import { setTimeout as sleep } from 'node:timers/promises';
import { signal } from '@/db/embedded/processes';
import type { RunningChild } from '../../launch/child';
import { pauseMs } from '../../launch/keep-running';

export const ENGINE_VICTIMS = ['engine', 'program'] as const;
export type EngineVictim = (typeof ENGINE_VICTIMS)[number];

const STOP_TIMEOUT_MS = 20_000;

/** A process that is killed and started again, after the pause that the launcher makes first. */
export class Restarted {
  /** Aborted when it ends although nobody killed it. */
  readonly failure = new AbortController();
  private child: RunningChild;
  private expected = false;

  constructor(
    private readonly name: EngineVictim,
    private readonly start: () => RunningChild,
  ) {
    this.child = this.started();
  }

  private started(): RunningChild {
    const child = this.start();
    this.expected = false;
    void child.ended.then((how) => {
      if (!this.expected) this.failure.abort(new Error(`The ${this.name} ended by itself (${how}).`));
    });
    return child;
  }

  /** @param gone called between its death and its next start */
  async kill(gone: () => Promise<void>): Promise<void> {
    this.expected = true;
    signal(this.child.pid, 'SIGKILL');
    await this.child.ended;
    await Promise.all([gone(), sleep(pauseMs(0))]);
    this.child = this.started();
  }

  /** Asks it to end. @returns what is wrong with how it did, in words */
  async stop(): Promise<string[]> {
    this.expected = true;
    if (!this.child.isRunning()) return [`The ${this.name} had ended before it was asked to.`];
    await this.child.stop(STOP_TIMEOUT_MS, new AbortController().signal);
    const how = await this.child.ended;
    return how === 'exit code 0' ? [] : [`The ${this.name} ended ${how} when it was asked to.`];
  }

  end(): void {
    this.expected = true;
    if (this.child.isRunning()) signal(this.child.pid, 'SIGKILL');
  }
}
