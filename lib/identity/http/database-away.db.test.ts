import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ADDRESS_HEADER } from '@/lib/platform/client-address';
import { env } from '@/lib/platform/env';
import { isDatabaseAway } from '@/lib/platform/errors';
import { identifyCaller } from '../identify-caller';
import { APP_ORIGIN, randomAddress, submit } from '../testing/people';
import { answerAuth } from './auth-routes';
import { answerToken } from './token-route';

/** No server has a socket on port 1 of this machine. */
const NOWHERE = 'postgres://nobody:nothing@127.0.0.1:1/none';

let cookie: string;

beforeAll(() => {
  vi.stubEnv('DATABASE_IDENTITY_URL', NOWHERE);
  const signature = createHmac('sha256', env().BETTER_AUTH_SECRET).update('token').digest('base64');
  cookie = `throughline.session_token=${encodeURIComponent(`token.${signature}`)}`;
});

afterAll(() => {
  vi.unstubAllEnvs();
});

async function expectAway(response: Response): Promise<void> {
  expect(response.status).toBe(503);
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await response.json()).error).toEqual({
    code: 'UNAVAILABLE',
    message: expect.any(String),
    requestId: expect.any(String),
  });
}

it('signing up and in answers 503 while the database is away', async () => {
  const form = { name: 'A', email: 'a@example.test', password: 'correct horse' };
  await expectAway(await submit('sign-up/email', form));
  await expectAway(await submit('sign-in/email', form));
});

it('so do the session, the keys and the token, rather than to say that nobody is signed in', async () => {
  const headers = { cookie, origin: APP_ORIGIN, [ADDRESS_HEADER]: randomAddress() };
  await expectAway(await answerAuth(new Request(`${APP_ORIGIN}/api/auth/get-session`, { headers }), 'get-session'));
  await expectAway(await answerAuth(new Request(`${APP_ORIGIN}/api/auth/jwks`, { headers }), 'jwks'));
  await expectAway(await answerToken(new Request(`${APP_ORIGIN}/api/auth/token`, { headers })));
  await expectAway(await submit('sign-out', {}, { cookie }));
  await expectAway(await submit('change-password', { currentPassword: 'x', newPassword: 'long enough' }, { cookie }));
});

it('a caller is not taken for nobody either', async () => {
  const call = { method: 'GET', address: '192.0.2.1', requestId: 'r', now: () => new Date() };
  const credentials: Record<string, string>[] = [{ cookie }, { 'x-api-key': `tl_k_${'a'.repeat(43)}` }];
  for (const headers of credentials) {
    const failure = await identifyCaller({ ...call, headers: new Headers(headers) }).catch((error) => error);
    expect(isDatabaseAway(failure)).toBe(true);
  }
});
