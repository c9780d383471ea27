import type pg from 'pg';
import { pool } from '@/db/client';
import { env } from '@/lib/platform/env';
import type { Limiter, ProcessLimiter } from '@/lib/platform/limits';
import { inProcessLimiter } from '@/lib/platform/limits/in-process';
import { postgresBuckets } from '@/lib/platform/limits/postgres-buckets';
import { redisBuckets } from '@/lib/platform/limits/redis-buckets';
import { sharedLimiter } from '@/lib/platform/limits/shared-limiter';
import { processState } from '@/lib/platform/process-state';
import { redisAddress } from '@/lib/platform/redis/address';

/** Of one call to PostgreSQL, which has nothing to do but a look at a few rows. */
const POSTGRES_TIMEOUT_MS = 1_000;
/** Redis' own time limit comes first and says more; this one holds for all of a call's requests together. */
const REDIS_TIMEOUT_MS = 600;

/**
 * The limits of the program: in Redis where one is set, else in PostgreSQL, or in this process where it is the only one
 * (`LIMITS=process`). One for the front and for Next's bundle.
 */
export function limiter(): Limiter {
  return processState('limiter', () => {
    const address = redisAddress();
    if (address)
      return sharedLimiter({
        buckets: redisBuckets({ address }),
        name: 'the store of limits in Redis',
        timeoutMs: REDIS_TIMEOUT_MS,
      });
    if (env().LIMITS === 'process') return processLimiter();
    return sharedLimiter({
      buckets: postgresBuckets({ ask: askBuckets }),
      name: 'the store of limits in PostgreSQL',
      timeoutMs: POSTGRES_TIMEOUT_MS,
    });
  });
}

/** What bounds this process's own work; it counts here whatever the others do. */
export function processLimiter(): ProcessLimiter {
  return processState('process-limiter', () => inProcessLimiter());
}

/** As the door: on its way in, before an organization is known, and beside nothing that could hold it up for long. */
async function askBuckets(text: string, values: unknown[]): Promise<{ debts: number[] }[]> {
  const question = { text, values, query_timeout: POSTGRES_TIMEOUT_MS };
  return (await pool('door').query<{ debts: number[] }>(question as pg.QueryConfig)).rows;
}

/** Forgets buckets that are full again. */
export async function forgetFullBuckets(): Promise<void> {
  await pool('system').query('select forget_full_buckets()');
}
