import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type Environment, judgeVariables } from './judge-variables';
import { VARIABLES } from './variables';

const random = () => randomBytes(32).toString('base64');

/** A deployment in which nothing is wrong. */
const GOOD: Environment = {
  NODE_ENV: 'production',
  VERCEL: '1',
  APP_URL: 'https://throughline.example',
  TRUSTED_PROXY: '1',
  DATABASE_URL: 'postgres://throughline_app:aaaa@ep-x-pooler.neon.tech/db?sslmode=require',
  DATABASE_DOOR_URL: 'postgres://throughline_door:aaaa@ep-x-pooler.neon.tech/db?sslmode=require',
  DATABASE_IDENTITY_URL: 'postgres://throughline_identity:aaaa@ep-x-pooler.neon.tech/db?sslmode=require',
  DATABASE_SYSTEM_URL: 'postgres://throughline_system:aaaa@ep-x-pooler.neon.tech/db?sslmode=require',
  DATABASE_MIGRATE_URL: 'postgres://owner:aaaa@ep-x.neon.tech/db?sslmode=require',
  BETTER_AUTH_SECRET: random(),
  ENCRYPTION_KEY: random(),
  CRON_SECRET: random(),
  INNGEST_EVENT_KEY: random(),
  INNGEST_SIGNING_KEY: `signkey-prod-${randomBytes(32).toString('hex')}`,
  QSTASH_TOKEN: random(),
  QSTASH_CURRENT_SIGNING_KEY: random(),
  QSTASH_NEXT_SIGNING_KEY: random(),
  UPSTASH_REDIS_REST_URL: 'https://eu1.upstash.io',
  UPSTASH_REDIS_REST_TOKEN: random(),
  SMTP_URL: 'smtps://mail:pa%20ss@smtp.example.com',
  MAIL_FROM: 'Throughline <mail@example.com>',
};

const wrongIn = (change: Record<string, string | undefined>) =>
  judgeVariables({ ...GOOD, ...change })
    .filter(({ state }) => state === 'looks wrong')
    .map(({ name }) => name);

const at = (name: string, change: Record<string, string | undefined> = {}) =>
  judgeVariables({ ...GOOD, ...change }).find((variable) => variable.name === name)!;

