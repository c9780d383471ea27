import { batchBody, nextBatch } from './batch';
import type { Environment } from './environment';
import { guarded } from './guard';
import type { EventQueue } from './queue';
import { type Answer, retryDelayMs, type Transport } from './transport';

const FLUSH_AFTER_MS = 100;
const FLUSH_AT_EVENTS = 20;

/** Brings the queue to the server: one batch at a time, oldest first, again and again until it is answered. */
export interface Sender {
  open(): void;
  close(): void;
  /** Tells that an event was added. */
  wake(): void;
  /** Sends now, unless an answer is awaited or a failure is being waited out. */
  flush(): void;
  /** Gives up waiting out a failure, because the connection is back. */
  retryNow(): void;
  /** The page may be gone any moment: hands what is not under way to the browser. */
  handOver(): void;
  /** The page is going: whatever is still tracked is handed over at once. */
  leave(): void;
  /** The page was brought back from the browser's memory. */
  comeBack(): void;
}

export function createSender(env: Environment, writeKey: string, queue: EventQueue, transport: Transport): Sender {
  const { window, nowMs } = env;
  let isOpen = false;
  let isLeaving = false;
  let underWay: string[] = [];
  let failures = 0;
  let timer: number | undefined;

  function wake(): void {
    if (isLeaving) handOver();
    else if (!isOpen || failures || underWay.length) return;
    else if (queue.waiting().length >= FLUSH_AT_EVENTS) send();
    else if (timer === undefined) schedule(FLUSH_AFTER_MS);
  }

  function schedule(delayMs: number): void {
    timer = window.setTimeout(guarded(window, send), delayMs);
  }

  function send(): void {
    window.clearTimeout(timer);
    timer = undefined;
    if (!isOpen || underWay.length) return;
    queue.save();
    underWay = cutBatch();
    if (underWay.length) transport.post(batchBody(underWay, writeKey, nowMs())).then(guarded(window, settle));
    else failures = 0;
  }

  function cutBatch(): string[] {
    const waiting = queue.waiting().filter((event) => underWay.indexOf(event) < 0);
    return nextBatch(waiting, writeKey, nowMs());
  }

  function settle(answer: Answer): void {
    if (answer.retry) {
      failures++;
      schedule(retryDelayMs(failures, env.random(), answer.retryAfterMs));
    } else {
      failures = 0;
      queue.remove(underWay);
    }
    underWay = [];
    flush();
  }

  function flush(): void {
    if (!failures) send();
  }

  function retryNow(): void {
    failures = 0;
    send();
  }

  function handOver(): void {
    if (!isOpen) return;
    // A beacon's fate is never known, so while requests fail the stored queue is the safer place.
    const unreachable = failures || window.navigator.onLine === false;
    if (queue.save() && unreachable) return;
    for (let batch = cutBatch(); batch.length; batch = cutBatch()) {
      if (!transport.beacon(batchBody(batch, writeKey, nowMs()))) break;
      queue.remove(batch);
    }
    queue.save();
  }

  return {
    open() {
      isOpen = true;
      retryNow();
    },
    close() {
      isOpen = false;
    },
    wake,
    flush,
    retryNow,
    handOver,
    leave() {
      isLeaving = true;
      handOver();
      queue.release();
    },
    comeBack() {
      isLeaving = false;
      queue.reclaim();
      flush();
    },
  };
}
