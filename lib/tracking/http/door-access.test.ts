import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '@/lib/platform/errors';
import type { Limiter } from '@/lib/platform/limits';
import { inProcessLimiter } from '@/lib/platform/limits/in-process';
import { API_KEY, type MemoryDoor, ORG, UNKNOWN_KEY, WRITE_KEY } from './testing/memory-door';
import { ADAPTERS, basicAuth, type OpenDoor, openDoor } from './testing/open-door';
import type { TestServer } from './testing/servers';

/** As one that asks a store which processes share. */
function waitingLimiter(): Limiter {
  const limiter = inProcessLimiter();
  return {
    async take(...one) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      return limiter.take(...one);
    },
  };
}

const WAYS = ADAPTERS.flatMap((adapter) => [
  { adapter, verdicts: 'at once', limiterOf: inProcessLimiter },
  { adapter, verdicts: 'after a wait', limiterOf: waitingLimiter },
]);

describe.each(WAYS)('whom the door lets in behind $adapter, limited $verdicts', ({ adapter, limiterOf }) => {
  let memory: MemoryDoor;
  let server: TestServer;
  let post: OpenDoor['post'];

  async function open(options: Parameters<typeof openDoor>[1] = {}): Promise<void> {
    await server?.stop();
    ({ memory, server, post } = await openDoor(adapter, { limiter: limiterOf(), ...options }));
  }

  beforeEach(() => open());
  afterEach(() => server.stop());

  describe('keys', () => {
    const event = { type: 'note', userId: 'u' };
    const send = (headers: Record<string, string>, body: unknown = event, path = '/api/events') =>
      server.send({ path, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });

    test.each([
      ['a write key as X-API-Key', { 'x-api-key': WRITE_KEY }],
      ['a write key as bearer', { authorization: `Bearer ${WRITE_KEY}` }],
      ['a write key as user name', basicAuth(WRITE_KEY)],
      ['an API key as X-API-Key', { 'x-api-key': API_KEY }],
      ['an API key as bearer', { authorization: `Bearer ${API_KEY}` }],
    ])('%s', async (_how, headers) => {
      expect((await send(headers)).status).toBe(202);
    });

    test('an API key has no source', async () => {
      await send({ 'x-api-key': API_KEY });
      expect(memory.stored()[0]).toMatchObject({ orgId: ORG, sourceId: null });
    });

    test.each([
      ['none', {}],
      ['an unknown one', { 'x-api-key': UNKNOWN_KEY }],
      ['something else', { 'x-api-key': 'secret' }],
    ])('%s is 401', async (_how, headers: Record<string, string>) => {
      const answer = await send(headers);
      expect(answer).toMatchObject({ status: 401, json: { error: { code: 'UNAUTHORIZED' } } });
      expect(answer.headers['x-request-id']).toBeDefined();
      expect(memory.stored()).toEqual([]);
    });

    test('a wrong key is 401 whatever the body is', async () => {
      expect(
        (await server.send({ path: '/api/events', headers: { 'x-api-key': UNKNOWN_KEY }, body: '{' })).status,
      ).toBe(401);
    });

    test('a write key in the body counts on Segment’s paths only', async () => {
      expect((await send({}, { ...event, writeKey: WRITE_KEY })).status).toBe(401);
      expect((await send({}, { event: 'x', userId: 'u', writeKey: WRITE_KEY }, '/v1/track')).status).toBe(200);
    });

    test('an API key without the scope is 403', async () => {
      memory.apiKey.mayWrite = false;
      expect(await send({ 'x-api-key': API_KEY })).toMatchObject({
        status: 403,
        json: { error: { code: 'FORBIDDEN' } },
      });
    });

    test('a hundred wrong keys from one address are enough, and right keys stay welcome', async () => {
      for (let i = 0; i < 100; i++) expect((await send({ 'x-api-key': UNKNOWN_KEY })).status).toBe(401);
      const limited = await send({ 'x-api-key': UNKNOWN_KEY });
      expect(limited).toMatchObject({ status: 429, json: { error: { code: 'RATE_LIMITED' } } });
      expect(Number(limited.headers['retry-after'])).toBeGreaterThan(0);
      expect((await send({ 'x-api-key': WRITE_KEY })).status).toBe(202);
    });

    test('a database that cannot be asked is 503', async () => {
      memory.lookupFailsWith = new AppError('UNAVAILABLE', { retryAfterSeconds: 2 });
      const answer = await send({ 'x-api-key': API_KEY });
      expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '2' } });
    });
  });

  describe('paths and methods', () => {
    const isOthers = (answer: { status: number }) => expect([404, 418]).toContain(answer.status);

    test.each(['/api/events/', '/api/events/batch/', '/api/events?source=x', '/v1/batch/?x=1'])(
      '%s is not redirected',
      async (path) => {
        const body = path.includes('batch') ? { events: [], batch: [] } : { type: 'note', userId: 'u' };
        expect((await post(path, body)).status).toBeLessThan(300);
      },
    );

    test.each([
      ['GET', '/api/events'],
      ['DELETE', '/api/events'],
      ['POST', '/api/leads'],
      ['POST', '/v1'],
    ])('%s %s is somebody else’s', async (method, path) => {
      isOthers(await server.send({ method, path }));
    });

    test.each([
      ['GET', '/v1/track'],
      ['PUT', '/v1/batch/'],
      ['GET', '/api/events/batch'],
      ['DELETE', '/api/events/batch'],
    ])('%s %s is 405', async (method, path) => {
      const answer = await server.send({ method, path });
      expect(answer).toMatchObject({
        status: 405,
        headers: { allow: 'POST, OPTIONS' },
        json: { error: { code: 'METHOD_NOT_ALLOWED' } },
      });
    });

    test('an unknown path under /v1 is 404', async () => {
      expect(await post('/v1/delete', {})).toMatchObject({ status: 404, json: { error: { code: 'NOT_FOUND' } } });
    });
  });

  describe('browsers', () => {
    const ORIGIN = 'https://www.shop.test';
    const preflight = (path: string, method: string, headers: Record<string, string> = {}) =>
      server.send({
        method: 'OPTIONS',
        path,
        headers: { origin: ORIGIN, 'access-control-request-method': method, ...headers },
      });

    test.each(['/api/events', '/api/events/batch', '/v1/track', '/v1/batch/'])('preflight of %s', async (path) => {
      const answer = await preflight(path, 'POST', { 'access-control-request-headers': 'content-type,x-api-key' });
      expect(answer).toMatchObject({
        status: 204,
        headers: {
          'access-control-allow-origin': '*',
          'access-control-allow-methods': 'POST, OPTIONS',
          'access-control-allow-headers': 'content-type,x-api-key',
        },
      });
    });

    test('preflight of reading events is somebody else’s', async () => {
      expect([404, 418]).toContain((await preflight('/api/events', 'GET')).status);
    });

    test('every answer can be read by the page', async () => {
      for (const body of [{ type: 'note', userId: 'u' }, {}]) {
        const { headers } = await post('/api/events', body, { origin: ORIGIN });
        expect(headers['access-control-allow-origin']).toBe('*');
        expect(headers['access-control-expose-headers']).toContain('retry-after');
      }
      const refused = await post('/api/events', {}, { origin: ORIGIN, 'x-api-key': UNKNOWN_KEY });
      expect(refused).toMatchObject({ status: 401, headers: { 'access-control-allow-origin': '*' } });
      const tooLarge = await post('/api/events/batch', { padding: 'x'.repeat(520_000) }, { origin: ORIGIN });
      expect(tooLarge).toMatchObject({ status: 413, headers: { 'access-control-allow-origin': '*' } });
    });

    test('a source with allowed origins takes theirs, and calls without one', async () => {
      memory.source.allowedOrigins = ['https://www.shop.test'];
      const event = { type: 'note', userId: 'u' };
      expect((await post('/api/events', event, { origin: 'https://WWW.shop.test' })).status).toBe(202);
      expect((await post('/api/events', event)).status).toBe(202);
      const other = await post('/api/events', event, { origin: 'https://evil.test' });
      expect(other).toMatchObject({
        status: 403,
        json: { error: { code: 'FORBIDDEN', field: 'origin' } },
        headers: { 'access-control-allow-origin': '*' },
      });
      expect((await post('/api/events', event, { origin: 'null' })).status).toBe(403);
      expect(memory.stored()).toHaveLength(2);
    });
  });

  describe('limits', () => {
    test('events count, not requests; over the limit is 429 with when to come back', async () => {
      await open({ eventsPerSecond: 1_000 });
      const events = Array.from({ length: 1_000 }, () => ({ type: 'note', userId: 'u' }));
      expect((await post('/api/events/batch', { events })).status).toBe(202);
      const limited = await post('/api/events/batch', { events });
      expect(limited).toMatchObject({
        status: 429,
        json: { error: { code: 'RATE_LIMITED' } },
        headers: { 'ratelimit-limit': '1000', 'retry-after': '1' },
      });
      expect(limited.headers['ratelimit-remaining']).toBeDefined();
      expect(limited.headers['ratelimit-reset']).toBeDefined();
      expect(memory.stored()).toHaveLength(1_000);
    });

    test('a key’s own limit goes before the default', async () => {
      memory.source.eventsPerSecond = 1;
      const event = { type: 'note', userId: 'u' };
      const statuses = [(await post('/api/events', event)).status, (await post('/api/events', event)).status];
      expect(statuses).toEqual([202, 429]);
      expect((await post('/api/events', event, { 'x-api-key': API_KEY })).status).toBe(202);
    });
  });

  describe('addresses', () => {
    const event = { type: 'page_view', anonymousId: 'a', properties: { url: 'https://www.shop.test/' } };
    const browser = {
      origin: 'https://www.shop.test',
      'user-agent': 'Mozilla/5.0',
      'x-forwarded-for': '198.51.100.7, 203.0.113.9',
      'cf-ipcountry': 'DE',
    };
    const context = () => JSON.parse(memory.stored().at(-1)!.context) as Record<string, unknown>;

    test('are not kept unless the organization asks', async () => {
      await open({ trustedProxy: true });
      await post('/api/events', event, browser);
      expect(memory.stored()[0]!.context).not.toContain('203.0.113.9');
      memory.source.keepIpAddresses = true;
      await post('/api/events', event, browser);
      expect(context().ip).toBe('203.0.113.9');
    });

    test('headers of a proxy count only where one is trusted', async () => {
      memory.source.keepIpAddresses = true;
      await post('/api/events', event, browser);
      expect(context().country).toBeUndefined();
      expect(context().ip).not.toBe('203.0.113.9');
      await open({ trustedProxy: true });
      await post('/api/events', event, browser);
      expect(context().country).toBe('DE');
    });
  });
});
