import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A message of Segment's HTTP API as somebody really sent it. */
export interface RecordedMessage {
  type: 'identify' | 'track' | 'page' | 'screen' | 'group' | 'alias';
  messageId: string;
  timestamp: Date;
  [field: string]: unknown;
}

/** One of each kind, for where the recorded ones are not at hand. */
const BUILT_IN: Record<string, unknown>[] = [
  {
    type: 'identify',
    userId: 'u-1',
    anonymousId: 'a-1',
    traits: { email: 'ada@example.com', name: 'Ada', plan: { seats: 3 } },
  },
  {
    type: 'track',
    userId: 'u-1',
    event: 'Order Completed',
    properties: { revenue: 12.5, products: [{ sku: 'a' }, { sku: 'b' }] },
  },
  {
    type: 'track',
    anonymousId: 'a-2',
    event: 'Überprüft ✓',
    properties: { 'a.b': null, list: [] },
    context: { locale: 'de-DE', page: { url: 'https://shop.example/?q=1' } },
  },
  {
    type: 'page',
    anonymousId: 'a-1',
    name: 'Pricing',
    category: 'Docs',
    properties: { path: '/pricing', url: 'https://shop.example/pricing' },
  },
  { type: 'screen', userId: 'u-2', name: 'Home', properties: {} },
  { type: 'group', userId: 'u-1', groupId: 'g-1', traits: { name: 'Acme', employees: 12 } },
  { type: 'alias', userId: 'u-3', previousId: 'a-2' },
];

const TIME_FIELDS = ['originalTimestamp', 'originalTimeStamp', 'sentAt', 'receivedAt'];

/**
 * The recorded messages of `events/*.jsonl` under THROUGHLINE_DATA, or a few of our own without it. Many of the
 * recorded ones share an id and all are years old, so each gets an id of its own and a time of the last days.
 */
export function recordedMessages(nowMs: number): RecordedMessage[] {
  const folder = path.join(process.env.THROUGHLINE_DATA ?? '../shared/data', 'events');
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.jsonl')) : [];
  const recorded = files.flatMap((file) =>
    readFileSync(path.join(folder, file), 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => (JSON.parse(line) as { event: Record<string, unknown> }).event),
  );
  const messages = recorded.length > 0 ? recorded : BUILT_IN;
  return messages.map((message, n) => {
    const timeless = Object.fromEntries(Object.entries(message).filter(([field]) => !TIME_FIELDS.includes(field)));
    return {
      ...timeless,
      messageId: `recorded-${n}`,
      timestamp: new Date(nowMs - (n + 1) * 60_000),
    } as RecordedMessage;
  });
}
