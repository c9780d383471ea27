import { isAPIError } from 'better-auth/api';
import { AppError, isAppError, toAppError } from '@/lib/platform/errors';

/** What the auth library calls its refusals, as ours. None of them tells whether an address has an account here. */
const REFUSALS: Record<string, () => AppError> = {
  INVALID_EMAIL_OR_PASSWORD: () =>
    new AppError('UNAUTHORIZED', { message: 'The e-mail address or the password is not right.' }),
  USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL: () => accountRefused(),
  FAILED_TO_CREATE_USER: () => accountRefused(),
  INVALID_TOKEN: () => linkSpent(),
  TOKEN_EXPIRED: () => linkSpent(),
  USER_NOT_FOUND: () => linkSpent(),
  INVALID_PASSWORD: () =>
    new AppError('VALIDATION', { field: 'currentPassword', message: 'The current password is not right.' }),
};

/** Anything thrown while a call of the auth library was answered, as one of our table. */
export function authFailure(thrown: unknown): AppError {
  if (isAppError(thrown)) return thrown;
  if (!isAPIError(thrown) || thrown.statusCode >= 500) return toAppError(rootCause(thrown));
  const known = REFUSALS[thrown.body?.code ?? ''];
  if (known) return known();
  if (thrown.statusCode === 401) return new AppError('UNAUTHORIZED');
  if (thrown.statusCode === 403) return new AppError('FORBIDDEN');
  return new AppError('BAD_REQUEST', { cause: thrown });
}

function linkSpent(): AppError {
  return new AppError('GONE', { message: 'This link was used already or has run out; ask for a new one.' });
}

function accountRefused(): AppError {
  const message = 'No account could be made with these details. If you have one already, sign in.';
  return new AppError('CONFLICT', { message });
}

/**
 * The error at the bottom. Those above it repeat the statement with its parameters, and a parameter may be a session
 * token or the hash of a password, which no log may hold.
 */
function rootCause(thrown: unknown): unknown {
  let current = thrown;
  for (let depth = 0; depth < 5 && current instanceof Error && current.cause instanceof Error; depth += 1)
    current = current.cause;
  return current;
}
