import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';

/** An event as the program is given it. */
export interface SeenEvent {
  name: string;
  data: Record<string, unknown>;
  id?: string;
  ts?: number;
}

/** A call that the program received. */
export interface Call {
  /** When it had come in whole, and when its answer had gone; Unix milliseconds. */
  atMs: number;
  answeredMs?: number;
  path: string;
  query: Record<string, string>;
  headers: IncomingHttpHeaders;
  raw: string;
  body: {
    event: SeenEvent;
    events: SeenEvent[];
    steps: Record<string, unknown>;
    defers?: unknown;
    version: number;
    use_api: boolean;
    ctx: {
      run_id: string;
      env: string;
      step_id: string;
      attempt: number;
      max_attempts: number;
      stack: { stack: string[] | null; current: number };
      disable_immediate_execution: boolean;
      use_api: boolean;
      fn_id?: string;
    };
  };
  /** What it was answered with. */
  answer?: { status: number; headers: Record<string, string>; body: string };
}

/** Longest wait for what has to come; another engine may take its time. */
export const patienceMs = () => (process.env.CONFORMANCE_ENGINE_URL ? 60_000 : 15_000);
const LOOK_EVERY_MS = 20;

export async function eventually<T>(what: string, look: () => T | undefined | false): Promise<T> {
  const untilMs = Date.now() + patienceMs();
  for (;;) {
    const found = look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > untilMs) throw new Error(`${what}: nothing within ${patienceMs() / 1_000} s`);
    await sleep(LOOK_EVERY_MS);
  }
}

/** A function of the program, and every call of it in the order they came. */
export class Called {
  readonly calls: Call[] = [];
  constructor(
    readonly id: string,
    /** The event that begins it. */
    readonly event: string,
  ) {}

  /** The first `count` calls, once there are so many. */
  async seen(count: number): Promise<Call[]> {
    await eventually(`call ${count} of ${this.id} (there were ${this.describe()})`, () => this.calls.length >= count);
    return this.calls.slice(0, count);
  }

  /** That there are `count` calls, and no more within `ms`. */
  async stays(count: number, ms = 700): Promise<Call[]> {
    await this.seen(count);
    await sleep(ms);
    expect(this.calls.length, this.describe()).toBe(count);
    return this.calls.slice();
  }

  private describe(): string {
    return this.calls.map(({ query, body }) => `${query.stepId}/${body.ctx.attempt}`).join(' ') || 'none';
  }
}

export const stackOf = ({ body }: Call): string[] => body.ctx.stack.stack ?? [];
