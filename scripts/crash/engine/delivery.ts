import { setTimeout as sleep } from 'node:timers/promises';
import { type Random, seededRandom } from '@/db/seed/random';
import { EVENT } from './function-steps';

const SENDERS = 6;
const BATCH_MAX = 20;
/** Of the events, so many are sent a second time even where nothing went wrong. */
const TWICE_SHARE = 0.1;
/** Requests that the sender hangs up on: taken or not, it does not know. */
const HANG_UP_SHARE = 0.02;
const HANG_UP_MAX_MS = 15;
const ANSWER_TIMEOUT_MS = 10_000;
const RETRY_PAUSE_MAX_MS = 100;
/** No more of all runs than this share is open at once, so that events go on coming while things are killed. */
const OPEN_SHARE = 0.15;
const STRANGE_KEPT = 20;

/** Sends the events of a run as the client library does: the same id again until an answer says that it is taken. */
export class EventDelivery {
  requests = 0;
  retries = 0;
  acknowledged = 0;
  /** Answers that no client expects here. */
  readonly strangeAnswers: string[] = [];
  private readonly waiting: number[];
  private readonly random: Random;

  constructor(
    private readonly eventUrl: string,
    private readonly runs: number,
    seed: number,
    /** How many runs have ended. */
    private readonly ended: () => number,
    private readonly signal: AbortSignal,
  ) {
    this.random = seededRandom(seed + 1);
    const all = Array.from({ length: runs }, (_, n) => n);
    this.waiting = all.flatMap((n) => (this.random.next() < TWICE_SHARE ? [n, n] : [n])).reverse();
  }

  /** Resolves when every event is acknowledged. */
  async sendAll(): Promise<void> {
    await Promise.all(Array.from({ length: SENDERS }, () => this.keepSending()));
  }

  private async keepSending(): Promise<void> {
    for (;;) {
      const count = this.random.between(1, BATCH_MAX);
      const batch = this.waiting.splice(-count, count);
      if (batch.length === 0) return;
      while (Math.max(...batch) - this.ended() > OPEN_SHARE * this.runs + BATCH_MAX)
        await sleep(10, undefined, { signal: this.signal });
      while (!(await this.isTaken(batch))) {
        this.retries += 1;
        await sleep(this.random.between(5, RETRY_PAUSE_MAX_MS), undefined, { signal: this.signal });
      }
      this.acknowledged += batch.length;
    }
  }

  private async isTaken(batch: number[]): Promise<boolean> {
    const timeoutMs = this.random.next() < HANG_UP_SHARE ? this.random.between(1, HANG_UP_MAX_MS) : ANSWER_TIMEOUT_MS;
    this.requests += 1;
    try {
      const response = await fetch(this.eventUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(batch.map((n) => ({ name: EVENT, id: `run-${n}`, data: { n } }))),
        signal: AbortSignal.timeout(timeoutMs),
      });
      const text = await response.text();
      if (response.status === 200) return true;
      if (response.status !== 503 && this.strangeAnswers.length < STRANGE_KEPT)
        this.strangeAnswers.push(`${response.status} to ${batch.length} events: ${text.slice(0, 300)}`);
    } catch {
      // Nobody there, or gone in the middle.
    }
    return false;
  }
}
