import { beforeAll, describe, expect, it } from 'vitest';
import { apiHandler } from '@/lib/tenancy/api-handler';
import type { Membership } from './contract';
import { identityEndpoints } from './endpoints';
import { identifyCaller } from './identify-caller';
import { APP_ORIGIN, addMember, newPerson, type Person, signIn } from './testing/people';

const seeded: string[] = [];
let keyChanges = 0;
const handle = apiHandler(
  identityEndpoints({
    seed: async (_db, orgId) => void seeded.push(orgId),
    keysChanged: () => {
      keyChanges += 1;
    },
  }),
);

let ada: Person;
let cookie: string;
let org: Membership;

async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = { cookie }) {
  const request = new Request(`${APP_ORIGIN}/api${path}`, {
    method,
    headers: { origin: APP_ORIGIN, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const [requestId, now] = ['req-1', () => new Date()];
  const caller = await identifyCaller({ method, headers: request.headers, address: '192.0.2.1', requestId, now });
  const response = await handle(request, { requestId, now, ...caller });
  if (!response) throw new Error(`no endpoint ${method} ${path}`);
  return { status: response.status, body: await response.json() };
}

beforeAll(async () => {
  ada = await newPerson('Ada');
  cookie = await signIn(ada);
  const made = await call('POST', '/organizations', { name: `Endpoints ${ada.id.slice(-12)}` });
  expect(made.status).toBe(201);
  org = made.body;
});

describe('the endpoints of identity', () => {
  it('run from the first organization to an accepted invitation and a revoked key', async () => {
    expect(seeded).toEqual([org.orgId]);
    expect((await call('GET', '/me')).body).toEqual({
      user: { id: ada.id, name: 'Ada', email: ada.email, emailVerified: false },
      memberships: [org],
    });
    expect((await call('PATCH', '/organization', { currency: 'EUR' })).body.currency).toBe('EUR');
    expect((await call('GET', '/organization')).body).toMatchObject({ id: org.orgId, currency: 'EUR' });

    const invitation = await call('POST', '/invitations', { role: 'rep' });
    expect(invitation.status).toBe(201);
    const token = invitation.body.link.split('/').at(-1);
    expect((await call('GET', '/invitations?limit=1')).body.items).toHaveLength(1);
    expect((await call('POST', '/invitations/preview', { token }, {})).body).toEqual({
      organization: org.name,
      role: 'rep',
      email: null,
    });
    const bobs = { cookie: await signIn(await newPerson('Bob')) };
    expect((await call('POST', '/invitations/accept', { token }, bobs)).body).toEqual({ ...org, role: 'rep' });
    const members = (await call('GET', '/members', undefined, bobs)).body.items;
    expect(members.map((member: { name: string }) => member.name)).toEqual(['Ada', 'Bob']);
    expect((await call('PATCH', `/members/${members[1].id}`, { role: 'viewer' })).body.role).toBe('viewer');
    expect((await call('GET', '/members', undefined, bobs)).status).toBe(403);
    expect((await call('DELETE', `/members/${members[1].id}`)).body).toEqual({ done: true });
    expect((await call('GET', '/organization', undefined, { ...bobs, 'x-organization': org.slug })).status).toBe(404);

    const made = await call('POST', '/api-keys', { name: 'CI', scopes: ['dashboard:read'] });
    expect(made.status).toBe(201);
    const key = { 'x-api-key': made.body.key };
    expect((await call('GET', '/organization', undefined, key)).body.slug).toBe(org.slug);
    expect((await call('GET', '/api-keys', undefined, key)).status).toBe(403);
    expect((await call('GET', '/me', undefined, key)).status).toBe(401);
    const changesBefore = keyChanges;
    expect((await call('DELETE', `/api-keys/${made.body.id}`)).body).toEqual({ done: true });
    expect(keyChanges).toBe(changesBefore + 1);
    expect((await call('GET', '/organization', undefined, key)).status).toBe(401);
    expect((await call('GET', '/api-keys')).body.items[0]).toMatchObject({
      id: made.body.id,
      revokedAt: expect.any(String),
    });
  });

  it('refuse members without the permission', async () => {
    const viewer = await newPerson();
    await addMember(org.orgId, viewer, 'viewer');
    const headers = { cookie: await signIn(viewer) };
    for (const [method, path, body] of [
      ['PATCH', '/organization', { name: 'x' }],
      ['POST', '/organization/remove', { confirm: org.slug }],
      ['GET', '/members', undefined],
      ['POST', '/invitations', { role: 'viewer' }],
      ['GET', '/api-keys', undefined],
      ['POST', '/api-keys', { name: 'x', scopes: ['dashboard:read'] }],
    ] as const) {
      const { status, body: answer } = await call(method, path, body, headers);
      expect(`${method} ${path} ${status} ${answer.error.code}`).toBe(`${method} ${path} 403 FORBIDDEN`);
    }
    expect((await call('GET', '/organization', undefined, headers)).status).toBe(200);
  });

  it('answer mistakes with the field, and garbage never with a 500', async () => {
    expect(await call('GET', '/members?cursor=garbage')).toEqual({
      status: 400,
      body: { error: { code: 'VALIDATION', message: expect.any(String), field: 'cursor', requestId: 'req-1' } },
    });
    for (const [method, path, body, field] of [
      ['POST', '/api-keys', { name: 'x', scopes: ['members:write'] }, 'scopes.0'],
      ['POST', '/api-keys', { name: 'x', scopes: ['leads:read'], expiresAt: '2001-01-01T00:00:00Z' }, 'expiresAt'],
      ['PATCH', '/organization', { timeZone: 'Mars/Olympus' }, 'timeZone'],
      ['POST', '/organization/remove', { confirm: 'no' }, 'confirm'],
      ['POST', '/organizations', { name: 'x', slug: 'api' }, 'slug'],
    ] as const) {
      const answer = await call(method, path, body);
      expect(answer).toMatchObject({ status: 400, body: { error: { code: 'VALIDATION', field } } });
    }
    expect((await call('PATCH', '/organization', { name: 'a\0b' })).status).toBe(400);
    expect((await call('POST', '/organizations', { name: 'a\0b' })).status).toBe(400);
    expect((await call('POST', '/api-keys', { name: 'a\0b', scopes: ['leads:read'] })).status).toBe(400);
    expect((await call('POST', '/invitations/preview', { token: 'x'.repeat(30) }, {})).status).toBe(404);
    expect((await call('GET', '/me', undefined, {})).status).toBe(401);
    expect((await call('PATCH', '/organization', {}, { cookie, origin: 'https://evil.test' })).status).toBe(403);
  });
});
