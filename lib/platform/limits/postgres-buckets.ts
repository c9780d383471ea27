import type { SharedBuckets } from './shared-limiter';

/** Asks PostgreSQL as a role that may execute `take_limits`. */
export type AskBuckets = (text: string, values: unknown[]) => Promise<{ debts: number[] }[]>;

interface PostgresBucketsOptions {
  ask: AskBuckets;
  /** For tests: Unix milliseconds in place of the database's clock. */
  now?: () => number;
}

/** One statement that keeps nothing of its session, so that it passes any pooler. */
const TAKE = 'select take_limits($1::text[], $2::float8[], $3::float8[], $4::float8[], $5::float8) as debts';

/** Buckets in the table `limit_buckets`, which only the function `take_limits` reaches. */
export function postgresBuckets({ ask, now }: PostgresBucketsOptions): SharedBuckets {
  return {
    async takeAll(takes) {
      const rows = await ask(TAKE, [
        takes.map(({ bucket }) => bucket),
        takes.map(({ cost }) => cost),
        takes.map(({ limit }) => limit.count),
        takes.map(({ limit }) => limit.windowMs),
        now?.() ?? null,
      ]);
      return rows[0]!.debts;
    },
  };
}
