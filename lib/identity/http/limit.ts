import { env } from '@/lib/platform/env';
import { AppError } from '@/lib/platform/errors';
import { accountMailBucket, anonymousBucket, type Limit, limiter, rateLimitHeaders } from '@/lib/platform/limits';
import type { AuthCall } from './answer';

const QUARTER_HOUR_MS = 900_000;
const HOUR_MS = 3_600_000;

/** Counts one use of a form from an address. @throws AppError RATE_LIMITED */
export function limitForm(form: string, call: AuthCall): void {
  const count = env().ANONYMOUS_REQUESTS_PER_QUARTER_HOUR;
  take(call, anonymousBucket(form, call.address), { count, windowMs: QUARTER_HOUR_MS });
}

/** Counts one look at the session from an address. @throws AppError RATE_LIMITED */
export function limitLook(call: AuthCall): void {
  take(call, anonymousBucket('session', call.address), { count: env().SESSION_REQUESTS_PER_MINUTE, windowMs: 60_000 });
}

/**
 * Counts one mail to a person, whoever asks for it and whether there is such a person or not.
 * @throws AppError RATE_LIMITED
 */
export function limitMail(kind: 'reset' | 'verification', person: string, call: AuthCall): void {
  take(call, accountMailBucket(kind, person), { count: env().ACCOUNT_MAILS_PER_HOUR, windowMs: HOUR_MS });
}

/** @throws AppError RATE_LIMITED */
export function take(call: AuthCall, bucket: string, limit: Limit): void {
  const verdict = limiter().take(bucket, 1, limit, call.now.getTime());
  call.limits = rateLimitHeaders(verdict);
  if (!verdict.allowed) throw new AppError('RATE_LIMITED', { retryAfterSeconds: verdict.retryAfterMs / 1000 });
}
