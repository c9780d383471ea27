import { beforeAll, describe, expect, it } from 'vitest';
import { env } from '@/lib/platform/env';
import type { AppError } from '@/lib/platform/errors';
import { KEY_SCOPES, PERMISSIONS, permissionsOfRole, systemDb } from '@/lib/tenancy';
import { issueAccessToken } from './access-token';
import { findSession } from './caller-queries';
import type { Membership } from './contract';
import { createApiKey } from './create-api-key';
import { sessionTokenOf } from './credential';
import { type Caller, identifyCaller } from './identify-caller';
import { removeMember } from './remove-member';
import { revokeApiKey } from './revoke-api-key';
import { APP_ORIGIN, addMember, contextOf, newOrganization, newPerson, type Person, signIn } from './testing/people';

const fixtures = systemDb('fixtures of a test');
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

let ada: Person;
let cookie: string;
let org: Membership;
let other: Membership;

beforeAll(async () => {
  ada = await newPerson();
  cookie = await signIn(ada);
  org = await newOrganization(ada);
  other = await newOrganization(await newPerson());
});

interface Call {
  method?: string;
  orgRef?: string;
  now?: Date;
}

function identify(headers: Record<string, string>, { method = 'GET', orgRef, now }: Call = {}): Promise<Caller> {
  return identifyCaller({
    method,
    headers: new Headers(headers),
    orgRef,
    address: '192.0.2.7',
    requestId: 'req-1',
    now: () => now ?? new Date(),
  });
}

function expectRefused(caller: Caller, code: AppError['code']): void {
  expect(caller.org).toBeNull();
  expect(caller.refusal).toMatchObject({ code });
}

/** Waits for a write that the call did not wait for, without guessing how long it takes. */
async function until<T>(read: () => Promise<T>, isThere: (value: T) => boolean): Promise<T> {
  for (let tries = 0; tries < 500; tries += 1) {
    const value = await read();
    if (isThere(value)) return value;
  }
  throw new Error('it was not written');
}

describe('nobody', () => {
  it('is nobody, counted by address', async () => {
    expect(await identify({})).toEqual({
      user: null,
      org: null,
      refusal: null,
      limit: { bucket: 'anonymous:api:192.0.2.7', count: 100, windowMs: 900_000, perMinute: 7 },
    });
  });

  it.each([
    ['a bearer token of no known form', { authorization: 'Bearer hello' }],
    ['a write key', { 'x-api-key': `tl_w_${'a'.repeat(43)}` }],
    ['an unknown API key', { 'x-api-key': `tl_k_${'a'.repeat(43)}` }],
    ['an unknown API key as bearer', { authorization: `Bearer tl_k_${'a'.repeat(43)}` }],
    ['something like a JWT', { authorization: 'Bearer a.b.c' }],
  ])('is whoever shows %s, even beside a good cookie', async (_what, headers: Record<string, string>) => {
    const caller = await identify({ ...headers, cookie });
    expectRefused(caller, 'UNAUTHORIZED');
    expect(caller.user).toBeNull();
    expect(caller.limit.bucket).toBe('anonymous:api:192.0.2.7');
  });
});

