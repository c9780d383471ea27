import { expect, it } from 'vitest';
import { createTestOrg } from '@/db/testing/factories';
import { putEvents } from '@/db/testing/ledger';
import { getJob } from '@/lib/jobs/job-verbs';
import { jobsStandingStill, workOnJob } from '@/lib/jobs/work-on-job';
import { drainNow } from '@/lib/leads';
import { applyRuleToHistory } from '@/lib/scoring/rule-history';
import { createRule } from '@/lib/scoring/rule-verbs';
import { listEventsSetAside, retryEventsSetAside } from '@/lib/system/events-set-aside';
import { jobContext, systemDb } from '@/lib/tenancy';
import { JOB_KINDS } from './kinds';

const MINUTE_MS = 60_000;
const now = new Date();

async function organizationWithALead() {
  const { orgId } = await createTestOrg();
  const ctx = jobContext(orgId, 'test', 'r', () => now);
  await putEvents(orgId, [{ type: 'signup', userId: 'u', occurredAt: new Date(now.getTime() - MINUTE_MS) }]);
  return ctx;
}

it('a job that nobody was told of is found after a while and worked on to its end; one that has just moved is left alone', async () => {
  const ctx = await organizationWithALead();
  await drainNow(ctx.orgId);
  const rule = { eventType: 'signup', conditions: [], points: 9, active: true, description: '' };
  const { jobId } = await applyRuleToHistory(ctx, { id: (await createRule(ctx, rule)).id });
  const still = async (later: number) =>
    (await jobsStandingStill(new Date(now.getTime() + later))).some((job) => job.jobId === jobId);
  expect([await still(MINUTE_MS), await still(2 * MINUTE_MS)]).toEqual([false, true]);
  // As the schedule does where nobody drives functions, but for this job alone: other suites have jobs of their own.
  expect(await workOnJob(ctx, JOB_KINDS, jobId, Number.POSITIVE_INFINITY)).toBe(true);
  expect(await getJob(ctx, { id: jobId })).toMatchObject({ status: 'completed', done: 1 });
  expect(await still(9 * MINUTE_MS)).toBe(false);
});

it('an event that was set aside is shown with the reason, and scored when it is asked for again', async () => {
  const ctx = await organizationWithALead();
  await systemDb('fixtures of a test').query(`update inbox set parked = 'it was broken' where org_id = $1`, [
    ctx.orgId,
  ]);
  await drainNow(ctx.orgId);
  expect((await listEventsSetAside(ctx, { limit: 10 })).items).toMatchObject([
    { type: 'signup', reason: 'it was broken' },
  ]);
  expect(await retryEventsSetAside(ctx)).toEqual({ retried: 1 });
  await drainNow(ctx.orgId);
  expect((await listEventsSetAside(ctx, { limit: 10 })).items).toEqual([]);
  const { rows } = await ctx.run((db) =>
    db.query('select event_count from lead_scores where org_id = $1', [ctx.orgId]),
  );
  expect(rows).toEqual([{ event_count: 1 }]);
  expect(await retryEventsSetAside(ctx)).toEqual({ retried: 0 });
});