describe('what looks wrong', () => {
  it('is nothing where all is well', () => expect(wrongIn({})).toEqual([]));

  it.each<[what: string, change: Record<string, string | undefined>, wrong: string[]]>([
    ['an address without encryption', { APP_URL: 'http://throughline.example' }, ['APP_URL']],
    ['a deployment on the reader’s own machine', { APP_URL: undefined }, ['APP_URL']],
    ['one’s own machine', { APP_URL: 'http://localhost:3000', VERCEL: undefined }, []],
    ['no address at all', { APP_URL: 'throughline' }, ['APP_URL']],
    ['forwarded addresses not believed on Vercel', { TRUSTED_PROXY: '0' }, ['TRUSTED_PROXY']],
    ['a machine without a proxy', { TRUSTED_PROXY: undefined, VERCEL: undefined }, []],
    [
      'migrations through a pooler',
      { DATABASE_MIGRATE_URL: 'postgres://owner:a@ep-x-pooler.neon.tech/db?sslmode=require' },
      ['DATABASE_MIGRATE_URL'],
    ],
    [
      'migrations as the program',
      { DATABASE_MIGRATE_URL: GOOD.DATABASE_URL!.replace('-pooler', '') },
      ['DATABASE_MIGRATE_URL'],
    ],
    [
      'two roles mixed up',
      { DATABASE_DOOR_URL: GOOD.DATABASE_URL, DATABASE_URL: GOOD.DATABASE_DOOR_URL },
      ['DATABASE_URL', 'DATABASE_DOOR_URL'],
    ],
    ['the owner as the program', { DATABASE_SYSTEM_URL: GOOD.DATABASE_MIGRATE_URL }, ['DATABASE_SYSTEM_URL']],
    [
      'an unencrypted database elsewhere',
      { DATABASE_URL: 'postgres://throughline_app:a@db.example.com/db' },
      ['DATABASE_URL'],
    ],
    [
      'encryption forbidden',
      { DATABASE_URL: 'postgres://throughline_app:a@db.example.com/db?sslmode=disable' },
      ['DATABASE_URL'],
    ],
    ['a database of this machine', { DATABASE_URL: 'postgres://throughline_app:a@127.0.0.1:5432/db' }, []],
    ['a database next door', { DATABASE_URL: 'postgres://throughline_app:a@postgres:5432/db' }, []],
    ['no database', { DATABASE_IDENTITY_URL: undefined }, ['DATABASE_IDENTITY_URL']],
    [
      'an Inngest of one’s own without keys',
      { INNGEST_BASE_URL: 'https://inngest.example', INNGEST_EVENT_KEY: undefined, INNGEST_SIGNING_KEY: undefined },
      ['INNGEST_BASE_URL'],
    ],
    ['one key of two', { INNGEST_SIGNING_KEY: undefined }, ['INNGEST_EVENT_KEY']],
    ['the other key of two', { INNGEST_EVENT_KEY: '' }, ['INNGEST_SIGNING_KEY']],
    ['a key that is no key', { INNGEST_SIGNING_KEY: 'not hexadecimal at all' }, ['INNGEST_SIGNING_KEY']],
    ['an engine beside a function', { INNGEST_BASE_URL: 'http://127.0.0.1:8288' }, ['INNGEST_BASE_URL']],
    ['the mode for developers', { INNGEST_DEV: '1' }, ['INNGEST_DEV']],
    ['that mode, refused', { INNGEST_DEV: '0' }, []],
    [
      'messages that cannot come back',
      { QSTASH_CURRENT_SIGNING_KEY: undefined, QSTASH_NEXT_SIGNING_KEY: undefined },
      ['QSTASH_TOKEN'],
    ],
    ['no key for a rotation', { QSTASH_NEXT_SIGNING_KEY: undefined }, ['QSTASH_CURRENT_SIGNING_KEY']],
    ['half of a Redis', { UPSTASH_REDIS_REST_TOKEN: undefined }, ['UPSTASH_REDIS_REST_URL']],
    ['the other half', { UPSTASH_REDIS_REST_URL: undefined, LIMITS: 'postgres' }, ['UPSTASH_REDIS_REST_TOKEN']],
    [
      'limits each function counts alone',
      { UPSTASH_REDIS_REST_URL: undefined, UPSTASH_REDIS_REST_TOKEN: undefined, LIMITS: 'process' },
      ['LIMITS'],
    ],
    ['limits counted in PostgreSQL', { UPSTASH_REDIS_REST_URL: undefined, UPSTASH_REDIS_REST_TOKEN: undefined }, []],
    ['QStash’s mode for developers', { QSTASH_DEV: 'true' }, ['QSTASH_DEV']],
    ['limits of an unknown kind', { LIMITS: 'redis' }, ['LIMITS']],
    ['Vercel’s clock without a secret', { CRON_SECRET: undefined }, ['CRON_SECRET']],
    ['another clock without one', { CRON_SECRET: undefined, VERCEL: undefined }, []],
    ['a mail server without a sender', { MAIL_FROM: undefined }, ['SMTP_URL']],
    ['a sender without a mail server', { SMTP_URL: undefined }, ['MAIL_FROM']],
    ['a limit that is no number', { API_REQUESTS_PER_MINUTE: '0' }, ['API_REQUESTS_PER_MINUTE']],
    ['old keys still listed', { ENCRYPTION_KEYS_OLD: random() }, ['ENCRYPTION_KEYS_OLD']],
    ['a short secret', { BETTER_AUTH_SECRET: 'aB3$kk9' }, ['BETTER_AUTH_SECRET']],
    ['an example', { BETTER_AUTH_SECRET: 'change-me-change-me-change-me-change-me' }, ['BETTER_AUTH_SECRET']],
    ['one character', { QSTASH_TOKEN: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' }, ['QSTASH_TOKEN']],
    ['one secret for two things', { CRON_SECRET: GOOD.BETTER_AUTH_SECRET }, ['BETTER_AUTH_SECRET', 'CRON_SECRET']],
  ])('%s', (_, change, wrong) => expect(wrongIn(change)).toEqual(wrong));
});

describe('what is said of a variable', () => {
  it('is whether it is set, a default, or missing with what follows', () => {
    expect(at('APP_URL')).toMatchObject({ state: 'set', shown: 'https://throughline.example', advice: null });
    expect(at('LOG_LEVEL')).toMatchObject({ state: 'default', shown: 'info' });
    expect(at('LOG_LEVEL', { LOG_LEVEL: '' })).toMatchObject({ state: 'default' });
    expect(at('OTEL_EXPORTER_OTLP_ENDPOINT')).toMatchObject({
      state: 'not set',
      shown: null,
      advice: 'Nothing is traced.',
    });
    expect(at('API_REQUESTS_PER_MINUTE', { API_REQUESTS_PER_MINUTE: '250' })).toMatchObject({
      state: 'set',
      shown: '250',
    });
  });

  it('holds of an address where it leads, and neither name, password, path nor query', () => {
    expect(at('DATABASE_URL').shown).toBe('postgres://ep-x-pooler.neon.tech');
    expect(at('SMTP_URL').shown).toBe('smtps://smtp.example.com');
    expect(at('DATABASE_URL', { DATABASE_URL: 'throughline_app:hunter2@host' }).shown).toBeNull();
  });

  it('holds nothing of a secret, in whatever state: no character, no length', () => {
    for (const { name, kind } of VARIABLES) {
      if (kind === 'plain') continue;
      for (const secret of [`Zq9${randomBytes(24).toString('hex')}`, 'Zq9', 'Zq9-change-me'.repeat(9)]) {
        const value = kind === 'secret' ? secret : `https://${secret}:${secret}@host.example/${secret}?key=${secret}`;
        const told = JSON.stringify(judgeVariables({ ...GOOD, [name]: value }));
        expect(told, name).not.toContain('Zq9');
        expect(told, name).not.toContain(`${secret.length} char`);
      }
      if (kind === 'secret') {
        const answers = ['a'.repeat(50), randomBytes(40).toString('hex')].map(
          (value) => at(name, { [name]: value }).shown,
        );
        expect(answers, name).toEqual([null, null]);
      }
    }
  });
});
