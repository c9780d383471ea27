import pg from 'pg';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ADDRESS_HEADER } from '@/lib/platform/client-address';
import { systemDb } from '@/lib/tenancy';
import { APP_ORIGIN, cookieOf, newPerson, PASSWORD, randomAddress, signIn, submit } from '../testing/people';
import { answerAuth } from './auth-routes';

const DAY_MS = 24 * 3600 * 1000;

afterEach(() => {
  vi.useRealTimers();
});

function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return answerAuth(
    new Request(`${APP_ORIGIN}/api/auth/${path}`, { headers: { [ADDRESS_HEADER]: randomAddress(), ...headers } }),
    path,
  );
}

/** The owner's look at tables that no role of the program but one may read. */
async function asOwner<Row extends pg.QueryResultRow>(text: string, values: unknown[]): Promise<Row[]> {
  const client = new pg.Client({ connectionString: process.env.DATABASE_MIGRATE_URL });
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}

describe('sign up', () => {
  it('makes an account and signs in, keeping the password only as a hash', async () => {
    const email = `New.Person.${randomAddress()}@Example.test`;
    const response = await submit('sign-up/email', { name: '  New Person ', email, password: PASSWORD });
    expect(response.status).toBe(200);
    const body = await response.json();
    expect(body).toEqual({ user: { id: expect.any(String), name: 'New Person', email: email.toLowerCase() } });
    expect(JSON.stringify(body)).not.toContain('token');
    const session = await (await get('get-session', { cookie: cookieOf(response) })).json();
    expect(session.user).toEqual(body.user);
    const [account] = await asOwner<{ password: string }>('select password from accounts where user_id = $1', [
      body.user.id,
    ]);
    expect(account?.password).toMatch(/^[0-9a-f]+:[0-9a-f]{64,}$/);
    expect(account?.password).not.toContain(PASSWORD);
  });

  it('gives ids of version 7 to the rows the library writes', async () => {
    const person = await newPerson();
    const rows = await asOwner<{ id: string }>(
      'select id from sessions where user_id = $1 union all select id from accounts where user_id = $1 union all select $1::uuid',
      [person.id],
    );
    expect(rows).toHaveLength(3);
    for (const { id } of rows) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  });

  it('refuses an address that has an account, without saying so', async () => {
    const person = await newPerson();
    const response = await submit('sign-up/email', {
      name: 'Other',
      email: person.email.toUpperCase(),
      password: PASSWORD,
    });
    expect(response.status).toBe(409);
    const { error } = await response.json();
    expect(error).toEqual({ code: 'CONFLICT', message: expect.any(String), requestId: expect.any(String) });
    expect(error.message).not.toMatch(/exist|taken|already registered/i);
    expect(response.headers.getSetCookie()).toEqual([]);
  });

  it('lets one of two concurrent sign-ups with one address through', async () => {
    const form = { name: 'Twin', email: `twin-${randomAddress()}@example.test`, password: PASSWORD };
    const statuses = (await Promise.all([submit('sign-up/email', form), submit('sign-up/email', form)])).map(
      ({ status }) => status,
    );
    expect(statuses.sort()).toEqual([200, 409]);
  });

  it.each([
    ['a short password', { password: 'seven77' }, 'password'],
    ['a password of 129 characters', { password: 'x'.repeat(129) }, 'password'],
    ['no e-mail address', { email: 'nobody' }, 'email'],
    ['no name', { name: '   ' }, 'name'],
    ['a NUL in the name', { name: 'a\0b' }, 'name'],
    ['a field of another type', { password: 12345678 }, 'password'],
  ])('refuses %s and names the field', async (_what, change, field) => {
    const form = { name: 'A', email: `x-${randomAddress()}@example.test`, password: PASSWORD, ...change };
    const response = await submit('sign-up/email', form);
    expect(response.status).toBe(400);
    expect((await response.json()).error).toMatchObject({ code: 'VALIDATION', field });
  });

  it('takes no field beyond its own', async () => {
    const email = `extra-${randomAddress()}@example.test`;
    const form = {
      name: 'A',
      email,
      password: PASSWORD,
      emailVerified: true,
      id: 'mine',
      callbackURL: 'https://evil.test',
    };
    const response = await submit('sign-up/email', form);
    expect(response.status).toBe(200);
    const { user } = await response.json();
    const [row] = await asOwner<{ email_verified: boolean }>('select email_verified from users where id = $1', [
      user.id,
    ]);
    expect(row).toEqual({ email_verified: false });
  });

  it('refuses bodies that are no JSON, no object, or too large', async () => {
    expect((await submit('sign-up/email', '{"name":')).status).toBe(400);
    expect((await submit('sign-up/email', 'null')).status).toBe(400);
    expect((await submit('sign-up/email', JSON.stringify({ name: 'x'.repeat(20_000) }))).status).toBe(413);
  });
});

