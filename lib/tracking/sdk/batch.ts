const BATCH_EVENTS_MAX = 50;
/** Browsers refuse beacons and keepalive requests above 64 KiB; this is for the whole body. */
const BATCH_BYTES_MAX = 60_000;

export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** The longest run of waiting events, from the oldest, whose body stays within 50 events and 60,000 bytes. */
export function nextBatch(waiting: string[], writeKey: string, nowMs: number): string[] {
  let bytes = byteLength(batchBody([], writeKey, nowMs));
  let count = 0;
  while (count < waiting.length && count < BATCH_EVENTS_MAX) {
    bytes += byteLength(waiting[count]!) + 1;
    if (count && bytes > BATCH_BYTES_MAX) break;
    count++;
  }
  return waiting.slice(0, count);
}

/** Segment's batch form. `sentAt` lets the server correct a visitor's wrong clock. */
export function batchBody(events: string[], writeKey: string, nowMs: number): string {
  const sentAt = new Date(nowMs).toISOString();
  return `{"writeKey":${JSON.stringify(writeKey)},"sentAt":"${sentAt}","batch":[${events.join(',')}]}`;
}
