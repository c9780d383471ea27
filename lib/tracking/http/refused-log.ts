import { isDatabaseAway } from '@/lib/platform/errors';
import { type Limit, type ProcessLimiter, refusedEventsBucket } from '@/lib/platform/limits';
import { log } from '@/lib/platform/log';
import { inNewWork } from '@/lib/platform/work-context';
import type { RefusedEvent } from './refused-events';

/** A refused event on its way into its table. */
export interface RefusedRow extends RefusedEvent {
  /** How many others of the organization were refused since its row before, and are not kept. */
  leftOut: number;
}

export type WriteRefused = (rows: readonly RefusedRow[]) => Promise<void>;

export interface RefusedLog {
  /** Notes a refusal. Never throws, never waits; `make` is called only while there is room for what it makes. */
  note(orgId: string, make: () => RefusedEvent): void;
  /** Counts refusals that are not to be kept. */
  leaveOut(orgId: string, count: number): void;
  /** Writes what waits, and resolves when nothing is being written. */
  flush(): Promise<void>;
}

interface RefusedLogOptions {
  write: WriteRefused;
  limiter: ProcessLimiter;
  /** While it holds nothing is written: the ledger needs the database. */
  isBusy?: () => boolean;
  intervalMs?: number;
  /** How much may wait, and how much an organization may have kept; what is beyond is counted and not kept. */
  waitingMax?: number;
  perOrg?: Limit;
  /** Organizations whose count of what was left out is remembered. */
  orgsMax?: number;
}

/** More than a person reads; a site that sends nothing but wrong events all day writes no more than this. */
const PER_ORG: Limit = { count: 250, windowMs: 10_000 };

/**
 * Keeps what the door refuses without costing the door anything: one statement at a time, the first at once and then at
 * most one every `intervalMs`, each with all that waits. What does not fit, or cannot be written, is left out and told
 * as a number with the organization's next row. A help, not a record: nothing is tried twice.
 */
export function createRefusedLog({
  write,
  limiter,
  isBusy = () => false,
  intervalMs = 250,
  waitingMax = 1_000,
  perOrg = PER_ORG,
  orgsMax = 1_000,
}: RefusedLogOptions): RefusedLog {
  let waiting: RefusedRow[] = [];
  let lastOf = new Map<string, RefusedRow>();
  const leftOut = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> | undefined;
  let beganMs = -Infinity;

  function note(orgId: string, make: () => RefusedEvent): void {
    if (!hasRoom(orgId)) {
      leaveOut(orgId, 1);
      return;
    }
    try {
      const row = { ...make(), leftOut: 0 };
      waiting.push(row);
      lastOf.set(orgId, row);
    } catch (error) {
      leaveOut(orgId, 1);
      log.error({ err: error }, 'a refused event could not be described');
    }
    schedule();
  }

  function hasRoom(orgId: string): boolean {
    if (waiting.length >= waitingMax) return false;
    // One in each statement at any rate: it tells how many are not kept.
    return limiter.take(refusedEventsBucket(orgId), 1, perOrg, Date.now()).allowed || !lastOf.has(orgId);
  }

  function leaveOut(orgId: string, count: number): void {
    const sum = (leftOut.get(orgId) ?? 0) + count;
    if (leftOut.size >= orgsMax && !leftOut.has(orgId)) leftOut.delete(leftOut.keys().next().value!);
    leftOut.set(orgId, sum);
  }

  function schedule(): void {
    if (timer !== undefined || writing !== undefined || waiting.length === 0) return;
    // What is written then is of many requests, not of the one that happens to wait.
    timer = setTimeout(() => inNewWork({}, run), Math.max(0, beganMs + intervalMs - performance.now())).unref();
  }

  function run(): void {
    timer = undefined;
    if (isBusy()) {
      beganMs = performance.now();
      schedule();
    } else void writeWaiting();
  }

  function writeWaiting(): Promise<void> {
    const rows = takeWaiting();
    beganMs = performance.now();
    writing = write(rows)
      .catch((error: unknown) => {
        for (const row of rows) leaveOut(row.orgId, 1 + row.leftOut);
        // An outage is reported by health checks; a line for every try would only repeat it.
        if (!isDatabaseAway(error)) log.error({ err: error }, 'refused events could not be kept');
      })
      .finally(() => {
        writing = undefined;
        schedule();
      });
    return writing;
  }

  function takeWaiting(): RefusedRow[] {
    for (const [orgId, row] of lastOf) {
      row.leftOut = leftOut.get(orgId) ?? 0;
      leftOut.delete(orgId);
    }
    const rows = waiting;
    waiting = [];
    lastOf = new Map();
    return rows;
  }

  async function flush(): Promise<void> {
    while (writing !== undefined || waiting.length > 0) {
      clearTimeout(timer);
      timer = undefined;
      await (writing ?? writeWaiting());
    }
  }

  return { note, leaveOut, flush };
}
