import { DATABASE_ROLES, isPooled } from '@/lib/platform/database-roles';
import { weaknessOf } from '@/lib/platform/weak-secret';
import type { ConfiguredVariable, VariableState } from './contract';
import { VARIABLES, type Variable } from './variables';

/** The environment of a process, or one made up by a test. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Question: what is set, what counts where nothing is, and what looks wrong? Nothing of a secret is ever in the answer. */
export function judgeVariables(env: Environment): ConfiguredVariable[] {
  return VARIABLES.map((variable) => {
    const value = env[variable.name] || undefined;
    const advice = adviceFor(variable, env);
    return {
      name: variable.name,
      group: variable.group,
      does: variable.does,
      isSecret: variable.kind === 'secret',
      state: stateOf(variable, value, advice),
      shown: shownOf(variable, value),
      advice: advice ?? (value === undefined ? variable.without : null),
    };
  });
}

function stateOf(variable: Variable, value: string | undefined, advice: string | null): VariableState {
  if (advice !== null) return 'looks wrong';
  if (value !== undefined) return 'set';
  return variable.fallback === undefined ? 'not set' : 'default';
}

const SHOWN_MAX = 120;

/** Of an address its scheme and host, of a secret nothing at all, not even how long it is. */
function shownOf({ kind, fallback }: Variable, value: string | undefined): string | null {
  if (kind === 'secret') return null;
  if (value === undefined) return fallback ?? null;
  if (kind === 'plain') return value.slice(0, SHOWN_MAX);
  const url = URL.parse(value);
  return url ? `${url.protocol}//${url.host}` : null;
}

function adviceFor(variable: Variable, env: Environment): string | null {
  for (const check of [...(CHECKS[variable.name] ?? []), ...(variable.kind === 'secret' ? SECRET_CHECKS : [])]) {
    const advice = check(env, variable.name);
    if (advice !== null) return advice;
  }
  return null;
}

type Check = (env: Environment, name: string) => string | null;

const isProduction = (env: Environment) => env.NODE_ENV === 'production';
const isOnVercel = (env: Environment) => env.VERCEL === '1';
const isLocal = (host: string) => /^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[::1\]|)$/.test(host);
const urlIn = (env: Environment, name: string) => (env[name] ? URL.parse(env[name]) : null);

const isAddress: Check = (env, name) =>
  env[name] && !urlIn(env, name)
    ? 'This is not an address: it reads scheme://host, with a name and a password where one is needed.'
    : null;

/** A switch that makes signatures not count. */
const isOff: Check = (env, name) =>
  env[name] && !['0', 'false'].includes(env[name]) && isProduction(env)
    ? 'Signatures do not count in this mode: take it away.'
    : null;

const isNumber: Check = (env, name) =>
  env[name] && !/^[1-9]\d*$/.test(env[name]) ? 'This must be a whole number above zero.' : null;

/** Both or neither of two. */
const needs =
  (other: string, words: string): Check =>
  (env, name) =>
    env[name] && !env[other] ? words : null;

const roleCheck = ({ variable, role }: { variable: string; role: string }): Check[] => [
  isAddress,
  (env) =>
    !env[variable] && variable !== 'DATABASE_ENGINE_URL'
      ? 'This must be set: the program does not start without it.'
      : null,
  (env) => {
    const url = urlIn(env, variable);
    return url && decodeURIComponent(url.username) !== role
      ? `This address must name the role ${role}: each role may do other things.`
      : null;
  },
  isEncrypted,
];

/** A host without a dot is a neighbour in a private network, such as a service of compose.yaml. */
const isEncrypted: Check = (env, name) => {
  const url = urlIn(env, name);
  if (!url || isLocal(url.hostname) || !url.hostname.includes('.')) return null;
  const mode = url.searchParams.get('sslmode');
  return mode === null || mode === 'disable' || mode === 'allow' || mode === 'prefer'
    ? 'The database is on another machine and the connection need not be encrypted: add ?sslmode=verify-full.'
    : null;
};

