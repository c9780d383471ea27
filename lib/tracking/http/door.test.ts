import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventKey, subjectId } from '@/lib/tracking/ledger';
import { type MemoryDoor, ORG, SOURCE, WRITE_KEY } from './testing/memory-door';
import { ADAPTERS, basicAuth, type OpenDoor, openDoor } from './testing/open-door';
import type { TestServer } from './testing/servers';

describe.each(ADAPTERS)('what the door takes behind %s', (adapter) => {
  let memory: MemoryDoor;
  let server: TestServer;
  let post: OpenDoor['post'];

  async function open(options: Parameters<typeof openDoor>[1] = {}): Promise<void> {
    await server?.stop();
    ({ memory, server, post } = await openDoor(adapter, options));
  }

  beforeEach(() => open());
  afterEach(() => server.stop());

  describe('one event', () => {
    test('is stored before 202 is answered', async () => {
      const before = Date.now();
      const answer = await post('/api/events', {
        eventId: 'e-1',
        eventType: 'signup',
        userId: 'u-1',
        properties: { plan: 'team' },
      });
      expect(answer).toMatchObject({ status: 202, json: { accepted: 1, duplicates: 0, rejected: [] } });
      expect(answer.headers['content-type']).toContain('application/json');
      const [row] = memory.stored();
      expect(row).toMatchObject({
        orgId: ORG,
        sourceId: SOURCE,
        eventId: 'e-1',
        key: eventKey('e-1'),
        type: 'signup',
        subjectId: subjectId(ORG, 'user', 'u-1'),
        identifiers: '{"userId":"u-1"}',
        properties: '{"plan":"team"}',
        context: '{}',
      });
      expect(row!.receivedAtMs).toBeGreaterThanOrEqual(before);
      expect(row!.occurredAtMs).toBe(row!.receivedAtMs);
    });

    test('sent again is a duplicate', async () => {
      await post('/api/events', { eventId: 'e-1', type: 'signup', userId: 'u-1' });
      const again = await post('/api/events', { eventId: 'e-1', type: 'signup', userId: 'u-1' });
      expect(again).toMatchObject({ status: 202, json: { accepted: 0, duplicates: 1 } });
      expect(memory.stored()).toHaveLength(1);
    });

    test('without an id of its own is never a duplicate', async () => {
      for (let i = 0; i < 3; i++) await post('/api/events', { type: 'signup', userId: 'u-1' });
      expect(new Set(memory.stored().map((row) => row.eventId)).size).toBe(3);
      expect(memory.stored().every((row) => row.eventId === row.id)).toBe(true);
    });

    test('belongs to the strongest identifier', async () => {
      const ids = {
        anonymousId: 'a',
        email: 'A@b.c',
        userId: 'u',
        externalId: 'x',
        leadId: '01890A5D-AC96-774B-BCCE-B302099A8057',
      };
      const kinds = {
        leadId: 'lead',
        externalId: 'external',
        userId: 'user',
        email: 'email',
        anonymousId: 'anonymous',
      } as const;
      for (const strongest of ['leadId', 'externalId', 'userId', 'email', 'anonymousId'] as const) {
        await post('/api/events', { type: 'note', ...ids });
        const expected = subjectId(ORG, kinds[strongest], ids[strongest].toLowerCase());
        expect(memory.stored().at(-1)!.subjectId).toBe(expected);
        delete (ids as Record<string, string>)[strongest];
      }
    });

    test('is refused with code, field, message and request id, and nothing is stored', async () => {
      const answer = await post('/api/events', { type: 'note' });
      expect(answer).toMatchObject({
        status: 400,
        json: { error: { code: 'VALIDATION', field: 'leadId', message: expect.stringContaining('required') } },
      });
      expect((answer.json as { error: { requestId: string } }).error.requestId).toBe(answer.headers['x-request-id']);
      expect(memory.stored()).toEqual([]);
    });

    test('the caller’s request id comes back', async () => {
      const answer = await post('/api/events', {}, { 'x-request-id': 'caller-0001' });
      expect(answer.headers['x-request-id']).toBe('caller-0001');
    });

    test('larger than 32 KB is 413', async () => {
      const answer = await post('/api/events', { type: 'note', userId: 'u', properties: { text: 'x'.repeat(33_000) } });
      expect(answer).toMatchObject({ status: 413, json: { error: { code: 'PAYLOAD_TOO_LARGE' } } });
    });

    test('that the database will not store is 400', async () => {
      memory.unstorableType = 'bad';
      expect(await post('/api/events', { type: 'bad', userId: 'u' })).toMatchObject({
        status: 400,
        json: { error: { code: 'VALIDATION', field: 'event' } },
      });
    });
  });

  describe('a batch', () => {
    test('keeps the good and gives back the bad with index and reason', async () => {
      const events = [
        { eventId: 'a', type: 'note', userId: 'u' },
        { eventId: 'b', type: 'note' },
        7,
        { eventId: 'a', type: 'note', userId: 'u' },
        { eventId: 'c', type: 'note', userId: 'u', properties: { text: 'x'.repeat(33_000) } },
        { eventId: 'd', type: 'bad', userId: 'u' },
        { eventId: 'e', type: 'note', userId: 'u', timestamp: 'soon' },
        { eventId: 'f', type: 'note', userId: 'u' },
      ];
      memory.unstorableType = 'bad';
      const answer = await post('/api/events/batch', { events });
      expect(answer).toMatchObject({ status: 202, json: { accepted: 2, duplicates: 1 } });
      const { rejected } = answer.json as {
        rejected: { index: number; code: string; field: string; message: string }[];
      };
      expect(rejected.map(({ index, code, field }) => [index, code, field])).toEqual([
        [1, 'VALIDATION', 'leadId'],
        [2, 'VALIDATION', 'event'],
        [4, 'PAYLOAD_TOO_LARGE', 'event'],
        [5, 'VALIDATION', 'event'],
        [6, 'VALIDATION', 'timestamp'],
      ]);
      expect(
        memory
          .stored()
          .map((row) => row.eventId)
          .sort(),
      ).toEqual(['a', 'f']);
    });

    test('of nothing but bad events is 202 with nothing accepted', async () => {
      expect(await post('/api/events/batch', { events: [{}, {}] })).toMatchObject({
        status: 202,
        json: { accepted: 0, duplicates: 0, rejected: [{ index: 0 }, { index: 1 }] },
      });
    });

    test('of nothing is 202', async () => {
      expect(await post('/api/events/batch', { events: [] })).toMatchObject({
        status: 202,
        json: { accepted: 0, duplicates: 0, rejected: [] },
      });
    });

    test('of a thousand is taken, of a thousand and one refused', async () => {
      const events = Array.from({ length: 1_001 }, (_, i) => ({ eventId: `e-${i}`, type: 'note', userId: 'u' }));
      expect(await post('/api/events/batch', { events })).toMatchObject({
        status: 400,
        json: { error: { code: 'VALIDATION', field: 'events' } },
      });
      expect(await post('/api/events/batch', { events: events.slice(1) })).toMatchObject({
        status: 202,
        json: { accepted: 1_000 },
      });
    });

    test.each([[{}], [{ events: {} }], [[]], [null], ['"text"']])('that is %j is refused as a whole', async (body) => {
      expect(await post('/api/events/batch', body)).toMatchObject({
        status: 400,
        json: { error: { code: 'VALIDATION' } },
      });
    });

    test('larger than 500 KB is 413', async () => {
      const answer = await post('/api/events/batch', { events: [], padding: 'x'.repeat(520_000) });
      expect(answer).toMatchObject({ status: 413, json: { error: { code: 'PAYLOAD_TOO_LARGE' } } });
      expect(answer.headers['x-request-id']).toBeDefined();
    });
  });

  describe('Segment’s paths', () => {
    test.each([
      ['identify', { userId: 'u', traits: { email: 'a@b.c' } }, 'identify'],
      ['track', { userId: 'u', event: 'Order Completed' }, 'Order Completed'],
      ['page', { anonymousId: 'a', name: 'Home' }, 'page_view'],
      ['screen', { anonymousId: 'a', name: 'Home' }, 'screen_view'],
      ['group', { userId: 'u', groupId: 'g' }, 'group'],
      ['alias', { userId: 'u', previousId: 'a' }, 'alias'],
    ])('/v1/%s', async (call, message, type) => {
      for (const slash of ['', '/']) {
        const answer = await server.send({
          path: `/v1/${call}${slash}`,
          headers: basicAuth(WRITE_KEY),
          body: JSON.stringify(message),
        });
        expect(answer).toMatchObject({
          status: 200,
          json: { success: true, accepted: 1, duplicates: 0, rejected: [] },
        });
      }
      expect(memory.stored().map((row) => row.type)).toEqual([type, type]);
    });

    test('/v1/batch, gzip’d and labelled as a form, as some clients send it', async () => {
      const batch = [
        { type: 'track', event: 'a', userId: 'u', messageId: 'm-1' },
        { type: 'nonsense', userId: 'u' },
        { type: 'page', anonymousId: 'b', messageId: 'm-2' },
      ];
      const answer = await server.send({
        path: '/v1/batch',
        headers: { ...basicAuth(WRITE_KEY), 'content-type': 'application/x-www-form-urlencoded' },
        body: gzipSync(JSON.stringify({ batch, sentAt: new Date().toISOString() })),
      });
      expect(answer).toMatchObject({
        status: 200,
        json: { success: true, accepted: 2, duplicates: 0, rejected: [{ index: 1, field: 'type' }] },
      });
    });

    test('the SDK’s way: the key in the body, text/plain', async () => {
      const answer = await server.send({
        path: '/v1/batch',
        headers: { 'content-type': 'text/plain;charset=UTF-8', origin: 'https://www.shop.test' },
        body: JSON.stringify({ writeKey: WRITE_KEY, batch: [{ type: 'track', event: 'a', anonymousId: 'b' }] }),
      });
      expect(answer).toMatchObject({ status: 200, headers: { 'access-control-allow-origin': '*' } });
    });

    test('a batch may hold more than a thousand messages', async () => {
      const batch = Array.from({ length: 1_500 }, () => ({ type: 'track', event: 'a', userId: 'u' }));
      expect(await post('/v1/batch', { batch })).toMatchObject({ status: 200, json: { accepted: 1_500 } });
    });

    test('a single call that is refused is 400', async () => {
      expect(await post('/v1/track', { userId: 'u' })).toMatchObject({
        status: 400,
        json: { error: { code: 'VALIDATION', field: 'event' } },
      });
    });
  });

  describe('when the ledger cannot be written', () => {
    test('503 with Retry-After, never 202, and the next try succeeds', async () => {
      memory.failWith = Object.assign(new Error('terminating connection'), { code: '57P01' });
      const refused = await post('/api/events', { eventId: 'e', type: 'note', userId: 'u' });
      expect(refused).toMatchObject({
        status: 503,
        json: { error: { code: 'UNAVAILABLE' } },
        headers: { 'retry-after': '2' },
      });
      memory.failWith = undefined;
      expect((await post('/api/events', { eventId: 'e', type: 'note', userId: 'u' })).json).toMatchObject({
        accepted: 1,
      });
    });

    test('what is our own fault is 500 and says nothing about it', async () => {
      memory.failWith = Object.assign(new Error('column "x" does not exist'), { code: '42703' });
      const answer = await post('/api/events', { type: 'note', userId: 'u' });
      expect(answer).toMatchObject({ status: 500, json: { error: { code: 'INTERNAL' } } });
      expect(answer.text).not.toContain('column');
    });
  });
});
