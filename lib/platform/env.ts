import { z } from 'zod';
import { processState } from './process-state';

/** A line of `.env` with nothing behind the sign is as good as none. */
const blankIsNone = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

const schema = z.object({
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
  CRON_SECRET: z.string().min(16).optional(),
  /** Where durable functions are driven from; left out: Inngest's cloud. */
  INNGEST_BASE_URL: blankIsNone(z.url()),
  INNGEST_EVENT_KEY: blankIsNone(z.string().min(8)),
  INNGEST_SIGNING_KEY: blankIsNone(z.string().regex(/^(signkey-\w+-)?([0-9a-f]{2}){16,}$/i)),
  TRUSTED_PROXY: z.enum(['0', '1']).default('0'),
  API_REQUESTS_PER_MINUTE: z.coerce.number().int().positive().default(100),
  SESSION_REQUESTS_PER_MINUTE: z.coerce.number().int().positive().default(600),
  ANONYMOUS_REQUESTS_PER_QUARTER_HOUR: z.coerce.number().int().positive().default(100),
  INGEST_EVENTS_PER_SECOND: z.coerce.number().int().positive().default(1000),
  SESSION_CORS_ORIGINS: z.string().default(''),
  DEMO_FILE: z.string().optional(),
});

export type Env = z.infer<typeof schema>;

/** The checked environment, read once. @throws Error naming every variable that is missing or malformed. */
export function env(): Env {
  return processState('env', () => {
    const parsed = schema.safeParse(process.env);
    if (parsed.success) return parsed.data;
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`The environment is incomplete (see .env.example):\n${lines.join('\n')}`);
  });
}
