import { z } from 'zod';
import { processState } from './process-state';
import { productionProblems } from './production-problems';

/** A line of a file of variables that was left empty says nothing. */
const emptyAsUnset = (value: unknown) => (value === '' ? undefined : value);

const signingKey = z.preprocess(
  emptyAsUnset,
  z
    .string()
    .regex(
      /^(signkey-\w+-)?([0-9a-f]{2}){16,}$/i,
      'must be hexadecimal digits, 32 or more, after signkey-…- or nothing',
    )
    .optional(),
);

const variables = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  APP_URL: z.url().default('http://localhost:3000'),
  DATABASE_URL: z.string().min(1),
  DATABASE_DOOR_URL: z.string().min(1),
  DATABASE_IDENTITY_URL: z.string().min(1),
  DATABASE_SYSTEM_URL: z.string().min(1),
  BETTER_AUTH_SECRET: z.string().min(32),
  ENCRYPTION_KEY: z.string().min(40),
  /** Keys that were replaced, separated by commas: what they sealed can still be opened. */
  ENCRYPTION_KEYS_OLD: z.string().default(''),
  CRON_SECRET: z.preprocess(emptyAsUnset, z.string().min(16).optional()),
  /** Where durable functions are driven from; left out: Inngest's cloud. */
  INNGEST_BASE_URL: z.preprocess(emptyAsUnset, z.url().optional()),
  INNGEST_EVENT_KEY: z.preprocess(emptyAsUnset, z.string().min(8).optional()),
  INNGEST_SIGNING_KEY: signingKey,
  /** The key before it: its calls are taken too, until whoever drives the functions signs with the new one. */
  INNGEST_SIGNING_KEY_FALLBACK: signingKey,
  /** Where the program registers itself to be called; left out: `APP_URL`. */
  INNGEST_SERVE_ORIGIN: z.preprocess(emptyAsUnset, z.url().optional()),
  /** The library's switch that turns signatures off. */
  INNGEST_DEV: z.string().default(''),
  /** QStash's switch that makes its published keys count. */
  QSTASH_DEV: z.string().default(''),
  /** Where messages are published; left out: QStash's cloud. Without the token, none are. */
  QSTASH_URL: z.preprocess(emptyAsUnset, z.url().optional()),
  QSTASH_TOKEN: z.preprocess(emptyAsUnset, z.string().min(8).optional()),
  /** Deliveries are signed with the current key, and after a rotation with the one that was the next. */
  QSTASH_CURRENT_SIGNING_KEY: z.preprocess(emptyAsUnset, z.string().min(8).optional()),
  QSTASH_NEXT_SIGNING_KEY: z.preprocess(emptyAsUnset, z.string().min(8).optional()),
  /** A Redis that speaks Upstash's REST protocol, for limits and cache. */
  UPSTASH_REDIS_REST_URL: z.preprocess(emptyAsUnset, z.url({ protocol: /^https?$/ }).optional()),
  UPSTASH_REDIS_REST_TOKEN: z.preprocess(emptyAsUnset, z.string().min(8).optional()),
  /** Where limits are counted when there is no Redis; `process` is for a server that is the only one. */
  LIMITS: z.preprocess(emptyAsUnset, z.enum(['process', 'postgres']).default('postgres')),
  TRUSTED_PROXY: z.enum(['0', '1']).default('0'),
  API_REQUESTS_PER_MINUTE: z.coerce.number().int().positive().default(100),
  SESSION_REQUESTS_PER_MINUTE: z.coerce.number().int().positive().default(600),
  ANONYMOUS_REQUESTS_PER_QUARTER_HOUR: z.coerce.number().int().positive().default(100),
  INGEST_EVENTS_PER_SECOND: z.coerce.number().int().positive().default(1000),
  SESSION_CORS_ORIGINS: z.string().default(''),
  DEMO_FILE: z.string().optional(),
  /** Where mail is sent; without it, mail is only kept. */
  SMTP_URL: z.preprocess(emptyAsUnset, z.url({ protocol: /^smtps?$/ }).optional()),
  MAIL_FROM: z.preprocess(emptyAsUnset, z.string().max(320).includes('@').optional()),
  /** Reset and verification mails to one address in an hour. */
  ACCOUNT_MAILS_PER_HOUR: z.coerce.number().int().positive().default(5),
});

const schema = variables
  .refine(({ SMTP_URL, MAIL_FROM }) => !SMTP_URL || MAIL_FROM, {
    path: ['MAIL_FROM'],
    message: 'needed with SMTP_URL: the address mail comes from',
  })
  .refine((given) => Boolean(given.UPSTASH_REDIS_REST_URL) === Boolean(given.UPSTASH_REDIS_REST_TOKEN), {
    path: ['UPSTASH_REDIS_REST_TOKEN'],
    message: 'UPSTASH_REDIS_REST_URL and UPSTASH_REDIS_REST_TOKEN are set together or not at all',
  });

export type Env = z.infer<typeof schema>;

/** @throws Error naming every variable that is missing, malformed or not fit for production, and the value of none */
export function parseEnv(given: NodeJS.Dict<string>): Env {
  const parsed = schema.safeParse(given);
  const problems = given.NODE_ENV === 'production' ? productionProblems(given) : [];
  if (parsed.success && problems.length === 0) return parsed.data;
  const lines = [
    ...(parsed.error?.issues ?? []).map((issue) => `${issue.path.join('.')}: ${issue.message}`),
    ...problems.map(({ name, message }) => `${name}: ${message}`),
  ];
  throw new Error(`The environment is incomplete or unsafe (see .env.example):\n  ${lines.join('\n  ')}`);
}

/** The checked environment, read once. @throws Error as `parseEnv` does */
export function env(): Env {
  return processState('env', () => parseEnv(process.env));
}
