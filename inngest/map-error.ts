import { NonRetriableError, RetryAfterError } from 'inngest';
import { ERROR_TABLE, toAppError } from '@/lib/platform/errors';

/**
 * Our errors in the words of durable functions: what the table says is worth another try is tried again, when it says
 * so; the rest is not. Errors of nobody's, `INTERNAL`, are tried again: a bug may be mended meanwhile.
 */
export function mapError(error: unknown): unknown {
  if (error instanceof NonRetriableError || error instanceof RetryAfterError) return error;
  const known = toAppError(error);
  if (known.code === 'INTERNAL') return error;
  if (!ERROR_TABLE[known.code].retry) return new NonRetriableError(known.message, { cause: error });
  if (known.retryAfterSeconds === undefined) return error;
  return new RetryAfterError(known.message, known.retryAfterSeconds * 1_000, { cause: error });
}

/** Does something and throws what it throws in those words. */
export async function mapped<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw mapError(error);
  }
}
