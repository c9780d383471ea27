import { NonRetriableError, RetryAfterError } from 'inngest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestOrg } from '@/db/testing/factories';
import { putEvents } from '@/db/testing/ledger';
import { AppError } from '@/lib/platform/errors';
import { seedDefaultRules } from '@/lib/scoring';
import { jobContext } from '@/lib/tenancy';
import { inngest } from './client';
import { durableFunctions, runSchedule } from './index';
import { mapError } from './map-error';
import { type DrivenProgram, drivenProgram } from './testing/driven-program';

describe('the program’s functions, driven by the engine', () => {
  let program: DrivenProgram;
  beforeAll(async () => {
    program = await drivenProgram(durableFunctions);
  });
  afterAll(() => program.close());

  it('are all such as the engine can run', () => expect(program.refused).toEqual([]));

  it('the sweep scores what nobody was told of, in every organization that has some', async () => {
    const orgs = [await createTestOrg(), await createTestOrg()];
    for (const { orgId } of orgs) {
      await jobContext(orgId, 'test', 'r').run((db) => seedDefaultRules(db, new Date(0)));
      await putEvents(orgId, [{ type: 'demo_requested', email: 'ada@example.test', occurredAt: new Date() }]);
    }
    await runSchedule('sweep', new Date());
    await program.engine.drain();
    const ids = orgs.map(({ orgId }) => orgId);
    const scores = await program.admin.query(
      'select org_id, score from lead_scores where org_id = any($1) order by org_id',
      [ids],
    );
    expect(scores.rows).toEqual(ids.toSorted().map((org_id) => ({ org_id, score: 30 })));
    // Once or twice each: a minute may begin meanwhile, and the clock asks too.
    const runs = await program.admin.query(
      `select distinct org_id, status from engine.runs where function_id = 'throughline-sweep-organization' and org_id = any($1) order by org_id`,
      [ids],
    );
    expect(runs.rows).toEqual(ids.toSorted().map((org_id) => ({ org_id, status: 'completed' })));
  });

  it('a schedule that is asked for twice in a minute runs once', async () => {
    const count = async () =>
      (
        await program.admin.query(
          `select count(*)::int as count from engine.runs where function_id = 'throughline-partitions'`,
        )
      ).rows[0].count;
    const before = await count();
    const at = new Date(Date.now() + 600_000);
    await runSchedule('partitions', at);
    await runSchedule('partitions', at);
    await program.engine.drain();
    expect((await count()) - before).toBe(1);
  });

  it('work of an organization without one fails for good, with the reason', async () => {
    await inngest().send({ name: 'leads/sweep.organization', data: { orgId: 'nobody' } });
    await program.engine.drain();
    const { rows } = await program.admin.query(
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