describe('a session', () => {
  it('is the person, in their only organization, with the permissions of their role', async () => {
    const caller = await identify({ cookie });
    expect(caller.user).toEqual({ id: ada.id, name: ada.name, email: ada.email });
    expect(caller.refusal).toBeNull();
    expect(caller.org).toMatchObject({
      orgId: org.orgId,
      actor: { kind: 'user', userId: ada.id, role: 'admin' },
      requestId: 'req-1',
    });
    expect([...caller.org!.permissions].sort()).toEqual([...PERMISSIONS].sort());
    expect(caller.limit).toMatchObject({ bucket: `session:${ada.id}`, count: 600, windowMs: MINUTE_MS });
  });

  it('must name the organization when the person has several, or none', async () => {
    const bob = await newPerson();
    const bobs = await signIn(bob);
    const lonely = await identify({ cookie: bobs });
    expect(lonely.user?.id).toBe(bob.id);
    expectRefused(lonely, 'BAD_REQUEST');
    await addMember(org.orgId, bob, 'viewer');
    expect((await identify({ cookie: bobs })).org?.orgId).toBe(org.orgId);
    await addMember(other.orgId, bob, 'rep');
    expectRefused(await identify({ cookie: bobs }), 'BAD_REQUEST');
    for (const named of [other.orgId, other.slug]) {
      const caller = await identify({ cookie: bobs, 'x-organization': named });
      expect(caller.org).toMatchObject({ orgId: other.orgId, actor: { role: 'rep' } });
      expect(caller.org!.permissions).toEqual(permissionsOfRole('rep'));
    }
    expect((await identify({ cookie: bobs }, { orgRef: org.slug })).org?.orgId).toBe(org.orgId);
    const both = await identify({ cookie: bobs, 'x-organization': other.slug }, { orgRef: org.slug });
    expect(both.org?.orgId).toBe(other.orgId);
  });

  it('finds an organization of others exactly as little as one that does not exist', async () => {
    for (const named of [other.orgId, other.slug, '01990000-0000-7000-8000-000000000000', 'no-such', "'; --", '%']) {
      const caller = await identify({ cookie, 'x-organization': named });
      expectRefused(caller, 'NOT_FOUND');
      expect(caller.refusal?.message).toBe('There is nothing here with that id.');
      expect(caller.user?.id).toBe(ada.id);
    }
  });

  it('of a removed member is refused with the next call', async () => {
    const bob = await newPerson();
    const memberId = await addMember(org.orgId, bob, 'manager');
    const bobs = await signIn(bob);
    expect((await identify({ cookie: bobs })).org?.orgId).toBe(org.orgId);
    await removeMember(contextOf(org.orgId, ada, 'admin'), { id: memberId });
    expectRefused(await identify({ cookie: bobs, 'x-organization': org.slug }), 'NOT_FOUND');
    const { token } = await issueAccessToken({ userId: bob.id, orgId: org.orgId }, new Date());
    expectRefused(await identify({ authorization: `Bearer ${token}` }), 'NOT_FOUND');
  });

  it('ends after seven days without use and moves its end when used, at most once a day', async () => {
    const person = await newPerson();
    const own = await signIn(person);
    const start = Date.now();
    const at = (ms: number) => ({ now: new Date(start + ms) });
    await identify({ cookie: own }, at(DAY_MS / 2));
    const expiry = async () =>
      (await findSession((await sessionTokenOf(new Headers({ cookie: own })))!, null))[0]!.expires_at.getTime();
    const first = await expiry();
    expect(first - start).toBeLessThan(7 * DAY_MS + MINUTE_MS);
    await identify({ cookie: own }, at(6 * DAY_MS));
    expect(await until(expiry, (value) => value > first)).toBe(start + 13 * DAY_MS);
    expect((await identify({ cookie: own }, at(12.9 * DAY_MS))).user?.id).toBe(person.id);
    await until(expiry, (value) => value > start + 19 * DAY_MS);
    const ended = await identify({ cookie: own }, at(19.9 * DAY_MS));
    expect(ended.user).toBeNull();
    expectRefused(ended, 'UNAUTHORIZED');
  });

  it('with a cookie we did not sign is nobody', async () => {
    const [name, value] = cookie.split('=') as [string, string];
    const token = decodeURIComponent(value).split('.')[0]!;
    for (const forged of [
      token,
      `${token}.`,
      `${token}.${'A'.repeat(43)}=`,
      `x${decodeURIComponent(value)}`,
      '%E0%A4%A',
    ]) {
      const caller = await identify({
        cookie: `${name}=${forged === '%E0%A4%A' ? forged : encodeURIComponent(forged)}`,
      });
      expect(caller.user).toBeNull();
    }
  });
});

