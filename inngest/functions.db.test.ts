import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NonRetriableError, RetryAfterError } from 'inngest';
import { serve } from 'inngest/node';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { adminClient } from '@/db/testing/catalogue';
import { createTestOrg } from '@/db/testing/factories';
import { putEvents } from '@/db/testing/ledger';
import { AppError } from '@/lib/platform/errors';
import { seedDefaultRules } from '@/lib/scoring';
import { jobContext } from '@/lib/tenancy';
import { inngest } from './client';
import { createEngine, type Engine } from './engine/engine';
import { engineServer } from './engine/http';
import { openDatabase } from './engine/store/database';
import { synchronize } from './engine/synchronize';
import { engineToOneself } from './engine/testing/engine-to-oneself';
import { durableFunctions, runSchedule } from './index';
import { mapError } from './map-error';

const SIGNING_KEY = 'ab'.repeat(32);
const EVENT_KEY = 'event-key-of-a-test';

describe('the program’s functions, driven by the engine', () => {
  let engine: Engine;
  let close: () => Promise<void>;
  let admin: Awaited<ReturnType<typeof adminClient>>;

  beforeAll(async () => {
    admin = await adminClient();
    await engineToOneself(admin);
    const db = openDatabase(process.env.DATABASE_ENGINE_URL!);
    engine = createEngine({ db, caller: { signingKey: SIGNING_KEY } });
    const door = engineServer({ engine, eventKey: EVENT_KEY });
    door.listen(0, '127.0.0.1');
    await once(door, 'listening');
    vi.stubEnv('INNGEST_BASE_URL', `http://127.0.0.1:${(door.address() as AddressInfo).port}`);
    vi.stubEnv('INNGEST_EVENT_KEY', EVENT_KEY);
    vi.stubEnv('INNGEST_SIGNING_KEY', SIGNING_KEY);
    const handler = serve({ client: inngest(), functions: durableFunctions(), servePath: '/api/inngest' });
    const program = createServer((request, response) => void handler(request, response));
    program.listen(0, '127.0.0.1');
    await once(program, 'listening');
    const registered = await synchronize(
      engine,
      `http://127.0.0.1:${(program.address() as AddressInfo).port}/api/inngest`,
      SIGNING_KEY,
    );
    expect(registered.refused).toEqual([]);
    close = async () => {
      await engine.stop();
      for (const server of [door, program]) {
        server.closeAllConnections();
        server.close();
      }
      await db.end();
      await admin.end();
    };
  });
  afterAll(async () => {
    await close();
    vi.unstubAllEnvs();
  });

  it('the sweep scores what nobody was told of, in every organization that has some', async () => {
    const orgs = [await createTestOrg(), await createTestOrg()];
    for (const { orgId } of orgs) {
      await jobContext(orgId, 'test', 'r').run((db) => seedDefaultRules(db, new Date(0)));
      await putEvents(orgId, [{ type: 'demo_requested', email: 'ada@example.test', occurredAt: new Date() }]);
    }
    await runSchedule('sweep', new Date());
    await engine.drain();
    const ids = orgs.map(({ orgId }) => orgId);
    const scores = await admin.query('select org_id, score from lead_scores where org_id = any($1) order by org_id', [
      ids,
    ]);
    expect(scores.rows).toEqual(ids.toSorted().map((org_id) => ({ org_id, score: 30 })));
    const runs = await admin.query(
      `select org_id, status from engine.runs where function_id = 'throughline-sweep-organization' and org_id = any($1) order by org_id`,
      [ids],
    );
    expect(runs.rows).toEqual(ids.toSorted().map((org_id) => ({ org_id, status: 'completed' })));
  });

  it('a schedule that is asked for twice in a minute runs once', async () => {
    const count = async () =>
      (await admin.query(`select count(*)::int as count from engine.runs where function_id = 'throughline-partitions'`))
        .rows[0].count;
    const before = await count();
    const at = new Date(Date.now() + 600_000);
    await runSchedule('partitions', at);
    await runSchedule('partitions', at);
    await engine.drain();
    expect((await count()) - before).toBe(1);
  });

  it('work of an organization without one fails for good, with the reason', async () => {
    await inngest().send({ name: 'leads/sweep.organization', data: { orgId: 'nobody' } });
    await engine.drain();
    const { rows } = await admin.query(
      `select status, error ->> 'message' as message from engine.runs where event -> 'data' ->> 'orgId' = 'nobody'`,
    );
    expect(rows).toEqual([{ status: 'failed', message: 'The event names no organization.' }]);
  });
});

describe('our errors in a function', () => {
  it.each(['VALIDATION', 'FORBIDDEN', 'NOT_FOUND', 'CONFLICT'] as const)('%s is not tried again', (code) =>
    expect(mapError(new AppError(code))).toBeInstanceOf(NonRetriableError),
  );

  it('what names a time is tried again then', () =>
    expect(mapError(new AppError('UNAVAILABLE', { retryAfterSeconds: 7 }))).toMatchObject({ retryAfter: '7' }));

  it('a bug is tried again, and what speaks the language already is left as it is', () => {
    const bug = new TypeError('x is undefined');
    expect(mapError(bug)).toBe(bug);
    const own = new RetryAfterError('later', 1_000);
    expect(mapError(own)).toBe(own);
  });
});
