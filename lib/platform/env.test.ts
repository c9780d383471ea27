import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseEnv } from './env';
import { weaknessOf } from './weak-secret';

const hex = (bytes = 32) => randomBytes(bytes).toString('hex');
const DATABASE = 'postgres://throughline_app:long-and-random@db.internal:5432/throughline';

/** Everything that production may have, each value fresh. */
function production(): Record<string, string> {
  return {
    NODE_ENV: 'production',
    APP_URL: 'https://app.company.org',
    DATABASE_URL: DATABASE,
    DATABASE_DOOR_URL: DATABASE,
    DATABASE_IDENTITY_URL: DATABASE,
    DATABASE_SYSTEM_URL: DATABASE,
    BETTER_AUTH_SECRET: hex(),
    ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    CRON_SECRET: hex(16),
    INNGEST_EVENT_KEY: hex(24),
    INNGEST_SIGNING_KEY: `signkey-prod-${hex()}`,
    INNGEST_SIGNING_KEY_FALLBACK: `signkey-prod-${hex()}`,
    QSTASH_TOKEN: hex(),
    QSTASH_CURRENT_SIGNING_KEY: `sig_${randomBytes(21).toString('base64url')}`,
    QSTASH_NEXT_SIGNING_KEY: `sig_${randomBytes(21).toString('base64url')}`,
  };
}

/** The names that are refused, and what is said. */
function refusalOf(change: Record<string, string | undefined>): { names: string[]; said: string } {
  const given = { ...production(), ...change };
  try {
    parseEnv(given);
  } catch (error) {
    const said = (error as Error).message;
    for (const [name, value] of Object.entries(given))
      if (value && value.length > 5 && name !== 'NODE_ENV') expect(said, `tells ${name}`).not.toContain(value);
    return { names: [...said.matchAll(/^ {2}(\w+): /gm)].map(([, name]) => name!), said };
  }
  return { names: [], said: '' };
}

describe('production starts', () => {
  it('with secrets of its own, with and without the services one can do without', () => {
    for (let times = 0; times < 200; times += 1) expect(refusalOf({})).toEqual({ names: [], said: '' });
    const without = Object.fromEntries(
      Object.keys(production())
        .filter((name) => /^(INNGEST|QSTASH|CRON)/.test(name))
        .map((name) => [name, '']),
    );
    expect(refusalOf(without).names).toEqual([]);
    expect(refusalOf({ ...without, INNGEST_DEV: '0', QSTASH_DEV: 'false' }).names).toEqual([]);
  });
});

describe('production refuses to start', () => {
  it.each(['1', 'true', 'TRUE', 'http://localhost:8288', 'yes', ' 1'])('with INNGEST_DEV=%s', (value) => {
    expect(refusalOf({ INNGEST_DEV: value }).names).toEqual(['INNGEST_DEV']);
    expect(refusalOf({ QSTASH_DEV: value }).names).toEqual(['QSTASH_DEV']);
  });

  it('without secrets, or with half of what belongs together, naming all of them at once', () => {
    expect(refusalOf({ BETTER_AUTH_SECRET: undefined, ENCRYPTION_KEY: undefined }).names).toEqual([
      'BETTER_AUTH_SECRET',
      'ENCRYPTION_KEY',
    ]);
    expect(refusalOf({ INNGEST_EVENT_KEY: '' }).names).toEqual(['INNGEST_EVENT_KEY']);
    expect(refusalOf({ INNGEST_SIGNING_KEY: '', INNGEST_SIGNING_KEY_FALLBACK: '' }).names).toEqual([
      'INNGEST_SIGNING_KEY',
    ]);
    expect(refusalOf({ QSTASH_CURRENT_SIGNING_KEY: '', QSTASH_NEXT_SIGNING_KEY: undefined }).names).toEqual([
      'QSTASH_CURRENT_SIGNING_KEY',
      'QSTASH_NEXT_SIGNING_KEY',
    ]);
    expect(
      refusalOf({ BETTER_AUTH_SECRET: undefined, INNGEST_DEV: '1', CRON_SECRET: 'changemechangeme' }).names,
    ).toEqual(['BETTER_AUTH_SECRET', 'INNGEST_DEV', 'CRON_SECRET']);
  });

  it.each([
    ['BETTER_AUTH_SECRET', 'better-auth-secret-12345678901234567890'],
    ['BETTER_AUTH_SECRET', 'a'.repeat(40)],
    ['BETTER_AUTH_SECRET', 'Please-Change_Me, at least 32 characters'],
    ['BETTER_AUTH_SECRET', 'my-super-SECRET-value-for-production-0'],
    ['BETTER_AUTH_SECRET', 'kq7xw9zp3v'.repeat(4)],
    ['ENCRYPTION_KEY', `${'A'.repeat(43)}=`],
    ['ENCRYPTION_KEY', '0123456789abcdef0123456789abcdef0123456789abcdef'],
    ['CRON_SECRET', 'passwordpassword'],
    ['INNGEST_EVENT_KEY', 'changeme'],
    ['INNGEST_SIGNING_KEY', `signkey-prod-${'00'.repeat(32)}`],
    ['INNGEST_SIGNING_KEY', `signkey-prod-${'ab'.repeat(32)}`],
    ['INNGEST_SIGNING_KEY_FALLBACK', 'ff'.repeat(16)],
    ['QSTASH_TOKEN', 'eyJVc2VySUQiOiJkZWZhdWx0VXNlciIsIlBhc3N3b3JkIjoiZGVmYXVsdFBhc3N3b3JkIn0='],
    ['QSTASH_CURRENT_SIGNING_KEY', 'sig_7kYjw48mhY7kAjqNGcy6cr29RJ6r'],
    ['QSTASH_NEXT_SIGNING_KEY', 'sig_5ZB6DVzB1wjE8S6rZ7eenA8Pdnhs'],
    ['DATABASE_URL', 'postgres://throughline_app:…@localhost:5432/throughline'],
  ])('with %s as in an example: %s', (name, value) => {
    expect(refusalOf({ [name]: value }).names).toEqual([name]);
  });

  it('with one secret in two places, also where only what stands before it differs', () => {
    const [one, other] = [hex(), hex()];
    expect(refusalOf({ BETTER_AUTH_SECRET: one, CRON_SECRET: one }).names).toEqual(['CRON_SECRET']);
    const keys = {
      INNGEST_SIGNING_KEY: `signkey-prod-${other}`,
      INNGEST_SIGNING_KEY_FALLBACK: `signkey-test-${other}`,
    };
    expect(refusalOf(keys).names).toEqual(['INNGEST_SIGNING_KEY_FALLBACK']);
    expect(refusalOf({ QSTASH_CURRENT_SIGNING_KEY: one, QSTASH_NEXT_SIGNING_KEY: one }).said).toContain(
      'QSTASH_NEXT_SIGNING_KEY: is the same as QSTASH_CURRENT_SIGNING_KEY',
    );
  });
});

it('elsewhere it starts with what production refuses', () => {
  const given = { ...production(), NODE_ENV: 'development', INNGEST_DEV: '1', BETTER_AUTH_SECRET: 'a'.repeat(40) };
  expect(parseEnv(given)).toMatchObject({ NODE_ENV: 'development' });
});

it('secrets as this program makes them are never taken for weak ones', () => {
  for (let times = 0; times < 20_000; times += 1)
    for (const encoding of ['hex', 'base64', 'base64url'] as const)
      expect(weaknessOf(randomBytes(24).toString(encoding))).toBeNull();
});
