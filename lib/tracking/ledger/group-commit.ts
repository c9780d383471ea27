import { AppError } from '@/lib/platform/errors';
import { isTracing, traced } from '@/lib/platform/trace';
import { inNewWork } from '@/lib/platform/work-context';
import type { LedgerRow } from './ledger-row';
import { createPressure } from './pressure';
import type { WriteEvents } from './write-events';
import { type Submission, writeGroup } from './write-group';

export type CommitOutcome = Pick<Submission, 'duplicates' | 'refused'>;

export interface GroupCommit {
  /** Resolves after the commit. Rejects with UNAVAILABLE when it is not known to be durable: the sender repeats it. */
  commit(rows: readonly LedgerRow[]): Promise<CommitOutcome>;
  /** Takes nothing more, and resolves when everything taken has been answered. */
  flush(): Promise<void>;
  /** Whether groups have been large for a while: the database is what everybody waits for. */
  isSaturated(nowMs: number): boolean;
  /** Called after each commit with the organizations that got new rows, or may have. It must not throw and is not awaited. */
  setCommitListener(listener: (orgIds: string[]) => void): void;
}

interface GroupCommitOptions {
  write: WriteEvents;
  /** Bounds of one statement. A single request larger than they are goes alone. */
  requestsMax?: number;
  rowsMax?: number;
  unitsMax?: number;
  /** Bounds of what waits; beyond them requests are refused at once. */
  waitingRowsMax?: number;
  waitingUnitsMax?: number;
  /** Unix milliseconds. */
  now?: () => number;
}

interface Waiting extends Submission {
  units: number;
  resolve(outcome: CommitOutcome): void;
  reject(error: AppError): void;
}

/** Text is bounded in UTF-16 units, which a string's length tells without counting. */
const MEGA_UNITS = 1024 * 1024;
const STATEMENTS_MAX = 2;
const RETRY_AFTER_SECONDS = 2;
/** Groups are this large when a lasting stream of some 10,000 requests a second, or many times as many rows, comes in. */
const SATURATED_REQUESTS = 20;
/** What a row weighs against the request around it. */
const ROW_LOAD = 0.01;

/**
 * Commits the rows of concurrent requests together. One statement is under way at a time, so that the next group grows
 * while it runs; a second one starts only when a whole statement's worth is waiting.
 */
export function createGroupCommit({
  write,
  requestsMax = 500,
  rowsMax = 5_000,
  unitsMax = 4 * MEGA_UNITS,
  waitingRowsMax = 20_000,
  waitingUnitsMax = 64 * MEGA_UNITS,
  now = Date.now,
}: GroupCommitOptions): GroupCommit {
  let waiting: Waiting[] = [];
  let waitingRows = 0;
  let waitingUnits = 0;
  let statements = 0;
  let scheduled = false;
  let closed = false;
  const pressure = createPressure();
  let onCommitted: (orgIds: string[]) => void = () => {};
  const flushed: (() => void)[] = [];

  function commit(rows: readonly LedgerRow[]): Promise<CommitOutcome> {
    if (rows.length === 0) return Promise.resolve({ duplicates: 0, refused: [] });
    if (closed) return Promise.reject(unavailable('The server is stopping; try again shortly.'));
    const units = unitsOf(rows);
    if (waitingRows + rows.length > waitingRowsMax || waitingUnits + units > waitingUnitsMax) {
      return Promise.reject(unavailable('Too much is waiting to be stored; try again shortly.'));
    }
    return new Promise((resolve, reject) => {
      waiting.push({ rows, units, duplicates: 0, refused: [], error: undefined, resolve, reject });
      waitingRows += rows.length;
      waitingUnits += units;
      if (statements === 0) scheduleStart();
      else if (isFull()) startStatements();
    });
  }

  /** Requests that arrive in the same turn of the event loop go together. */
  function scheduleStart(): void {
    if (scheduled) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      startStatements();
    });
  }

  function startStatements(): void {
    while (waiting.length > 0 && (statements === 0 || (statements < STATEMENTS_MAX && isFull()))) {
      statements += 1;
      const group = takeGroup();
      // Of many requests, and so no part of the one that set it off.
      void inNewWork({}, () => commitGroup(group));
    }
  }

  function isFull(): boolean {
    return waiting.length >= requestsMax || waitingRows >= rowsMax || waitingUnits >= unitsMax;
  }

  function takeGroup(): Waiting[] {
    let count = 0;
    let rows = 0;
    let units = 0;
    for (const request of waiting) {
      const fits = count < requestsMax && rows + request.rows.length <= rowsMax && units + request.units <= unitsMax;
      if (count > 0 && !fits) break;
      count += 1;
      rows += request.rows.length;
      units += request.units;
    }
    const group = waiting.slice(0, count);
    waiting = waiting.slice(count);
    waitingRows -= rows;
    waitingUnits -= units;
    pressure.add(count + rows * ROW_LOAD, now());
    return group;
  }

  async function commitGroup(group: Waiting[]): Promise<void> {
    const orgIds = await writeTraced(write, group);
    statements -= 1;
    // The next group is under way before this one's answers are written.
    startStatements();
    for (const request of group) {
      if (request.error) request.reject(request.error);
      else request.resolve(request);
    }
    if (statements === 0) for (const resolve of flushed.splice(0)) resolve();
    if (orgIds.size > 0) onCommitted([...orgIds]);
  }

  function flush(): Promise<void> {
    closed = true;
    if (statements === 0 && waiting.length === 0) return Promise.resolve();
    return new Promise((resolve) => flushed.push(resolve));
  }

  return {
    commit,
    flush,
    isSaturated: (nowMs) => pressure.level(nowMs) >= SATURATED_REQUESTS,
    setCommitListener(listener) {
      onCommitted = listener;
    },
  };
}

/**
 * One span a commit, none a request or an event: at thousands a second they would cost a good part of what the door
 * costs, and push everything else out of the queue to the collector.
 */
function writeTraced(write: WriteEvents, group: readonly Submission[]): Promise<Set<string>> {
  if (!isTracing()) return writeGroup(write, group);
  return traced('commit events', {}, async (span) => {
    const orgIds = await writeGroup(write, group);
    const sum = (of: (one: Submission) => number) => group.reduce((total, one) => total + of(one), 0);
    span.set({
      'throughline.requests': group.length,
      'throughline.events': sum(({ rows }) => rows.length),
      'throughline.duplicates': sum(({ duplicates }) => duplicates),
      'throughline.refused': sum(({ refused }) => refused.length),
      'throughline.organizations': orgIds.size,
    });
    const error = group.find((one) => one.error)?.error;
    if (error) span.fail(error.code);
    return orgIds;
  });
}

function unavailable(message: string): AppError {
  return new AppError('UNAVAILABLE', { message, retryAfterSeconds: RETRY_AFTER_SECONDS });
}

function unitsOf(rows: readonly LedgerRow[]): number {
  let units = 0;
  for (const row of rows) {
    units += row.eventId.length + row.type.length + row.identifiers.length + row.properties.length + row.context.length;
  }
  return units;
}
