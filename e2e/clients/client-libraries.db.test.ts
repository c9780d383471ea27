import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import RudderAnalytics from '@rudderstack/rudder-sdk-node';
import { Analytics as SegmentAnalytics } from '@segment/analytics-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestOrg, type TestOrg } from '@/db/testing/factories';
import { drainNow } from '@/lib/leads';
import { jobContext } from '@/lib/tenancy';
import { doorListener } from '@/lib/tracking/http';
import { type RecordedMessage, recordedMessages } from './recorded-messages';

const NOW_MS = Date.now();
const FLUSH_AT = 20;
const DELIVERY_TIMEOUT_MS = 20_000;
/** A sender's `sentAt` is a little before our clock reads the request. */
const CLOCK_TOLERANCE_MS = 5_000;

/** Hands messages to a library as an application would, and waits until it says that they are delivered. */
type Send = (writeKey: string, messages: RecordedMessage[]) => Promise<void>;

interface LedgerEvent {
  eventId: string;
  type: string;
  occurredAtMs: number;
  identifiers: Record<string, string>;
  properties: Record<string, unknown>;
  context: { library?: { name?: string } };
}

interface BatchAnswer {
  accepted: number;
  duplicates: number;
  rejected: unknown[];
}

const EVERY_CALL: RecordedMessage[] = [
  { type: 'identify', userId: 'u-1', anonymousId: 'a-1', traits: { email: 'Ada@Example.com', name: 'Ada' } },
  { type: 'track', userId: 'u-1', event: 'signup', properties: { plan: 'team', seats: 3 } },
  { type: 'page', anonymousId: 'a-1', name: 'Pricing', category: 'Docs', properties: { path: '/pricing' } },
  { type: 'screen', userId: 'u-1', name: 'Home', properties: { tab: 1 } },
  { type: 'group', userId: 'u-1', groupId: 'g-1', traits: { name: 'Acme' } },
  { type: 'alias', userId: 'u-1', previousId: 'a-2' },
].map(
  (call, n) =>
    ({ ...call, messageId: `call-${n}`, timestamp: new Date(NOW_MS - (n + 1) * 3_600_000) }) as RecordedMessage,
);

let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    if (!doorListener(request, response)) response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
});

const LIBRARIES: { name: string; send: Send; library: string }[] = [
  { name: '@segment/analytics-node', send: sendBySegment, library: '@segment/analytics-node' },
  { name: '@rudderstack/rudder-sdk-node', send: sendByRudder, library: 'analytics-node' },
];

describe.each(LIBRARIES)('$name, as it comes from the registry, pointed at this host', ({ send, library }) => {
  let org: TestOrg;
  beforeAll(async () => {
    org = await createTestOrg();
  });

  test('delivers every kind of call, each as one event with what it said', async () => {
    await send(org.writeKey, EVERY_CALL);
    const events = await ledger(org);
    expect(events.map(({ type, identifiers, properties }) => ({ type, identifiers, properties }))).toEqual([
      {
        type: 'identify',
        identifiers: { userId: 'u-1', anonymousId: 'a-1', email: 'ada@example.com' },
        properties: { email: 'Ada@Example.com', name: 'Ada' },
      },
      { type: 'signup', identifiers: { userId: 'u-1' }, properties: { plan: 'team', seats: 3 } },
      {
        type: 'page_view',
        identifiers: { anonymousId: 'a-1' },
        properties: { path: '/pricing', name: 'Pricing', category: 'Docs' },
      },
      { type: 'screen_view', identifiers: { userId: 'u-1' }, properties: { tab: 1, name: 'Home' } },
      { type: 'group', identifiers: { userId: 'u-1', groupId: 'g-1' }, properties: { name: 'Acme' } },
      { type: 'alias', identifiers: { userId: 'u-1', previousId: 'a-2' }, properties: {} },
    ]);
    for (const [n, event] of events.entries()) {
      expect(event.context.library?.name).toBe(library);
      expect(Math.abs(event.occurredAtMs - EVERY_CALL[n]!.timestamp.getTime())).toBeLessThan(CLOCK_TOLERANCE_MS);
    }
  });

  test('the same calls again, as after an answer that was lost, add nothing', async () => {
    const before = await ledger(org);
    await send(org.writeKey, EVERY_CALL);
    expect(await ledger(org)).toEqual(before);
  });

  test('makes one lead of the four names of one person', async () => {
    await drainNow(org.orgId);
    await jobContext(org.orgId, 'test', 'r').run(async (db) => {
      const leads = await db.query<{ email: string; name: string }>(
        'select email, name from leads where merged_into is null',
      );
      expect(leads.rows).toEqual([{ email: 'ada@example.com', name: 'Ada' }]);
    });
  });

  test('delivers recorded messages in batches: as many rows as messages, and no more when they come again', async () => {
    const fresh = await createTestOrg();
    const messages = recordedMessages(NOW_MS);
    await send(fresh.writeKey, messages);
    const events = await ledger(fresh);
    expect(events.map((event) => event.eventId)).toEqual(messages.map((message) => message.messageId));
    expect(events.map((event) => event.type)).toEqual(messages.map(typeOf));
    await send(fresh.writeKey, messages);
    expect(await ledger(fresh)).toEqual(events);
  });
});

