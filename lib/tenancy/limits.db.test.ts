import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { pool } from '@/db/client';
import { adminClient } from '@/db/testing/catalogue';
import type { Limiter, LimitVerdict } from '@/lib/platform/limits';
import { postgresBuckets } from '@/lib/platform/limits/postgres-buckets';
import { redisBuckets } from '@/lib/platform/limits/redis-buckets';
import { type SharedBuckets, sharedLimiter } from '@/lib/platform/limits/shared-limiter';
import { limiterSuite, timedLimiter } from '@/lib/platform/limits/testing/limiter-suite';
import { log } from '@/lib/platform/log';
import type { RestBridge } from '@/lib/platform/redis/testing/rest-bridge';
import { startUpstash } from '@/lib/platform/redis/testing/upstash';
import { forgetFullBuckets } from './limits';
import { breakablePort } from './testing/breakable-port';
import type { TakeOrder, TakeReport } from './testing/take-many';

let upstash: RestBridge;
beforeAll(async () => {
  upstash = await startUpstash();
});
afterAll(() => upstash.close());

const ask = async (text: string, values: unknown[]) =>
  (await pool('door').query<{ debts: number[] }>(text, values)).rows;

describe('in PostgreSQL', () => {
  limiterSuite(() => timedLimiter((now) => postgresBuckets({ ask, now })), { runs: 25 });

  test('calls over the same buckets in other orders never wait for each other in a circle', async () => {
    const run = randomUUID();
    const limit = { count: 1_000, windowMs: 3_600_000 };
    const names = Array.from({ length: 20 }, (_, n) => `${run}:${n}`);
    const callers = Array.from({ length: 4 }, () => postgresBuckets({ ask }));
    const calls = Array.from({ length: 120 }, (_, n) => {
      const mixed = names.toSorted((a, b) => Number(Boolean((n + a.length) % 2)) - 0.5 || (a < b ? -1 : 1));
      const order = n % 2 ? mixed : mixed.toReversed();
      return callers[n % 4]!.takeAll(order.map((bucket) => ({ bucket, cost: 1, limit })));
    });
    await Promise.all(calls);
    const left = await callers[0]!.takeAll(names.map((bucket) => ({ bucket, cost: 0, limit })));
    // 120 units of 3.6 s each, less the little time that has passed.
    for (const debt of left) expect(debt / 3_600).toBeGreaterThan(118);
    for (const debt of left) expect(debt / 3_600).toBeLessThanOrEqual(120.000001);
  });

  test('full buckets are forgotten, others kept, and those in use left alone', async () => {
    const [full, owing] = [randomUUID(), randomUUID()];
    await postgresBuckets({ ask, now: () => 1 }).takeAll([{ bucket: full, cost: 1, limit: { count: 1, windowMs: 1 } }]);
    await postgresBuckets({ ask }).takeAll([{ bucket: owing, cost: 1, limit: { count: 1, windowMs: 3_600_000 } }]);
    const admin = await adminClient();
    const kept = async () =>
      (await admin.query('select bucket from limit_buckets where bucket = any($1)', [[full, owing]])).rows.map(
        ({ bucket }) => bucket,
      );
    await admin.query('begin');
    await admin.query('select from limit_buckets where bucket = $1 for update', [full]);
    await forgetFullBuckets();
    expect((await kept()).sort()).toEqual([full, owing].sort());
    await admin.query('commit');
    await forgetFullBuckets();
    expect(await kept()).toEqual([owing]);
    await admin.end();
  });

  test('it writes nothing that a crash would bring back, and no role of the program sees it', async () => {
    const admin = await adminClient();
    const { rows } = await admin.query(`select relpersistence from pg_class where relname = 'limit_buckets'`);
    await admin.end();
    expect(rows).toEqual([{ relpersistence: 'u' }]);
    for (const role of ['app', 'door', 'identity', 'system'] as const)
      await expect(pool(role).query('select * from limit_buckets')).rejects.toMatchObject({ code: '42501' });
    for (const role of ['app', 'identity', 'system'] as const)
      await expect(pool(role).query(`select take_limits('{a}', '{1}', '{1}', '{1}')`)).rejects.toMatchObject({
        code: '42501',
      });
  });
});

const PROCESSES = 4;
const TSX = ['--import', 'tsx'];
const PROGRAM = path.join(import.meta.dirname, 'testing/take-many.ts');

/** 1,000 takes in parallel, from four processes that begin together. */
async function race(children: ChildProcess[], count: number, windowMs: number) {
  const order: TakeOrder = { bucket: randomUUID(), times: 1_000 / PROCESSES, count, windowMs };
  const answers = children.map((child) => once(child, 'message') as Promise<[TakeReport]>);
  for (const child of children) child.send(order);
  const reports = (await Promise.all(answers)).map(([report]) => report);
  const beganMs = Math.min(...reports.map((report) => report.beganMs));
  const endedMs = Math.max(...reports.map((report) => report.endedMs));
  return { passed: reports.reduce((sum, report) => sum + report.passed, 0), elapsedMs: endedMs - beganMs };
}

