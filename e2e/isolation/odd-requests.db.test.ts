import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type CursorValue, encodeCursor } from '@/lib/platform/page-cursor';
import { failureIn } from './refusals';
import { requestFor, send } from './requests';
import { buildWorld, liftLimits, type World } from './world';

let world: World;
let signedIn: Record<string, string>;

beforeAll(async () => {
  liftLimits();
  world = await buildWorld();
  signedIn = { cookie: await world.cookieOf(world.people.admin), 'x-organization': world.ours.orgId };
});

afterAll(async () => {
  await world.close();
  vi.unstubAllEnvs();
});

describe('an address', () => {
  it.each([
    '/api/leads/%00',
    '/api/leads/%E0%A4%A',
    '/api/leads/..%2f..%2fetc%2fpasswd',
    '/api/leads/%252e%252e',
    `/api/leads/${'a'.repeat(5_000)}`,
    `/api/${'a/'.repeat(500)}`,
    '/api/leads?limit=1&limit=2',
    '/api/leads?limit[]=1',
    '/api/leads?limit[a]=1',
    '/api/leads?__proto__[limit]=1',
    '/api/leads?constructor[prototype][limit]=1',
    `/api/leads?${'a[a]'.repeat(1_000)}=1`,
    `/api/leads?a${'[a]'.repeat(5_000)}=1`,
    '/api/leads?stage=cold&stage=hot',
    '/api/leads?search=%F0%28%8C%28',
    '/api/leads?search=%',
    '/api/leads?org=%00',
    `/api/leads?org=${'x'.repeat(5_000)}`,
    '/api/unknown',
    '/v1/unknown',
    '/api/auth/unknown',
  ])('%.60s is never our failure', async (address) => {
    const { cookie, ...named } = signedIn;
    for (const method of ['GET', 'POST', 'DELETE']) {
      const like = requestFor(
        { method, path: '/' },
        {},
        { cookie: cookie!, ...(address.includes('org=') ? {} : named) },
      );
      const body = method === 'POST' ? { body: '{}' } : {};
      const answer = await send(
        new Request(`http://localhost:3000${address}`, { method, headers: like.headers, ...body }),
      );
      expect(failureIn(answer)).toEqual([]);
    }
  });
});

describe('a header', () => {
  it.each<Record<string, string>>([
    { 'x-organization': 'x'.repeat(5_000) },
    { 'x-organization': "' or true --" },
    { authorization: 'Bearer' },
    { authorization: 'Bearer a.b.c' },
    { authorization: `Bearer ${'a'.repeat(5_000)}.b.c` },
    { authorization: `Bearer ${Buffer.from('{"alg":"EdDSA","kid":"\\u0000"}').toString('base64url')}.e30.e30` },
    { authorization: 'Basic !!!' },
    { 'x-api-key': 'x'.repeat(5_000) },
    { cookie: 'throughline.session_token=%E0%A4%A' },
    { cookie: `throughline.session_token=${'a'.repeat(3_000)}.${'b'.repeat(44)}` },
    { cookie: ';;;=;=' },
    { 'x-request-id': 'two words <script>' },
    { 'content-length': 'many' },
  ])('%o is never our failure', async (header) => {
    for (const path of ['/api/leads', '/api/me', '/api/stream', '/api/auth/get-session', '/api/auth/token']) {
      const { status, body } = await send(requestFor({ method: 'GET', path }, {}, header));
      expect(status, body).toBeLessThan(500);
      expect(body).not.toContain('<script>');
    }
    const posted = await send(
      requestFor({ method: 'POST', path: '/api/events' }, { eventType: 'a', userId: 'b' }, header),
    );
    expect(posted.status, posted.body).toBe(401);
  });
});

describe('a place in a list', () => {
  it.each<[string, CursorValue[]]>([
    ['/api/leads?sort=activity', [Date.now(), 1e300, randomUUID()]],
    ['/api/leads?sort=activity', [Date.now(), -8.64e15, randomUUID()]],
    ['/api/leads?sort=created', [Date.now(), -1e300, randomUUID()]],
    ['/api/leads?sort=score', [Date.now(), 1e300, randomUUID()]],
    ['/api/leads?sort=score', [-8.6e15, 1, randomUUID()]],
    ['/api/leads?sort=activity', [8.6e15, 8.64e15, randomUUID()]],
    ['/api/leads/{id}/timeline', [8.64e15, randomUUID()]],
    ['/api/leads/{id}/timeline', [-8.64e15, randomUUID()]],
    ['/api/leads/{id}/score', [8.64e15, 'x']],
    ['/api/leads/{id}/score', [-8.64e15, 'x']],
  ])('that lies outside of time is never our failure: %s %j', async (address, place) => {
    const [path = '', query = ''] = address.replace('{id}', world.ours.leadId).split('?');
    const fields = { ...Object.fromEntries(new URLSearchParams(query)), cursor: encodeCursor(place) };
    expect(failureIn(await send(requestFor({ method: 'GET', path }, fields, signedIn)))).toEqual([]);
  });

  it.each([
    'x',
    '-',
    '0-0',
    '1-9223372036854775808',
    '9223372036854775808-0',
    '9999999999999999999-0',
    `${'9'.repeat(40)}-1`,
  ])('in the live stream that is none begins it anew: %.30s', async (id) => {
    const { status, body } = await send(
      requestFor({ method: 'GET', path: '/api/stream' }, {}, { ...signedIn, 'last-event-id': id }),
    );
    expect(status).toBe(200);
    expect(body).toMatch(/event: (reset|ready)/);
  });
});
