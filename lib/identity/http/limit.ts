import { env } from '@/lib/platform/env';
import { AppError } from '@/lib/platform/errors';
import { accountMailBucket, anonymousBucket, type Limit, rateLimitHeaders } from '@/lib/platform/limits';
import { limiter } from '@/lib/tenancy';
import type { AuthCall } from './answer';

const QUARTER_HOUR_MS = 900_000;
const HOUR_MS = 3_600_000;

/** Counts one use of a form from an address. @throws AppError RATE_LIMITED */
export async function limitForm(form: string, call: AuthCall): Promise<void> {
  const count = env().ANONYMOUS_REQUESTS_PER_QUARTER_HOUR;
  await take(call, anonymousBucket(form, call.address), { count, windowMs: QUARTER_HOUR_MS });
}

/** Counts one look at the session from an address. @throws AppError RATE_LIMITED */
export async function limitLook(call: AuthCall): Promise<void> {
  const limit = { count: env().SESSION_REQUESTS_PER_MINUTE, windowMs: 60_000 };
  await take(call, anonymousBucket('session', call.address), limit);
}

/**
 * Counts one mail to a person, whoever asks for it and whether there is such a person or not.
 * @throws AppError RATE_LIMITED
 */
export async function limitMail(kind: 'reset' | 'verification', person: string, call: AuthCall): Promise<void> {
  await take(call, accountMailBucket(kind, person), { count: env().ACCOUNT_MAILS_PER_HOUR, windowMs: HOUR_MS });
}

/** @throws AppError RATE_LIMITED */
export async function take(call: AuthCall, bucket: string, limit: Limit): Promise<void> {
  const verdict = await limiter().take(bucket, 1, limit, call.now.getTime());
  call.limits = rateLimitHeaders(verdict);
  if (!verdict.allowed) throw new AppError('RATE_LIMITED', { retryAfterSeconds: verdict.retryAfterMs / 1000 });
}
