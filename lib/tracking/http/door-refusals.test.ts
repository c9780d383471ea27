import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { API_KEY, type MemoryDoor, ORG, SOURCE, UNKNOWN_KEY, WRITE_KEY } from './testing/memory-door';
import { ADAPTERS, type OpenDoor, openDoor } from './testing/open-door';
import type { TestServer } from './testing/servers';

describe.each(ADAPTERS)('what the door notes of what it refuses behind %s', (adapter) => {
  let memory: MemoryDoor;
  let server: TestServer;
  let post: OpenDoor['post'];

  beforeEach(async () => {
    ({ memory, server, post } = await openDoor(adapter, { eventsPerSecond: 10 }));
  });
  afterEach(() => server.stop());

  test('nothing of what it takes', async () => {
    await post('/api/events', { type: 'note', userId: 'u' });
    await post('/v1/track', { event: 'note', userId: 'u' });
    expect(memory.refused).toEqual([]);
  });

  test('an event: whose, when, why, and what it was', async () => {
    const beforeMs = Date.now();
    const event = { eventType: 'signup', email: 'no address', properties: { plan: 'team', password: 'hunter2' } };
    await post('/api/events?x=1', event, { 'user-agent': 'curl/8.5.0' });
    const [noted, ...others] = memory.refused;
    expect(others).toEqual([]);
    expect(noted).toMatchObject({
      orgId: ORG,
      sourceId: SOURCE,
      path: '/api/events',
      code: 'VALIDATION',
      field: 'email',
      message: 'email must be an e-mail address.',
      type: 'signup',
      subject: 'no address',
      excerpt: JSON.stringify({ ...event, properties: { plan: 'team', password: '[removed]' } }),
      userAgent: 'curl/8.5.0',
    });
    expect(noted!.receivedAtMs).toBeGreaterThanOrEqual(beforeMs);
  });

  test('the wrong ones of a batch, each by itself', async () => {
    const events = [{ type: 'a', userId: 'u' }, { type: 'b' }, { userId: 'c' }, 'd'];
    expect((await post('/api/events/batch', { events })).status).toBe(202);
    expect(memory.refused.map(({ type, subject, field }) => [type, subject, field])).toEqual([
      ['b', null, 'leadId'],
      [null, 'c', 'eventType'],
      [null, null, 'event'],
    ]);
    expect(memory.refused.map(({ id }) => id)).toEqual(memory.refused.map(({ id }) => id).toSorted());
  });

  test('the first fifty of a batch, and how many more there were', async () => {
    memory.source.eventsPerSecond = 1_000;
    const events = Array.from({ length: 200 }, (_, i) => (i % 2 ? { type: 'a', userId: 'u' } : { type: `wrong-${i}` }));
    await post('/api/events/batch', { events });
    expect(memory.refused.map(({ type }) => type)).toEqual(Array.from({ length: 50 }, (_, i) => `wrong-${2 * i}`));
    expect(memory.leftOut).toBe(50);
  });

  test('messages of Segment’s clients, by the call where nothing else names them', async () => {
    await post('/v1/batch', { batch: [{ type: 'track', userId: 7 }] });
    await post('/v1/alias', { userId: 'u' });
    await post('/v1/track', { event: 'x' });
    expect(memory.refused).toMatchObject([
      { path: '/v1/batch', field: 'event', type: 'track', subject: '7' },
      { path: '/v1/alias', field: 'previousId', type: 'alias', subject: 'u' },
      { path: '/v1/track', field: 'userId', type: 'x', subject: null },
    ]);
  });

  test('what the database would not store', async () => {
    memory.unstorableType = 'bad';
    await post('/api/events/batch', {
      events: [
        { type: 'a', userId: 'u' },
        { type: 'bad', userId: 'v' },
      ],
    });
    expect(memory.refused).toMatchObject([{ type: 'bad', subject: 'v', field: 'event' }]);
  });

  test('a page of an origin that the source does not take', async () => {
    memory.source.allowedOrigins = ['https://www.shop.test'];
    await post('/api/events', { type: 'note', userId: 'u' }, { origin: 'https://other.test' });
    expect(memory.refused).toMatchObject([
      { code: 'FORBIDDEN', field: 'origin', excerpt: '{"type":"note","userId":"u"}', type: null },
    ]);
  });

  test('a key that may not write', async () => {
    memory.apiKey.mayWrite = false;
    await post('/api/events', { type: 'note', userId: 'u' }, { 'x-api-key': API_KEY });
    expect(memory.refused).toMatchObject([{ code: 'FORBIDDEN', field: 'request', sourceId: null }]);
  });

  test('a body that cannot be understood, as it came', async () => {
    await post('/api/events', '{"type": oops');
    await post('/api/events', gzipSync('{'), { 'content-encoding': 'gzip' });
    await post('/api/events/batch', { events: 'none' });
    expect(memory.refused).toMatchObject([
      { code: 'BAD_REQUEST', field: 'body', excerpt: '{"type": oops' },
      { code: 'BAD_REQUEST', field: 'body', excerpt: null },
      { code: 'VALIDATION', field: 'events', excerpt: '{"events":"none"}' },
    ]);
  });

  test('what comes too fast', async () => {
    const events = Array.from({ length: 10 }, () => ({ type: 'note', userId: 'u' }));
    expect((await post('/api/events/batch', { events })).status).toBe(202);
    expect((await post('/api/events/batch', { events })).status).toBe(429);
    expect(memory.refused).toMatchObject([{ code: 'RATE_LIMITED', field: 'request' }]);
  });

  test('nothing of an unknown key, which is nobody’s, nor of an outage, after which it is sent again', async () => {
    await post('/api/events', { type: 'note' }, { 'x-api-key': UNKNOWN_KEY });
    await server.send({ path: '/v1/track', body: JSON.stringify({ event: 'x', writeKey: UNKNOWN_KEY }) });
    await server.send({ path: '/v1/track', body: '{' });
    memory.failWith = Object.assign(new Error('terminating connection'), { code: '57P01' });
    expect((await post('/api/events', { type: 'note', userId: 'u' })).status).toBe(503);
    expect(memory.refused).toEqual([]);
  });

  test('hostile events are noted bounded and storable', async () => {
    const hostile = [
      `{"type":"a\\u0000b","userId":"\\ud800","path":"${WRITE_KEY}"}`,
      `{"type":"${'漢'.repeat(9_000)}","userId":"u"}`,
      `{"type":"x","${'🎈'.repeat(400)}":{"deep":${'['.repeat(5_000)}${']'.repeat(5_000)}},"userId":"u"}`,
      `{"type":"${WRITE_KEY}","userId":"${WRITE_KEY}","leadId":"${WRITE_KEY}"}`,
      `{"type":"x","userId":"u","properties":{"<img src=x onerror=alert(1)>":1e999}}`,
    ];
    for (const body of hostile) expect((await post('/api/events', body)).status).toBe(400);
    expect(memory.refused).toHaveLength(hostile.length);
    for (const { excerpt, type, subject, field, message } of memory.refused) {
      expect(Buffer.byteLength(excerpt!)).toBeLessThanOrEqual(2_048);
      for (const text of [excerpt, type, subject, field, message]) {
        expect(text?.isWellFormed() ?? true).toBe(true);
        expect(text ?? '').not.toContain('\u0000');
        expect(text ?? '').not.toContain(WRITE_KEY);
        expect((text ?? '').length).toBeLessThanOrEqual(2_048);
      }
    }
  });
});