test('recorded messages as they are, in batches of the HTTP API: rows = messages, and no more when they come again', async () => {
  const org = await createTestOrg();
  const messages = recordedMessages(NOW_MS);
  for (const round of ['first', 'again'] as const) {
    const answers: BatchAnswer[] = [];
    for (let start = 0; start < messages.length; start += FLUSH_AT)
      answers.push(await postBatch(org, messages.slice(start, start + FLUSH_AT)));
    const sum = (field: 'accepted' | 'duplicates') => answers.reduce((total, answer) => total + answer[field], 0);
    expect(answers.flatMap((answer) => answer.rejected)).toEqual([]);
    expect([sum('accepted'), sum('duplicates')]).toEqual(
      round === 'first' ? [messages.length, 0] : [0, messages.length],
    );
    expect((await ledger(org)).map((event) => event.eventId)).toEqual(messages.map((message) => message.messageId));
  }
});

async function sendBySegment(writeKey: string, messages: RecordedMessage[]): Promise<void> {
  const errors: unknown[] = [];
  const analytics = new SegmentAnalytics({ writeKey, host: url, flushAt: FLUSH_AT, flushInterval: 50, maxRetries: 2 });
  analytics.on('error', (error) => errors.push(error));
  // Messages were recorded, not typed: the library's own checks are part of what is tried here.
  for (const { type, ...call } of messages) (analytics[type] as (call: unknown) => void).call(analytics, call);
  await analytics.closeAndFlush({ timeout: DELIVERY_TIMEOUT_MS });
  expect(errors).toEqual([]);
}

async function sendByRudder(writeKey: string, messages: RecordedMessage[]): Promise<void> {
  const analytics = new RudderAnalytics(writeKey, {
    dataPlaneUrl: url,
    flushAt: FLUSH_AT,
    flushInterval: 50,
    retryCount: 2,
    logLevel: 'silent',
  });
  const delivered = messages.map(
    ({ type, ...call }) =>
      new Promise<void>((resolve, reject) => {
        const done = (error?: unknown) => (error ? reject(error) : resolve());
        (analytics[type] as (call: unknown, done: (error?: unknown) => void) => void).call(analytics, call, done);
      }),
  );
  await Promise.all(delivered);
}

async function postBatch({ writeKey }: TestOrg, batch: RecordedMessage[]): Promise<BatchAnswer> {
  const response = await fetch(`${url}/v1/batch`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ batch }),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as BatchAnswer;
}

/** The organization's events in the order of their ids' numbers. */
async function ledger(org: TestOrg): Promise<LedgerEvent[]> {
  return jobContext(org.orgId, 'test', 'r').run(async (db) => {
    const { rows } = await db.query<{
      event_id: string;
      type: string;
      occurred_at: Date;
      identifiers: Record<string, string>;
      properties: Record<string, unknown>;
      context: LedgerEvent['context'];
    }>(
      `select event_id, type, occurred_at, identifiers, properties, context from events order by substring(event_id from '[0-9]+$')::int`,
    );
    return rows.map((row) => ({ ...row, eventId: row.event_id, occurredAtMs: row.occurred_at.getTime() }));
  });
}

function typeOf({ type, event }: RecordedMessage): unknown {
  if (type === 'track') return event;
  if (type === 'page' || type === 'screen') return `${type}_view`;
  return type;
}