describe('sign in', () => {
  it('sets one cookie: for http only this server reads, for ours alone, not for other sites', async () => {
    const person = await newPerson();
    const response = await submit('sign-in/email', { email: person.email, password: PASSWORD });
    const lines = response.headers.getSetCookie();
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^throughline\.session_token=[^;]+;/);
    expect(lines[0]).toMatch(/; HttpOnly/);
    expect(lines[0]).toMatch(/; SameSite=Lax/);
    expect(lines[0]).toMatch(/; Path=\//);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual({ user: { id: person.id, name: person.name, email: person.email } });
  });

  it('fails alike for a wrong password and for an address nobody has', async () => {
    const person = await newPerson();
    const wrong = await submit('sign-in/email', { email: person.email, password: 'not the password' });
    const unknown = await submit('sign-in/email', { email: `x${person.email}`, password: 'not the password' });
    const shape = async (response: Response) => {
      const { error } = await response.json();
      return { status: response.status, headers: [...response.headers.keys()].sort(), ...error, requestId: '' };
    };
    const [first, second] = [await shape(wrong), await shape(unknown)];
    expect(first).toEqual(second);
    expect(first).toMatchObject({ status: 401, message: 'The e-mail address or the password is not right.' });
  });

  it('is limited to 100 tries in a quarter of an hour from one address', async () => {
    const address = randomAddress();
    const wrong = { email: 'nobody@example.test', password: '' };
    for (let index = 0; index < 100; index += 1) {
      const response = await submit('sign-in/email', wrong, { [ADDRESS_HEADER]: address });
      expect(response.status).toBe(400);
    }
    const refused = await submit('sign-in/email', wrong, { [ADDRESS_HEADER]: address });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.headers.get('ratelimit-limit')).toBe('100');
    expect(refused.headers.get('ratelimit-remaining')).toBe('0');
    expect((await refused.json()).error.code).toBe('RATE_LIMITED');
    expect((await submit('sign-in/email', wrong)).status).toBe(400);
  });

  it('is refused when a foreign page sends the form, and works without a browser', async () => {
    const { email, password } = await newPerson();
    const foreign = await submit('sign-in/email', { email, password }, { origin: 'https://evil.test' });
    expect(foreign.status).toBe(403);
    expect(foreign.headers.getSetCookie()).toEqual([]);
    const request = new Request(`${APP_ORIGIN}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { [ADDRESS_HEADER]: randomAddress() },
      body: JSON.stringify({ email, password }),
    });
    expect((await answerAuth(request, 'sign-in/email')).status).toBe(200);
  });
});

describe('a session', () => {
  it('is shown without its token', async () => {
    const person = await newPerson();
    const cookie = await signIn(person);
    const body = await (await get('get-session', { cookie })).json();
    expect(body).toEqual({
      user: { id: person.id, name: person.name, email: person.email },
      session: { expiresAt: expect.any(String) },
    });
    const left = new Date(body.session.expiresAt).getTime() - Date.now();
    expect(left / DAY_MS).toBeGreaterThan(6.9);
    expect(left / DAY_MS).toBeLessThanOrEqual(7);
  });

  it('is nobody without a cookie, or with one that was tampered with', async () => {
    expect(await (await get('get-session')).json()).toBeNull();
    const cookie = await signIn(await newPerson());
    const forged = cookie.replace(/=./, (start) => (start === '=A' ? '=B' : '=A'));
    expect(await (await get('get-session', { cookie: forged })).json()).toBeNull();
  });

  it('ends with sign-out, which a foreign page cannot send', async () => {
    const cookie = await signIn(await newPerson());
    const foreign = await submit('sign-out', {}, { cookie, origin: 'https://evil.test' });
    expect(foreign.status).toBe(403);
    expect((await (await get('get-session', { cookie })).json()).user).toBeDefined();
    const response = await submit('sign-out', {}, { cookie });
    expect(await response.json()).toEqual({ done: true });
    expect(response.headers.getSetCookie()[0]).toMatch(/Max-Age=0/);
    expect(await (await get('get-session', { cookie })).json()).toBeNull();
  });

  it('other than the one in use ends when the password changes', async () => {
    const person = await newPerson();
    const [stolen, mine] = [await signIn(person), await signIn(person)];
    const form = { currentPassword: PASSWORD, newPassword: 'another long one' };
    const wrong = await submit('change-password', { ...form, currentPassword: 'guess' }, { cookie: mine });
    expect(wrong.status).toBe(400);
    expect((await wrong.json()).error).toMatchObject({ code: 'VALIDATION', field: 'currentPassword' });
    expect((await submit('change-password', form)).status).toBe(401);
    const changed = await submit('change-password', form, { cookie: mine });
    expect(changed.status).toBe(200);
    expect(await (await get('get-session', { cookie: stolen })).json()).toBeNull();
    expect((await (await get('get-session', { cookie: cookieOf(changed) })).json()).user.id).toBe(person.id);
    expect((await submit('sign-in/email', { email: person.email, password: PASSWORD })).status).toBe(401);
    expect((await submit('sign-in/email', { email: person.email, password: 'another long one' })).status).toBe(200);
  });
});

describe('what can be reached', () => {
  it.each([
    'token',
    'update-user',
    'delete-user',
    'request-password-reset/x',
    'reset-password/x',
    'verify-password',
    'outbox',
    'sign-in/social',
    'list-sessions',
    'error',
    'ok',
    'constructor',
    '__proto__',
    '',
  ])('is not %j', async (path) => {
    for (const response of [await get(path), await submit(path, {})]) {
      expect(response.status).toBe(404);
      expect((await response.json()).error.code).toBe('NOT_FOUND');
    }
  });

  it('answers a wrong method with the envelope', async () => {
    const response = await get('sign-in/email');
    expect(response.status).toBe(405);
    expect((await response.json()).error.code).toBe('METHOD_NOT_ALLOWED');
  });
});

it('no role but that of sign-in can read the tables of sign-in', async () => {
  for (const table of ['sessions', 'accounts', 'verifications', 'jwks', 'account_messages'])
    await expect(systemDb('fixtures of a test').query(`select 1 from ${table}`)).rejects.toThrow('permission denied');
});
