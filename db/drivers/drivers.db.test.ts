import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { bridged } from '@/db/testing/cluster';
import type { Bridge } from '@/db/testing/websocket-bridge';
import { isDatabaseAway } from '@/lib/platform/errors';
import { openPool } from './index';

const SETTINGS = {
  max: 3,
  pipeline: true,
  answerTimeoutMs: 2_000,
  idleTimeoutMs: 30_000,
  applicationName: 'throughline-test',
};

/** The pools stand side by side, whichever of them the suite itself is run through. */
describe('Neon’s driver answers as pg does', () => {
  let bridge: Bridge;
  let tcp: pg.Pool;
  let neon: pg.Pool;
  beforeAll(async () => {
    const app = new URL(process.env.DATABASE_URL!);
    app.host = new URL(process.env.DATABASE_MIGRATE_URL!).host;
    const env: Record<string, string | undefined> = {
      DATABASE_URL: app.href,
      DATABASE_DOOR_URL: app.href,
      DATABASE_IDENTITY_URL: app.href,
      DATABASE_SYSTEM_URL: app.href,
    };
    bridge = await bridged(env);
    vi.stubEnv('NEON_WEBSOCKET_PROXY', env.NEON_WEBSOCKET_PROXY);
    tcp = openPool({ ...SETTINGS, connectionString: app.href });
    neon = openPool({ ...SETTINGS, connectionString: env.DATABASE_URL! });
  });
  afterAll(async () => {
    await Promise.all([tcp.end(), neon.end()]);
    await bridge.close();
    vi.unstubAllEnvs();
  });

  const both = async <T>(ask: (pool: pg.Pool) => Promise<T>) => {
    const [byTcp, byNeon] = await Promise.all([ask(tcp), ask(neon)]);
    expect(byNeon).toEqual(byTcp);
    return byNeon;
  };

  it('in every type that the program reads', async () => {
    const [row] = await both(
      async (pool) =>
        (
          await pool.query(
            `select 9007199254740991::bigint as big, 12.50::numeric as money, true as yes, null::text as nothing,
                    '2026-10-25T00:30:00.123Z'::timestamptz as at, '2026-10-25'::date::text as day, $1::jsonb as document,
                    array['a', null, 'ü"\\']::text[] as words, array[1.5, 'NaN']::float8[] as numbers, $2::bytea as bytes,
                    $3::uuid as id, $4::timestamptz[] as moments, interval '1 hour'::text as lasting`,
            [
              JSON.stringify({ deep: [1, { text: 'naïve \u{1F600}' }] }),
              Buffer.from([0, 255, 10]),
              '0192f0c4-7f2e-7c3a-9b1e-1f2e3d4c5b6a',
              [new Date('2026-01-01T00:00:00Z')],
            ],
          )
        ).rows,
    );
    expect(row).toMatchObject({ big: 9_007_199_254_740_991, money: '12.50', at: new Date('2026-10-25T00:30:00.123Z') });
  });

  it('in what it says of a statement that is refused, and the connection is good for more', async () => {
    const refused = await both((pool) =>
      pool.query('select 1 / $1::int as one', [0]).catch((error: { code?: string; message: string }) => ({
        code: error.code,
        message: error.message,
        isError: error instanceof Error,
      })),
    );
    expect(refused).toMatchObject({ code: '22012', isError: true });
    await both(async (pool) => (await pool.query('select 1 as one')).rows);
  });

  it('statements of a transaction that are given at once are done in their order, and none after one that failed', async () => {
    const outcomes = await both(async (pool) => {
      const client = await pool.connect();
      try {
        const done = await Promise.allSettled([
          client.query('begin'),
          client.query(`select set_config('app.org_id', $1, true)`, ['one']),
          client.query(`select current_setting('app.org_id') as org`),
          client.query('select 1 / 0'),
          client.query(`select set_config('app.org_id', 'two', true)`),
        ]);
        await client.query('rollback');
        const { rows } = await client.query(`select current_setting('app.org_id', true) as org`);
        return [...done.map((one) => (one.status === 'fulfilled' ? one.value.rows : one.reason.code)), rows];
      } finally {
        client.release();
      }
    });
    expect(outcomes).toEqual([[], [{ set_config: 'one' }], [{ org: 'one' }], '22012', '25P02', [{ org: '' }]]);
  });

  it('prepared statements keep their plans and take other values', async () => {
    const name = `echo-${randomUUID()}`;
    await both((pool) =>
      Promise.all(
        [1, 2, 3, 4, 5, 6, 7].map(
          async (value) => (await pool.query({ name, text: 'select $1::int as value', values: [value] })).rows,
        ),
      ),
    );
  });

  it('an answer of a megabyte comes whole, and so does a question', async () => {
    const long = 'ü'.repeat(500_000);
    await both(async (pool) => {
      const { rows } = await pool.query('select $1::text as text, length($1::text) as length', [long]);
      return [rows[0].text === long, rows[0].length];
    });
  });

  it('a server that says nothing is told from one that is slow, and a connection that breaks from a wrong statement', async () => {
    const failures = await Promise.all(
      [tcp, neon].map(async (pool) => {
        const silent = await pool.query('select pg_sleep(30)').catch((error: unknown) => error);
        const cut = await pool.query('select pg_terminate_backend(pg_backend_pid())').catch((error: unknown) => error);
        return [isDatabaseAway(silent), isDatabaseAway(cut)];
      }),
    );
    expect(failures).toEqual([
      [true, true],
      [true, true],
    ]);
  });

  it('what needs a session is hung up on by the pooler that stands before Neon', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const failure = await neon.query('listen throughline_live').catch((error: unknown) => error);
    expect(isDatabaseAway(failure)).toBe(true);
    expect(bridge.offences).toEqual(['listen throughline_live']);
    vi.restoreAllMocks();
  });
});
