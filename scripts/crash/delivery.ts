import { setTimeout as sleep } from 'node:timers/promises';
import { type Random, seededRandom } from '@/db/seed/random';
import type { Installation } from './installation';
import type { Plan, PlannedEvent } from './plan';
import { type Door, requestOf } from './wire';

const SENDERS = 10;
const SINGLE_SHARE = 0.6;
const BATCH_MAX = 20;
/** Requests that the sender hangs up on, as when its own network breaks: stored or not, it does not know. */
const HANG_UP_SHARE = 0.02;
const HANG_UP_MAX_MS = 15;
const ANSWER_TIMEOUT_MS = 10_000;
const FIRST_RETRY_PAUSE_MAX_MS = 50;
const RETRY_PAUSE_MAX_MS = 400;
const PAUSE_MAX_MS = 30;

/**
 * Sends a plan as client libraries do: from several senders, each of which repeats a request with the same event ids
 * until it is acknowledged.
 */
export class Delivery {
  /** Ids of acknowledged events, by organization. */
  readonly acknowledged: Set<string>[];
  /** Acknowledgements of single sends, duplicates included. */
  count = 0;
  readonly sendCount: number;
  requests = 0;
  retries = 0;
  /** When requests were acknowledged, by `performance.now()`. */
  readonly acknowledgedAtMs: number[] = [];
  /** Answers that no client library expects here, and what they said. */
  readonly strangeAnswers: string[] = [];

  private readonly queues: PlannedEvent[][];
  private readonly lastSends: PlannedEvent[][];
  private readonly random: Random;

  constructor(
    plan: Plan,
    private readonly installation: Installation,
    seed: number,
    private readonly signal: AbortSignal,
  ) {
    this.queues = plan.sends.map((sends) => [...sends].reverse());
    this.lastSends = plan.lastSends;
    this.acknowledged = plan.sends.map(() => new Set());
    this.sendCount = [...plan.sends, ...plan.lastSends].reduce((sum, sends) => sum + sends.length, 0);
    this.random = seededRandom(seed + 1);
  }

  /** Sends all but the last; resolves when every request was acknowledged. */
  async sendMost(): Promise<void> {
    await Promise.all(Array.from({ length: SENDERS }, () => this.keepSending()));
  }

  /** Sends the rest of each organization in one request a door, all at the same time. */
  async sendLast(): Promise<void> {
    const requests = this.lastSends.flatMap((events, org) => [
      { org, door: 'api-batch' as const, events: events.filter((event) => event.door !== 'segment') },
      { org, door: 'segment-batch' as const, events: events.filter((event) => event.door === 'segment') },
    ]);
    await Promise.all(
      requests.filter(({ events }) => events.length > 0).map((request) => this.untilAcknowledged(request)),
    );
  }

  private async keepSending(): Promise<void> {
    for (let request = this.next(); request !== null; request = this.next()) {
      await this.untilAcknowledged(request);
      await sleep(this.random.between(0, PAUSE_MAX_MS));
    }
  }

  /** The next events of one organization that can go through one door together. */
  private next(): Outgoing | null {
    const waiting = this.queues.flatMap((queue, org) => (queue.length > 0 ? [org] : []));
    if (waiting.length === 0) return null;
    const org = this.random.pick(waiting);
    const queue = this.queues[org]!;
    const most = this.random.next() < SINGLE_SHARE ? 1 : this.random.between(2, BATCH_MAX);
    const door = this.random.pick(
      doorsOf(queue.at(-1)!).filter((candidate) => most === 1 || candidate !== 'api-event'),
    );
    const events: PlannedEvent[] = [];
    while (
      events.length < (door === 'api-event' ? 1 : most) &&
      queue.length > 0 &&
      doorsOf(queue.at(-1)!).includes(door)
    )
      events.push(queue.pop()!);
    return { org, door, events };
  }

  private async untilAcknowledged({ org, door, events }: Outgoing): Promise<void> {
    let pauseMaxMs = FIRST_RETRY_PAUSE_MAX_MS;
    while (!(await this.isAcknowledged({ org, door, events }))) {
      this.signal.throwIfAborted();
      this.retries += 1;
      await sleep(this.random.between(5, pauseMaxMs));
      pauseMaxMs = Math.min(RETRY_PAUSE_MAX_MS, pauseMaxMs * 2);
    }
    this.count += events.length;
    this.acknowledgedAtMs.push(performance.now());
    for (const event of events) this.acknowledged[org]!.add(event.eventId);
  }

  private async isAcknowledged({ org, door, events }: Outgoing): Promise<boolean> {
    const { path, headers, body } = requestOf(door, events, this.installation.organizations[org]!.writeKey);
    const timeoutMs = this.random.next() < HANG_UP_SHARE ? this.random.between(1, HANG_UP_MAX_MS) : ANSWER_TIMEOUT_MS;
    this.requests += 1;
    let response: Response;
    let text: string;
    try {
      const signal = AbortSignal.timeout(timeoutMs);
      response = await fetch(`http://127.0.0.1:${this.installation.port}${path}`, {
        method: 'POST',
        headers,
        body,
        signal,
      });
      text = await response.text();
    } catch {
      // Nobody there, or gone in the middle.
      return false;
    }
    if (response.status === (door.startsWith('api') ? 202 : 200)) {
      const { accepted, duplicates, rejected } = JSON.parse(text) as {
        accepted: number;
        duplicates: number;
        rejected: unknown[];
      };
      if (rejected.length === 0 && accepted + duplicates === events.length) return true;
    } else if (response.status === 503 && response.headers.has('retry-after')) {
      return false;
    }
    if (this.strangeAnswers.length < 20)
      this.strangeAnswers.push(`${path} answered ${response.status} to ${events.length} events: ${text.slice(0, 300)}`);
    return false;
  }
}

interface Outgoing {
  org: number;
  door: Door;
  events: PlannedEvent[];
}

function doorsOf(event: PlannedEvent): Door[] {
  if (event.door === 'api') return ['api-batch', 'api-event'];
  if (event.door === 'segment') return ['segment-batch'];
  return ['api-batch', 'segment-batch', 'api-event'];
}
