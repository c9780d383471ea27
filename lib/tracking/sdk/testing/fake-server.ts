import type { HttpAnswer } from '../environment';
import type { WireEvent } from '../wire';

/** What a wire event says, seen from the receiving side. */
export type ReceivedEvent = Omit<WireEvent, 'type'> & {
  type: string;
  event?: string;
  name?: string;
  previousId?: string;
  properties?: Record<string, unknown>;
  traits?: Record<string, unknown>;
};

export interface ReceivedBatch {
  writeKey: string;
  sentAt: string;
  batch: ReceivedEvent[];
}

export type Reply = number | 'no network' | 'no answer' | { status: number; retryAfter: string };

/** The receiving end: answers as told, 200 by default, and keeps what it was sent. */
export class FakeServer {
  readonly requests: { url: string; init: RequestInit; atMs: number; batch: ReceivedBatch }[] = [];
  readonly beacons: { url: string; batch: ReceivedBatch }[] = [];
  /** Replies to come, first one first; when none are left the server answers 200. */
  replies: Reply[] = [];
  /** Whether the browser takes beacons. */
  takesBeacons = true;
  /** Requests answered 2xx and beacons taken, in order. */
  readonly stored: ReceivedEvent[] = [];

  async fetch(url: string, init: RequestInit, atMs: number): Promise<HttpAnswer> {
    const batch = JSON.parse(String(init.body)) as ReceivedBatch;
    this.requests.push({ url, init, atMs, batch });
    const reply = this.replies.shift() ?? 200;
    if (reply === 'no network') throw new TypeError('Failed to fetch');
    if (reply === 'no answer') return rejectedOnAbort(init.signal);
    const { status, retryAfter = null } = typeof reply === 'number' ? { status: reply } : reply;
    if (status < 300) this.stored.push(...batch.batch);
    return { status, headers: { get: (name) => (name.toLowerCase() === 'retry-after' ? retryAfter : null) } };
  }

  sendBeacon(url: string, body: string): boolean {
    if (!this.takesBeacons) return false;
    const batch = JSON.parse(body) as ReceivedBatch;
    this.beacons.push({ url, batch });
    this.stored.push(...batch.batch);
    return true;
  }

  /** The events stored so far by a word each: the track event, or the call's type. */
  names(): string[] {
    return this.stored.map((event) => event.event ?? event.type);
  }
}

function rejectedOnAbort(signal: AbortSignal | null | undefined): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(new DOMException('The operation was aborted.', 'AbortError')));
  });
}