const CHECKS: Record<string, Check[]> = {
  APP_URL: [
    isAddress,
    (env) => {
      const url = URL.parse(env.APP_URL || 'http://localhost:3000');
      if (!url || !isProduction(env)) return null;
      if (isLocal(url.hostname))
        return isOnVercel(env)
          ? 'This leads to the reader’s own machine: set the address that people type, with https.'
          : null;
      return url.protocol === 'https:'
        ? null
        : 'Sessions and passwords travel unencrypted: let a proxy answer by https, and write https here.';
    },
  ],
  TRUSTED_PROXY: [
    (env) => (env.TRUSTED_PROXY && !['0', '1'].includes(env.TRUSTED_PROXY) ? 'This must be 0 or 1.' : null),
    (env) =>
      isOnVercel(env) && env.TRUSTED_PROXY !== '1'
        ? 'On Vercel everybody comes through its proxy: without 1 all callers share one limit.'
        : null,
  ],
  DATABASE_URL: roleCheck(DATABASE_ROLES.app),
  DATABASE_DOOR_URL: roleCheck(DATABASE_ROLES.door),
  DATABASE_IDENTITY_URL: roleCheck(DATABASE_ROLES.identity),
  DATABASE_SYSTEM_URL: roleCheck(DATABASE_ROLES.system),
  DATABASE_ENGINE_URL: roleCheck(DATABASE_ROLES.engine),
  DATABASE_MIGRATE_URL: [
    isAddress,
    (env) => {
      const url = urlIn(env, 'DATABASE_MIGRATE_URL');
      return url && isPooled(url)
        ? 'Migrations keep others out by a lock of their session, which a pooler may hand to somebody else: use the direct address.'
        : null;
    },
    (env) => {
      const user = urlIn(env, 'DATABASE_MIGRATE_URL')?.username;
      const roles: string[] = Object.values(DATABASE_ROLES).map(({ role }) => role);
      return user && roles.includes(user)
        ? 'This is a role of the running program, which owns nothing: name the database’s owner.'
        : null;
    },
    isEncrypted,
  ],
  BETTER_AUTH_SECRET: [isSetAndLong(32)],
  ENCRYPTION_KEY: [isSetAndLong(40)],
  ENCRYPTION_KEYS_OLD: [
    (env) =>
      env.ENCRYPTION_KEYS_OLD
        ? 'Keys of before are still listed: once everything is sealed anew, take them away.'
        : null,
  ],
  CRON_SECRET: [
    (env) =>
      isOnVercel(env) && !env.CRON_SECRET
        ? 'Vercel’s clock is refused without it: set 16 random characters or more.'
        : null,
    (env) =>
      env.CRON_SECRET && env.CRON_SECRET.length < 16
        ? 'It is too short to be hard to guess: take 16 random characters or more.'
        : null,
  ],
  INNGEST_BASE_URL: [
    isAddress,
    needs(
      'INNGEST_SIGNING_KEY',
      'An Inngest of one’s own is named without its keys: set INNGEST_EVENT_KEY and INNGEST_SIGNING_KEY, the same that it was started with.',
    ),
    (env) =>
      isOnVercel(env) && isLocal(urlIn(env, 'INNGEST_BASE_URL')?.hostname ?? 'elsewhere')
        ? 'Nothing listens beside a function on Vercel: leave it out for Inngest’s cloud.'
        : null,
  ],
  INNGEST_EVENT_KEY: [
    needs('INNGEST_SIGNING_KEY', 'Without INNGEST_SIGNING_KEY every call of Inngest’s is refused: set both.'),
  ],
  INNGEST_SIGNING_KEY: [
    needs('INNGEST_EVENT_KEY', 'Without INNGEST_EVENT_KEY nobody can be asked for durable work: set both.'),
    (env) =>
      env.INNGEST_SIGNING_KEY && !/^(signkey-\w+-)?([0-9a-f]{2}){16,}$/i.test(env.INNGEST_SIGNING_KEY)
        ? 'A signing key is hexadecimal, after signkey-…- where it comes from Inngest’s cloud.'
        : null,
  ],
  INNGEST_SERVE_ORIGIN: [isAddress],
  INNGEST_SIGNING_KEY_FALLBACK: [
    needs('INNGEST_SIGNING_KEY', 'It is the key of before; the present one is missing: set INNGEST_SIGNING_KEY.'),
  ],
  QSTASH_DEV: [isOff],
  INNGEST_DEV: [isOff],
  QSTASH_URL: [isAddress],
  QSTASH_TOKEN: [
    needs(
      'QSTASH_CURRENT_SIGNING_KEY',
      'What is published comes back signed, and is refused without the signing keys: set both of them.',
    ),
  ],
  QSTASH_CURRENT_SIGNING_KEY: [
    needs('QSTASH_NEXT_SIGNING_KEY', 'Set QSTASH_NEXT_SIGNING_KEY too, or a rotation of the keys loses messages.'),
  ],
  QSTASH_NEXT_SIGNING_KEY: [
    needs('QSTASH_CURRENT_SIGNING_KEY', 'Set QSTASH_CURRENT_SIGNING_KEY too: it is the one that counts today.'),
  ],
  UPSTASH_REDIS_REST_URL: [
    isAddress,
    needs('UPSTASH_REDIS_REST_TOKEN', 'The address is set without its token: set UPSTASH_REDIS_REST_TOKEN too.'),
  ],
  UPSTASH_REDIS_REST_TOKEN: [
    needs('UPSTASH_REDIS_REST_URL', 'The token is set without its address: set UPSTASH_REDIS_REST_URL too.'),
  ],
  LIMITS: [
    (env) => (env.LIMITS && !['process', 'postgres'].includes(env.LIMITS) ? 'This must be process or postgres.' : null),
    (env) =>
      isOnVercel(env) && !env.UPSTASH_REDIS_REST_URL && env.LIMITS === 'process'
        ? 'Every function counts by itself, so a limit holds for each of them alone: take this away, or set the UPSTASH_ variables.'
        : null,
  ],
  API_REQUESTS_PER_MINUTE: [isNumber],
  SESSION_REQUESTS_PER_MINUTE: [isNumber],
  ANONYMOUS_REQUESTS_PER_QUARTER_HOUR: [isNumber],
  INGEST_EVENTS_PER_SECOND: [isNumber],
  ACCOUNT_MAILS_PER_HOUR: [isNumber],
  SMTP_URL: [
    isAddress,
    needs('MAIL_FROM', 'A mail server is named without the address mail comes from: set MAIL_FROM too.'),
  ],
  MAIL_FROM: [
    needs('SMTP_URL', 'Nothing is sent without a mail server: set SMTP_URL too.'),
    (env) => (env.MAIL_FROM && !env.MAIL_FROM.includes('@') ? 'This is no address of a mail.' : null),
  ],
  OTEL_EXPORTER_OTLP_ENDPOINT: [isAddress],
  NODE_ENV: [(env) => (isOnVercel(env) && !isProduction(env) ? 'This must be production on a deployment.' : null)],
};

function isSetAndLong(charactersMin: number): Check {
  return (env, name) => {
    if (!env[name]) return 'This must be set: the program does not start without it.';
    return env[name].length < charactersMin
      ? 'It is too short to be hard to guess: npm run secrets prints another.'
      : null;
  };
}

const SECRET_CHECKS: Check[] = [
  (env, name) =>
    env[name] && weaknessOf(env[name])
      ? 'This looks like an example, not like a secret: npm run secrets prints random ones.'
      : null,
  (env, name) => {
    const twin =
      env[name] &&
      VARIABLES.find((other) => other.kind === 'secret' && other.name !== name && env[other.name] === env[name]);
    return twin ? `${twin.name} is the same: what opens one thing must not open another.` : null;
  },
];
