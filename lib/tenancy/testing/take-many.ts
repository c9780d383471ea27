import { pool } from '@/db/client';
import { postgresBuckets } from '@/lib/platform/limits/postgres-buckets';
import { redisBuckets } from '@/lib/platform/limits/redis-buckets';
import { type SharedBuckets, sharedLimiter } from '@/lib/platform/limits/shared-limiter';
import { redisAddress } from '@/lib/platform/redis/address';

/**
 * A process of its own that takes units from a bucket, all at once, as soon as its parent says so. What passed, and
 * when it began and ended by the machine's clock, is its answer.
 */
export interface TakeOrder {
  bucket: string;
  times: number;
  count: number;
  windowMs: number;
}

export interface TakeReport {
  passed: number;
  beganMs: number;
  endedMs: number;
}

const TIMEOUT_MS = 60_000;

function buckets(): SharedBuckets {
  const address = redisAddress();
  if (address) return redisBuckets({ address, timeoutMs: TIMEOUT_MS });
  return postgresBuckets({
    ask: async (text, values) => (await pool('door').query<{ debts: number[] }>(text, values)).rows,
  });
}

// Few in a call, so that the calls of all processes alternate.
const limiter = sharedLimiter({ buckets: buckets(), name: 'the store', timeoutMs: TIMEOUT_MS, takesMax: 10 });

process.on('message', async ({ bucket, times, count, windowMs }: TakeOrder) => {
  const beganMs = Date.now();
  const verdicts = await Promise.all(
    Array.from({ length: times }, () => limiter.take(bucket, 1, { count, windowMs }, Date.now())),
  );
  const report: TakeReport = { passed: verdicts.filter(({ allowed }) => allowed).length, beganMs, endedMs: Date.now() };
  process.send!(report);
});
// Opened before the race, so that all begin it together.
await limiter.take('warm-up', 1, { count: 1_000, windowMs: 1_000 }, Date.now());
process.send!('ready');
process.on('disconnect', () => process.exit(0));