describe('a request from a foreign page', () => {
  const evil = { origin: 'https://evil.test', 'sec-fetch-site': 'cross-site' };

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('may not %s with the cookie of somebody', async (method) => {
    const senders: Record<string, string>[] = [evil, { origin: 'null' }, { 'sec-fetch-site': 'same-site' }, {}];
    for (const headers of senders) {
      const caller = await identify({ cookie, ...headers }, { method });
      expectRefused(caller, 'FORBIDDEN');
      expect(caller.user).toBeNull();
    }
  });

  it('may read, since its page is not shown the answer', async () => {
    expect((await identify({ cookie, ...evil })).user?.id).toBe(ada.id);
  });

  it.each([
    ['the origin of APP_URL', { origin: APP_ORIGIN }],
    ['the host under which the server was opened', { origin: 'http://127.0.0.1:3000', host: '127.0.0.1:3000' }],
    ['a browser that says same-origin', { 'sec-fetch-site': 'same-origin' }],
    ['a person who typed the address', { 'sec-fetch-site': 'none' }],
  ])('is told from %s', async (_what, headers: Record<string, string>) => {
    expect((await identify({ cookie, ...headers }, { method: 'POST' })).user?.id).toBe(ada.id);
  });

  it('cannot borrow keys or tokens, so those need no origin', async () => {
    const { key } = await createApiKey(contextOf(org.orgId, ada, 'admin'), { name: 'k', scopes: ['leads:read'] });
    expect((await identify({ 'x-api-key': key, ...evil }, { method: 'POST' })).org?.orgId).toBe(org.orgId);
    const { token } = await issueAccessToken({ userId: ada.id, orgId: null }, new Date());
    expect((await identify({ authorization: `Bearer ${token}` }, { method: 'POST' })).org?.orgId).toBe(org.orgId);
  });
});

describe('a JWT', () => {
  it('is the person, in the organization of its claim', async () => {
    const bob = await newPerson();
    await addMember(org.orgId, bob, 'analyst');
    await addMember(other.orgId, bob, 'viewer');
    const { token } = await issueAccessToken({ userId: bob.id, orgId: other.orgId }, new Date());
    const caller = await identify({ authorization: `bearer ${token}` });
    expect(caller).toMatchObject({ user: { id: bob.id }, org: { orgId: other.orgId, actor: { role: 'viewer' } } });
    expect(caller.limit.bucket).toBe(`session:${bob.id}`);
    expect((await identify({ authorization: `Bearer ${token}`, 'x-organization': other.slug })).org?.orgId).toBe(
      other.orgId,
    );
    expectRefused(await identify({ authorization: `Bearer ${token}`, 'x-organization': org.slug }), 'NOT_FOUND');
  });

  it('without a claim is taken where X-Organization says', async () => {
    const { token } = await issueAccessToken({ userId: ada.id, orgId: null }, new Date());
    expect((await identify({ authorization: `Bearer ${token}`, 'x-organization': org.slug })).org?.orgId).toBe(
      org.orgId,
    );
    expectRefused(await identify({ authorization: `Bearer ${token}`, 'x-organization': other.slug }), 'NOT_FOUND');
  });

  it('is refused after fifteen minutes', async () => {
    const { token, expiresAt } = await issueAccessToken({ userId: ada.id, orgId: null }, new Date());
    expect(
      (await identify({ authorization: `Bearer ${token}` }, { now: new Date(expiresAt.getTime() - 1) })).user,
    ).not.toBeNull();
    expectRefused(await identify({ authorization: `Bearer ${token}` }, { now: expiresAt }), 'UNAUTHORIZED');
  });
});

