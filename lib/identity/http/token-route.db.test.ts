import { createPublicKey, type JsonWebKey, verify } from 'node:crypto';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { ADDRESS_HEADER } from '@/lib/platform/client-address';
import { readAccessToken } from '../access-token';
import type { Membership } from '../contract';
import { APP_ORIGIN, newOrganization, newPerson, type Person, randomAddress, signIn } from '../testing/people';
import { answerAuth } from './auth-routes';
import { answerToken } from './token-route';

let ada: Person;
let cookie: string;
let org: Membership;

beforeAll(async () => {
  ada = await newPerson();
  cookie = await signIn(ada);
  org = await newOrganization(ada);
});

afterEach(() => {
  vi.useRealTimers();
});

function ask(headers: Record<string, string>, method = 'POST'): Promise<Response> {
  const own = { origin: APP_ORIGIN, [ADDRESS_HEADER]: randomAddress() };
  return answerToken(new Request(`${APP_ORIGIN}/api/auth/token`, { method, headers: { ...own, ...headers } }));
}

const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString());

async function publishedKeys(): Promise<(JsonWebKey & { kid: string; alg: string })[]> {
  const request = new Request(`${APP_ORIGIN}/api/auth/jwks`, { headers: { [ADDRESS_HEADER]: randomAddress() } });
  return (await (await answerAuth(request, 'jwks')).json()).keys;
}

describe('POST /api/auth/token', () => {
  it('gives a JWT of fifteen minutes that anybody can verify by the published keys', async () => {
    const asked = Date.now();
    const response = await ask({ cookie });
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const { token, expiresAt } = await response.json();
    const [head, body, signature] = token.split('.');
    const { kid, alg } = JSON.parse(Buffer.from(head, 'base64url').toString());
    const key = (await publishedKeys()).find((published) => published.kid === kid);
    expect(alg).toBe('EdDSA');
    expect(key).toMatchObject({ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA' });
    expect(key).not.toHaveProperty('d');
    const publicKey = createPublicKey({ key: key!, format: 'jwk' });
    const isValid = (bytes: string) => verify(null, Buffer.from(bytes), publicKey, Buffer.from(signature, 'base64url'));
    expect(isValid(`${head}.${body}`)).toBe(true);
    expect(isValid(`${head}.${body}x`)).toBe(false);
    const claims = claimsOf(token);
    expect(claims).toEqual({
      sub: ada.id,
      iat: expect.any(Number),
      exp: claims.iat + 900,
      iss: APP_ORIGIN,
      aud: APP_ORIGIN,
    });
    expect(claims.iat * 1000).toBeGreaterThan(asked - 1000);
    expect(new Date(expiresAt).getTime()).toBe(claims.exp * 1000);
  });

  it('answers GET the same way', async () => {
    const { token } = await (await ask({ cookie }, 'GET')).json();
    expect(claimsOf(token).sub).toBe(ada.id);
  });

  it('binds the token to the organization that is named, by id or slug', async () => {
    for (const named of [org.orgId, org.slug]) {
      const { token } = await (await ask({ cookie, 'x-organization': named })).json();
      expect(claimsOf(token).org).toBe(org.orgId);
    }
  });

  it('refuses an organization one is not in like one that does not exist', async () => {
    const other = await newOrganization(await newPerson());
    const answers = [];
    for (const named of [other.orgId, other.slug, '01990000-0000-7000-8000-000000000000', 'nothing-here']) {
      const response = await ask({ cookie, 'x-organization': named });
      const { error } = await response.json();
      answers.push({ status: response.status, ...error, requestId: '' });
    }
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 404, code: 'NOT_FOUND' });
  });

  it('needs a session: no key and no token makes a token', async () => {
    expect((await ask({})).status).toBe(401);
    const { token } = await (await ask({ cookie })).json();
    expect((await ask({ authorization: `Bearer ${token}` })).status).toBe(401);
    expect((await (await ask({})).json()).error.code).toBe('UNAUTHORIZED');
  });

  it('is not given to a foreign page', async () => {
    expect((await ask({ cookie, origin: 'https://evil.test' })).status).toBe(403);
  });
});

describe('a token', () => {
  it('is read until it is fifteen minutes old, to the second', async () => {
    const { token, expiresAt } = await (await ask({ cookie, 'x-organization': org.slug })).json();
    const end = new Date(expiresAt).getTime();
    expect(await readAccessToken(token, new Date(end - 1))).toEqual({ userId: ada.id, orgId: org.orgId });
    expect(await readAccessToken(token, new Date(end))).toBeNull();
    vi.useFakeTimers({ toFake: ['Date'], now: end + 1000 });
    expect(await readAccessToken(token, new Date(end - 1))).toBeNull();
  });

  it('is not read when anything in it was changed', async () => {
    const { token } = await (await ask({ cookie })).json();
    const [head, body, signature] = token.split('.') as [string, string, string];
    const packed = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const bob = await newPerson();
    const { kid } = JSON.parse(Buffer.from(head, 'base64url').toString());
    const forgeries = [
      `${head}.${packed({ ...claimsOf(token), sub: bob.id })}.${signature}`,
      `${packed({ alg: 'none', kid })}.${body}.`,
      `${packed({ alg: 'none', kid })}.${body}.${signature}`,
      `${packed({ alg: 'HS256', kid })}.${body}.${signature}`,
      `${packed({ alg: 'EdDSA', kid: 'another' })}.${body}.${signature}`,
      `${packed({ alg: 'EdDSA' })}.${body}.${signature}`,
      `${body}.${body}.${signature}`,
      'a.b.c',
      '',
    ];
    for (const forgery of forgeries) expect(await readAccessToken(forgery, new Date())).toBeNull();
    expect(await readAccessToken(token, new Date())).toEqual({ userId: ada.id, orgId: null });
  });
});
