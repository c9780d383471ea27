import { storePresence } from '../store-presence';
import { within } from '../within';
import { inNewWork } from '../work-context';
import { gcra } from './gcra';
import { inProcessLimiter } from './in-process';
import type { Limit, Limiter, LimitVerdict } from './limiter';

export interface Take {
  bucket: string;
  cost: number;
  limit: Limit;
}

/** Buckets that several processes share. */
export interface SharedBuckets {
  /** Takes one after the other, each as `gcra` decides. @returns the debt that each found, in ms */
  takeAll(takes: readonly Take[]): Promise<number[]>;
}

interface SharedLimiterOptions {
  buckets: SharedBuckets;
  /** What stands in the log. */
  name: string;
  /** An answer that takes longer is not waited for. */
  timeoutMs: number;
  /** How long the store is left alone after it failed. */
  pauseMs?: number;
  /** Takes of one call to the store. */
  takesMax?: number;
  /** Takes that may wait for a call; beyond them this process counts by itself. */
  waitingMax?: number;
}

interface Waiting extends Take {
  nowMs: number;
  resolve(verdict: LimitVerdict): void;
}

const PAUSE_MS = 3_000;

/**
 * A limiter over buckets that other processes use as well. Concurrent takes go together, one call at a time, so that the
 * next group grows while one is under way. While the store is away this process counts by itself: what passes is then
 * the limit times the number of processes, which is better than nothing and better than everything.
 */
export function sharedLimiter({
  buckets,
  name,
  timeoutMs,
  pauseMs = PAUSE_MS,
  takesMax = 1_000,
  waitingMax = 20_000,
}: SharedLimiterOptions): Limiter {
  const meanwhile = inProcessLimiter();
  const presence = storePresence({ name, pauseMs });
  let waiting: Waiting[] = [];
  let isAsking = false;
  let isScheduled = false;

  function take(bucket: string, cost: number, limit: Limit, nowMs: number): LimitVerdict | Promise<LimitVerdict> {
    if (presence.isAway) {
      if (presence.mayAsk()) void inNewWork({}, () => lookAgain({ bucket, cost, limit }));
      return meanwhile.take(bucket, cost, limit, nowMs);
    }
    if (waiting.length >= waitingMax) return meanwhile.take(bucket, cost, limit, nowMs);
    return new Promise((resolve) => {
      waiting.push({ bucket, cost, limit, nowMs, resolve });
      schedule();
    });
  }

  /** Takes of the same turn of the event loop go together. */
  function schedule(): void {
    if (isAsking || isScheduled) return;
    isScheduled = true;
    // Of many requests, and so no part of the one that set it off.
    setImmediate(() => inNewWork({}, askNext));
  }

  function askNext(): void {
    isScheduled = false;
    if (waiting.length === 0) return;
    const group = waiting.slice(0, takesMax);
    waiting = waiting.slice(takesMax);
    isAsking = true;
    void ask(group).then((debts) => {
      isAsking = false;
      if (debts) settle(group, debts);
      else countHere(group);
      if (waiting.length > 0) schedule();
    });
  }

  function settle(group: Waiting[], debts: number[]): void {
    for (const [index, { cost, limit, resolve }] of group.entries()) resolve(gcra(debts[index]!, cost, limit));
  }

  /** Nobody waits for a store a second time: all that came meanwhile are answered as well. */
  function countHere(group: Waiting[]): void {
    const all = [...group, ...waiting];
    waiting = [];
    for (const { bucket, cost, limit, nowMs, resolve } of all) resolve(meanwhile.take(bucket, cost, limit, nowMs));
  }

  /** The one who asks whether the store is back has been answered already; should it be, this take counts there too. */
  async function lookAgain(one: Take): Promise<void> {
    await ask([one]);
  }

  async function ask(takes: readonly Take[]): Promise<number[] | null> {
    try {
      const debts = await within(timeoutMs, buckets.takeAll(takes));
      presence.answered();
      return debts;
    } catch (error) {
      presence.failed(error);
      return null;
    }
  }

  return { take };
}
