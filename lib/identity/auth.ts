import { betterAuth } from 'better-auth';
import { drizzleAdapter } from 'better-auth/adapters/drizzle';
import { jwt } from 'better-auth/plugins/jwt';
import { drizzle } from 'drizzle-orm/node-postgres';
import * as schema from '@/db/schema/identity';
import { env } from '@/lib/platform/env';
import { log } from '@/lib/platform/log';
import { processState } from '@/lib/platform/process-state';
import { uuidv7 } from '@/lib/platform/uuid';
import { identityPool } from '@/lib/tenancy';
import { MAIL_TOKEN_LIFETIME_S, sendResetMail } from './account-mails';
import { PASSWORD_MAX, PASSWORD_MIN } from './contract';
import { noteEmailVerified } from './email-verified';
import { addSigningKey, signingKeys } from './signing-keys';

const HOUR_S = 3600;

/** A session ends after seven days without use; using it moves that end, at most once a day. */
export const SESSION_LIFETIME_MS = 7 * 24 * HOUR_S * 1000;
export const SESSION_RENEWAL_MS = 24 * HOUR_S * 1000;
const SIGNING_KEY_LIFETIME_S = 90 * 24 * HOUR_S;

export type Auth = ReturnType<typeof createAuth>;

/** The auth library, made on first use because importing a file must not need the environment. */
export function auth(): Auth {
  return processState('auth', createAuth);
}

function createAuth() {
  const { APP_URL, BETTER_AUTH_SECRET } = env();
  const { users, sessions, accounts, verifications } = schema;
  return betterAuth({
    appName: 'Throughline',
    baseURL: APP_URL,
    basePath: '/api/auth',
    secret: BETTER_AUTH_SECRET,
    database: drizzleAdapter(drizzle(identityPool(), { schema }), {
      provider: 'pg',
      schema: { user: users, session: sessions, account: accounts, verification: verifications, jwks: schema.jwks },
      transaction: true,
    }),
    emailAndPassword: {
      enabled: true,
      minPasswordLength: PASSWORD_MIN,
      maxPasswordLength: PASSWORD_MAX,
      resetPasswordTokenExpiresIn: MAIL_TOKEN_LIFETIME_S,
      revokeSessionsOnPasswordReset: true,
      sendResetPassword: ({ user, token }) => sendResetMail(user, token),
      onPasswordReset: ({ user }) => noteEmailVerified(user.id, new Date()),
    },
    // What is sent by mail is kept as a hash, like every key of ours.
    verification: { storeIdentifier: 'hashed' },
    session: {
      expiresIn: SESSION_LIFETIME_MS / 1000,
      updateAge: SESSION_RENEWAL_MS / 1000,
      cookieCache: { enabled: false },
    },
    advanced: {
      cookiePrefix: 'throughline',
      useSecureCookies: APP_URL.startsWith('https:'),
      database: { generateId: () => uuidv7(), validateSchema: false },
      // Addresses are not kept; limits are counted by the routes.
      ipAddress: { disableIpTracking: true },
    },
    // Its endpoints are called as functions by our own routes, which check origin and limit for all of them alike.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { level: 'warn', log: passOn },
    plugins: [
      jwt({
        jwks: { rotationInterval: SIGNING_KEY_LIFETIME_S },
        jwt: { issuer: APP_URL, audience: APP_URL },
        disableSettingJwtHeader: true,
        adapter: { getJwks: signingKeys, createJwk: addSigningKey },
      }),
    ],
  });
}

/** Only the sentence: what the library passes beside it can hold statements with their parameters. */
function passOn(level: string, message: string): void {
  if (level === 'error') log.warn({ library: 'better-auth' }, message);
  else log.debug({ library: 'better-auth' }, message);
}