describe('an API key', () => {
  const admin = () => contextOf(org.orgId, ada, 'admin');

  it('is its organization, with its scopes as permissions, in either header', async () => {
    const { id, key } = await createApiKey(admin(), { name: 'CI', scopes: ['leads:read', 'events:write'] });
    const ways: Record<string, string>[] = [{ 'x-api-key': key }, { authorization: `Bearer ${key}` }];
    for (const headers of ways) {
      const caller = await identify(headers);
      expect(caller.user).toBeNull();
      expect(caller.org).toMatchObject({ orgId: org.orgId, actor: { kind: 'apiKey', keyId: id, name: 'CI' } });
      expect([...caller.org!.permissions].sort()).toEqual(['events:write', 'leads:read']);
      expect(caller.limit).toMatchObject({
        bucket: `api-key:${org.orgId}:${id}`,
        count: env().API_REQUESTS_PER_MINUTE,
      });
    }
  });

  it('has its own limit when it was given one', async () => {
    const { key } = await createApiKey(admin(), { name: 'fast', scopes: ['leads:read'], requestsPerMinute: 5000 });
    expect((await identify({ 'x-api-key': key })).limit).toMatchObject({
      count: 5000,
      perMinute: 5000,
      windowMs: MINUTE_MS,
    });
  });

  it('can do no more than keys can, whatever stands in its row', async () => {
    const { id, key } = await createApiKey(admin(), { name: 'k', scopes: ['leads:read'] });
    const scopes = [...KEY_SCOPES, 'members:write', 'keys:write', '*'];
    await fixtures.query('update api_keys set scopes = $2 where id = $1', [id, scopes]);
    expect([...(await identify({ 'x-api-key': key })).org!.permissions].sort()).toEqual([...KEY_SCOPES].sort());
  });

  it('opens its own organization only', async () => {
    const { key } = await createApiKey(admin(), { name: 'k', scopes: ['leads:read'] });
    for (const named of [org.orgId, org.slug])
      expect((await identify({ 'x-api-key': key, 'x-organization': named })).org?.orgId).toBe(org.orgId);
    for (const named of [other.orgId, other.slug, 'no-such'])
      expectRefused(await identify({ 'x-api-key': key, 'x-organization': named }), 'NOT_FOUND');
  });

  it('is refused from the moment it is revoked', async () => {
    const { id, key } = await createApiKey(admin(), { name: 'k', scopes: ['leads:read'] });
    expect((await identify({ 'x-api-key': key })).org).not.toBeNull();
    await revokeApiKey(admin(), { id });
    expectRefused(await identify({ 'x-api-key': key }), 'UNAUTHORIZED');
  });

  it('is refused from the moment it runs out', async () => {
    const expiresAt = new Date(Date.now() + 5 * MINUTE_MS);
    const { key } = await createApiKey(admin(), {
      name: 'k',
      scopes: ['leads:read'],
      expiresAt: expiresAt.toISOString(),
    });
    expect((await identify({ 'x-api-key': key }, { now: new Date(expiresAt.getTime() - 1) })).org).not.toBeNull();
    expectRefused(await identify({ 'x-api-key': key }, { now: expiresAt }), 'UNAUTHORIZED');
  });

  it('shows when it was last used, written at most once a minute', async () => {
    const { id, key } = await createApiKey(admin(), { name: 'k', scopes: ['leads:read'] });
    const lastUsed = async () =>
      (await fixtures.query<{ at: Date | null }>('select last_used_at as at from api_keys where id = $1', [id]))
        .rows[0]!.at;
    const start = Date.now();
    await identify({ 'x-api-key': key }, { now: new Date(start) });
    expect((await until(lastUsed, (at) => at !== null))!.getTime()).toBe(start);
    await identify({ 'x-api-key': key }, { now: new Date(start + 59_000) });
    await identify({ 'x-api-key': key }, { now: new Date(start + 60_001) });
    expect((await until(lastUsed, (at) => at!.getTime() !== start))!.getTime()).toBe(start + 60_001);
  });
});
