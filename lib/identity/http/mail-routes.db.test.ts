import pg from 'pg';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ADDRESS_HEADER } from '@/lib/platform/client-address';
import { isEmailVerified } from '../email-verified';
import { signedInUser } from '../page-session';
import { mailTo, tokenIn } from '../testing/account-mail';
import { APP_ORIGIN, cookieOf, newPerson, PASSWORD, randomAddress, signIn, submit } from '../testing/people';

const NEW_PASSWORD = 'a quite different one';
const HOUR_MS = 3_600_000;

afterEach(() => {
  vi.useRealTimers();
});

async function askForReset(email: string): Promise<string> {
  const response = await submit('request-password-reset', { email });
  expect([response.status, await response.json()]).toEqual([200, { done: true }]);
  const [mail] = await mailTo(email.toLowerCase());
  return tokenIn(mail!, '/reset-password');
}

const reset = (token: string, newPassword = NEW_PASSWORD) => submit('reset-password', { token, newPassword });
const later = (ms: number) => vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });

describe('a forgotten password', () => {
  it('is replaced by the link of the mail: the new one signs in, the old one and old sessions do not', async () => {
    const person = await newPerson();
    const old = await signIn(person);
    const token = await askForReset(person.email.toUpperCase());
    const [mail] = await mailTo(person.email);
    expect(mail).toMatchObject({ kind: 'reset', subject: 'Choose a new password' });
    expect(mail!.html).toContain(`href="${APP_ORIGIN}/reset-password?token=${token}"`);
    expect(await signedInUser(new Headers({ cookie: old })), 'asking changes nothing').not.toBeNull();

    const done = await reset(token);
    expect([done.status, await done.json()]).toEqual([200, { done: true }]);
    expect(done.headers.getSetCookie(), 'nobody is signed in by it').toEqual([]);
    expect(await signedInUser(new Headers({ cookie: old }))).toBeNull();
    expect((await submit('sign-in/email', { email: person.email, password: PASSWORD })).status).toBe(401);
    const signedIn = await submit('sign-in/email', { email: person.email, password: NEW_PASSWORD });
    expect(signedIn.status).toBe(200);
    expect(await isEmailVerified(person.id), 'who reads the mail has the address').toBe(true);
    expect(await signedInUser(new Headers({ cookie: cookieOf(signedIn) }))).toMatchObject({ id: person.id });
  });

  it('is replaced once by one link, of several tries at once too', async () => {
    const person = await newPerson();
    const token = await askForReset(person.email);
    const statuses = await Promise.all(
      ['first password', 'other password', 'third password'].map(async (one) => (await reset(token, one)).status),
    );
    expect(statuses.sort()).toEqual([200, 410, 410]);
    const again = await reset(token);
    expect((await again.json()).error).toMatchObject({
      code: 'GONE',
      message: expect.stringContaining('used already'),
    });
  });

  it('a password that is refused does not spend the link', async () => {
    const token = await askForReset((await newPerson()).email);
    const refused = await reset(token, 'short');
    expect((await refused.json()).error).toMatchObject({ code: 'VALIDATION', field: 'newPassword' });
    expect((await reset(token)).status).toBe(200);
  });

  it('a link is good for an hour', async () => {
    const [early, late] = [await newPerson(), await newPerson()];
    const [inTime, tooLate] = [await askForReset(early.email), await askForReset(late.email)];
    later(HOUR_MS - 60_000);
    expect((await reset(inTime)).status).toBe(200);
    later(2 * 60_000);
    expect((await reset(tooLate)).status).toBe(410);
    expect((await submit('sign-in/email', { email: late.email, password: PASSWORD })).status).toBe(200);
  });

  it('its token stands in no table but the mail’s', async () => {
    const token = await askForReset((await newPerson()).email);
    const client = new pg.Client({ connectionString: process.env.DATABASE_MIGRATE_URL });
    await client.connect();
    const { rows } = await client.query('select 1 from verifications v where v::text like $1', [`%${token}%`]);
    await client.end();
    expect(rows).toEqual([]);
  });

  it('is answered alike for an address that has no account, in as much time, and nothing is written', async () => {
    const person = await newPerson();
    const ask = async (email: string) => {
      const startMs = performance.now();
      const response = await submit('request-password-reset', { email }, { 'x-request-id': 'the-same' });
      const tookMs = performance.now() - startMs;
      const headers = [...response.headers].filter(([name]) => !name.startsWith('ratelimit-reset'));
      return { said: JSON.stringify([response.status, headers, await response.text()]), tookMs };
    };
    const unknownAddress = `nobody-${randomAddress()}@reader.org`;
    const tries = [
      await ask(person.email),
      await ask(unknownAddress),
      await ask(person.email),
      await ask(unknownAddress),
    ];
    expect(tries[0]!.said).toBe(tries[1]!.said);
    expect(tries[2]!.said).toBe(tries[3]!.said);
    expect(Math.min(...tries.map(({ tookMs }) => tookMs))).toBeGreaterThanOrEqual(245);
    expect(await mailTo(unknownAddress)).toEqual([]);
    expect((await mailTo(person.email)).filter(({ kind }) => kind === 'reset')).toHaveLength(2);
  });

  it('is mailed five times an hour to one address, whether there is an account or not', async () => {
    for (const email of [(await newPerson()).email, `nobody-${randomAddress()}@reader.org`]) {
      const statuses: number[] = [];
      for (let index = 0; index < 6; index += 1)
        statuses.push(
          (await submit('request-password-reset', { email: index % 2 ? email : email.toUpperCase() })).status,
        );
      expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
    }
  });

  it('is limited by who asks as well', async () => {
    const headers = { [ADDRESS_HEADER]: randomAddress() };
    for (let index = 0; index < 100; index += 1) await submit('reset-password', {}, headers);
    expect((await submit('reset-password', {}, headers)).status).toBe(429);
  });

  it.each(['request-password-reset', 'reset-password', 'verify-email', 'send-verification-email'])(
    'no page of somebody else can ask for %s',
    async (path) => {
      const person = await newPerson();
      const headers = { origin: 'https://foreign.test', 'sec-fetch-site': 'cross-site', cookie: await signIn(person) };
      expect((await submit(path, { email: person.email }, headers)).status).toBe(403);
      expect(await mailTo(person.email)).toEqual([]);
    },
  );
});

