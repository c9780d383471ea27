import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import RudderAnalytics from '@rudderstack/rudder-sdk-node';
import { Analytics } from '@segment/analytics-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestOrg } from '@/db/testing/factories';
import { systemDb } from '@/lib/tenancy';
import { doorListener } from './index';
import { nodeServer } from './testing/servers';

/** Messages in Segment's form, one a line; read where they are at hand, beside one of each call below. */
const RECORDED = path.join(
  process.env.THROUGHLINE_DATA ?? '../shared/data',
  'events',
  'rudder-segment-spec-events.jsonl',
);

interface Message {
  type: string;
  messageId: string;
  userId?: string;
  anonymousId?: string;
  event?: string;
  previousId?: string;
  groupId?: string;
  name?: string;
  properties?: Record<string, unknown>;
  traits?: Record<string, unknown>;
  context?: Record<string, unknown>;
  timestamp?: Date;
}

const EACH_CALL: Omit<Message, 'messageId'>[] = [
  { type: 'identify', userId: 'u-1', anonymousId: 'a-1', traits: { email: 'ann@example.com' } },
  { type: 'track', userId: 'u-1', event: 'Order Completed', properties: { total: 99.5, products: [{ sku: 'A' }] } },
  { type: 'page', anonymousId: 'a-1', name: 'Pricing', properties: { url: 'https://www.shop.test/pricing' } },
  { type: 'screen', userId: 'u-1', name: 'Home' },
  { type: 'group', userId: 'u-1', groupId: 'g-1', traits: { name: 'Acme' } },
  { type: 'alias', userId: 'u-1', previousId: 'a-1' },
];

/** Many recorded messages share one id; each gets its own here. */
function messages(): Message[] {
  const recorded = existsSync(RECORDED)
    ? readFileSync(RECORDED, 'utf8')
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { event: Message }).event)
    : [];
  return [...EACH_CALL, ...recorded].map(
    ({ type, userId, anonymousId, event, previousId, groupId, name, properties, traits, context, timestamp }, i) => ({
      type,
      messageId: `message-${i}`,
      ...(userId ? { userId } : {}),
      ...(anonymousId ? { anonymousId } : {}),
      ...(event ? { event } : {}),
      ...(previousId ? { previousId } : {}),
      ...(groupId ? { groupId } : {}),
      ...(name ? { name } : {}),
      ...(properties ? { properties } : {}),
      ...(traits ? { traits } : {}),
      ...(context ? { context } : {}),
      ...(timestamp && !Number.isNaN(Date.parse(String(timestamp))) ? { timestamp: new Date(timestamp) } : {}),
    }),
  );
}

/** What the libraries themselves do not refuse: a track call has a name, everything has somebody. */
const sendable = messages().filter(
  (message) => (message.userId || message.anonymousId) && (message.type !== 'track' || message.event),
);

type Send = (host: string, writeKey: string, batch: Message[]) => Promise<void>;

const viaSegment: Send = async (host, writeKey, batch) => {
  const analytics = new Analytics({ writeKey, host, maxEventsInBatch: 20, flushInterval: 50 });
  const failures: unknown[] = [];
  analytics.on('error', (error) => failures.push(error));
  for (const message of batch)
    (analytics as unknown as Record<string, (message: Message) => void>)[message.type]!.call(analytics, message);
  await analytics.closeAndFlush();
  expect(failures).toEqual([]);
};

const viaRudder: Send = async (host, writeKey, batch) => {
  const analytics = new RudderAnalytics(writeKey, {
    dataPlaneUrl: host,
    flushAt: 20,
    flushInterval: 50,
    retryCount: 0,
    logLevel: 'error',
  });
  const sent = batch.map(
    (message) =>
      new Promise<void>((resolve, reject) => {
        const call = (
          analytics as unknown as Record<string, (message: Message, done: (error?: Error) => void) => void>
        )[message.type]!;
        call.call(analytics, message, (error) => (error ? reject(error) : resolve()));
      }),
  );
  await analytics.flush();
  await Promise.all(sent);
};

describe.each([
  ['@segment/analytics-node', viaSegment],
  ['@rudderstack/rudder-sdk-node', viaRudder],
])('%s, unmodified', (_name, send) => {
  let server: Awaited<ReturnType<typeof nodeServer>>;
  beforeAll(async () => {
    server = await nodeServer(doorListener);
  });
  afterAll(() => server.stop());

  test('every message becomes one event, and the same batch again adds none', async () => {
    const { orgId, writeKey } = await createTestOrg({ backdatingDays: 36_500 });
    const stored = async () => {
      const { rows } = await systemDb('fixtures of a test').query<{
        event_id: string;
        type: string;
        occurred_at: Date;
      }>('select event_id, type, occurred_at from events where org_id = $1', [orgId]);
      return new Map(rows.map((row) => [row.event_id, row]));
    };
    const host = `http://127.0.0.1:${server.port}`;
    const before = Date.now();
    await send(host, writeKey, sendable);
    const first = await stored();
    expect([...first.keys()].sort()).toEqual(sendable.map((message) => message.messageId).sort());
    for (const message of sendable) {
      const { type, occurred_at } = first.get(message.messageId)!;
      if (message.type === 'track') expect(type).toBe(message.event);
      // Nothing moves further than the time the message was under way.
      const saidMs = message.timestamp?.getTime() ?? before;
      expect(Math.abs(occurred_at.getTime() - saidMs)).toBeLessThan(30_000);
    }
    await send(host, writeKey, sendable);
    expect((await stored()).size).toBe(first.size);
  });
});