describe.each(['PostgreSQL', 'Redis'])('four processes with their buckets in %s', (store) => {
  let children: ChildProcess[];
  beforeAll(async () => {
    const redis = { UPSTASH_REDIS_REST_URL: upstash.url, UPSTASH_REDIS_REST_TOKEN: upstash.token };
    const env = { ...process.env, ...(store === 'Redis' ? redis : {}) };
    children = Array.from({ length: PROCESSES }, () => fork(PROGRAM, [], { execArgv: TSX, env }));
    await Promise.all(children.map((child) => once(child, 'message')));
  });
  afterAll(async () => {
    await Promise.all(
      children.map((child) => {
        const ended = once(child, 'exit');
        child.disconnect();
        return ended;
      }),
    );
  });

  test.each([
    [100, 3_600_000],
    [500, 3_600_000],
    [100, 10_000],
    [500, 20_000],
  ])('of 1,000 parallel takes exactly %d and the refill pass, window %d ms', async (count, windowMs) => {
    const { passed, elapsedMs } = await race(children, count, windowMs);
    const refill = (elapsedMs * count) / windowMs;
    expect(passed).toBeGreaterThanOrEqual(count);
    // A hundredth of a unit is the formula's own tolerance; the clocks of a machine agree to a millisecond.
    expect(passed).toBeLessThanOrEqual(Math.floor(count + refill + 0.02 + count / windowMs));
  });
});

describe.each(['PostgreSQL', 'Redis'])('%s away', (store) => {
  test.each(['refuse', 'hang'] as const)('requests are answered and limited meanwhile: %s', async (way) => {
    const { buckets, breakIt, heal, end } = await breakable(store);
    const [warned, told] = [vi.spyOn(log, 'warn'), vi.spyOn(log, 'info')];
    const limiter: Limiter = sharedLimiter({ buckets, name: 'the store', timeoutMs: 5_000, pauseMs: 100 });
    const bucket = randomUUID();
    const limit = { count: 10, windowMs: 3_600_000 };
    const takeTen = async () =>
      (await Promise.all(Array.from({ length: 10 }, () => limiter.take(bucket, 1, limit, Date.now())))).filter(
        ({ allowed }) => allowed,
      ).length;
    expect(await takeTen()).toBe(10);
    expect(await takeTen()).toBe(0);

    await breakIt(way);
    // Counted in this process: a burst of its own, and then no more.
    expect(await takeTen()).toBe(10);
    expect(await takeTen()).toBe(0);
    expect(warned).toHaveBeenCalledTimes(1);

    await heal();
    const isShared = (verdict: LimitVerdict | Promise<LimitVerdict>) => verdict instanceof Promise;
    await vi.waitFor(() => expect(isShared(limiter.take(bucket, 1, limit, Date.now()))).toBe(true), {
      timeout: 60_000,
    });
    expect(await takeTen()).toBe(0);
    expect(warned).toHaveBeenCalledTimes(1);
    expect(told.mock.calls).toEqual([['the store is back']]);
    vi.restoreAllMocks();
    await end();
  });
});

interface Breakable {
  buckets: SharedBuckets;
  breakIt(way: 'refuse' | 'hang'): Promise<void> | void;
  heal(): Promise<void>;
  end(): Promise<void>;
}

async function breakable(store: string): Promise<Breakable> {
  if (store === 'Redis')
    return {
      buckets: redisBuckets({ address: upstash, timeoutMs: 4_000 }),
      breakIt: (way) => upstash[way](),
      heal: () => upstash.heal(),
      end: async () => {},
    };
  const url = new URL(process.env.DATABASE_DOOR_URL!);
  // The server itself, also where the suite is run through Neon's driver.
  const server = new URL(process.env.DATABASE_MIGRATE_URL!);
  const way = await breakablePort(server.hostname, Number(server.port));
  url.hostname = '127.0.0.1';
  url.port = String(way.port);
  const connections = new pg.Pool({ connectionString: url.toString(), max: 1, connectionTimeoutMillis: 4_000 });
  connections.on('error', () => {});
  connections.on('connect', (client) => client.on('error', () => {}));
  return {
    buckets: postgresBuckets({
      ask: async (text, values) => (await connections.query<{ debts: number[] }>(text, values)).rows,
    }),
    breakIt: (how) => way[how](),
    heal: () => way.heal(),
    async end() {
      await connections.end();
      await way.close();
    },
  };
}