describe('an address', () => {
  async function signUp() {
    const email = `new-${randomAddress()}@reader.org`;
    const response = await submit('sign-up/email', { name: 'Click https://evil.test', email, password: PASSWORD });
    return { email, cookie: cookieOf(response), id: (await response.json()).user.id as string };
  }

  it('is asked to be confirmed by one mail at sign-up, which says nothing its sender chose', async () => {
    const { email, id } = await signUp();
    const mails = await mailTo(email);
    expect(mails).toMatchObject([{ kind: 'verification', subject: 'Confirm your e-mail address' }]);
    expect(JSON.stringify(mails)).not.toContain('evil.test');
    expect(await isEmailVerified(id)).toBe(false);
  });

  it('is confirmed by the link, once and again without harm; the account works before too', async () => {
    const { email, id, cookie } = await signUp();
    expect(await signedInUser(new Headers({ cookie }))).toMatchObject({ email });
    const token = tokenIn((await mailTo(email))[0]!, '/verify-email');
    expect((await submit('verify-email', { token })).status).toBe(200);
    expect(await isEmailVerified(id)).toBe(true);
    expect((await submit('verify-email', { token })).status).toBe(200);
  });

  it.each([
    ['one that was altered', (token: string) => token.replace(/\.(.)/, (_, first) => `.${first === 'a' ? 'b' : 'a'}`)],
    ['one of nobody’s', () => 'a-token-that-leads-nowhere'],
    ['none of an algorithm at all', (token: string) => `eyJhbGciOiJub25lIn0.${token.split('.')[1]}.`],
  ])('is not confirmed by %s', async (_, change) => {
    const { email, id } = await signUp();
    const token = tokenIn((await mailTo(email))[0]!, '/verify-email');
    const response = await submit('verify-email', { token: change(token) });
    expect([response.status, (await response.json()).error.code]).toEqual([410, 'GONE']);
    expect(await isEmailVerified(id)).toBe(false);
  });

  it('is not confirmed after an hour', async () => {
    const { email, id } = await signUp();
    const token = tokenIn((await mailTo(email))[0]!, '/verify-email');
    later(HOUR_MS + 60_000);
    expect((await submit('verify-email', { token })).status).toBe(410);
    expect(await isEmailVerified(id)).toBe(false);
  });

  it('is sent another mail when its owner asks, and none when it is confirmed', async () => {
    const { email, cookie } = await signUp();
    expect((await submit('send-verification-email', {})).status).toBe(401);
    // A token says when it was made, in seconds: asked twice in one, it is the same, and so is the mail.
    later(5000);
    for (let index = 0; index < 2; index += 1)
      expect((await submit('send-verification-email', {}, { cookie })).status).toBe(200);
    expect(await mailTo(email)).toHaveLength(2);
    await submit('verify-email', { token: tokenIn((await mailTo(email))[0]!, '/verify-email') });
    later(5000);
    expect((await submit('send-verification-email', {}, { cookie })).status).toBe(200);
    expect(await mailTo(email)).toHaveLength(2);
  });
});
