import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { someCases } from '@/db/testing/cases';
import { createTestOrg } from '@/db/testing/factories';
import { putEvents, type TestEvent } from '@/db/testing/ledger';
import { cancelJob, getJob, jobFailuresFile, listJobFailures, listJobs } from '@/lib/jobs/job-verbs';
import { workOnJob } from '@/lib/jobs/work-on-job';
import { applyingRuleToHistory, drainNow, sweepOrganization } from '@/lib/leads';
import { loadRuleVersions, loadSettings, replayLead, ruleBook } from '@/lib/scoring';
import { applyRuleToHistory } from '@/lib/scoring/rule-history';
import { createRule, listRules, updateRule } from '@/lib/scoring/rule-verbs';
import { updateScoringSettings } from '@/lib/scoring/settings-verbs';
import { DEFAULT_SETTINGS } from '@/lib/scoring/stage';
import { jobContext, type OrgContext, systemDb } from '@/lib/tenancy';
import { JOB_KINDS } from './kinds';

const DAY_MS = 86_400_000;
const now = new Date(Math.floor(Date.now() / 1_000) * 1_000);
const ago = (days: number) => new Date(now.getTime() - days * DAY_MS);

interface Standing extends Record<string, unknown> {
  lead_id: string;
  score: number;
  stage: string;
}

async function organization(): Promise<OrgContext> {
  const { orgId } = await createTestOrg();
  await systemDb('fixtures of a test').query('update scoring_settings set updated_at = $2 where org_id = $1', [
    orgId,
    ago(30),
  ]);
  return jobContext(orgId, 'test', randomUUID(), () => now);
}

const APPLYING = applyingRuleToHistory();
const rule = { eventType: 'signup', conditions: [], points: 10, active: true, description: '' };

/** Works on a job part by part, and does something between any two. */
async function workThrough(ctx: OrgContext, jobId: string, between: (part: number) => Promise<void> = async () => {}) {
  for (let part = 0; !(await workOnJob(ctx, JOB_KINDS, jobId, 0)); part++) await between(part);
}

const standings = (ctx: OrgContext) =>
  ctx.run(async (db) => {
    const { rows } = await db.query<Standing>(
      'select lead_id, score, stage from lead_scores where org_id = $1 order by 1',
      [db.orgId],
    );
    return rows;
  });

/** Every step of every history, without what tells rows of equal content apart. */
const histories = (ctx: OrgContext) =>
  ctx.run(async (db) => {
    const { rows } = await db.query(
      `select lead_id, event_id, rule_version, points, round(score_after::numeric, 6) as score_after from score_history
        where org_id = $1 order by lead_id, occurred_at, tie`,
      [db.orgId],
    );
    return rows;
  });

/** What everything would be if it were scored from nothing by the rules as they stand. */
async function replayed(ctx: OrgContext) {
  const leads = await standings(ctx);
  await ctx.run(async (db) => {
    const replay = { settings: await loadSettings(db), rules: ruleBook(await loadRuleVersions(db)), now };
    for (const { lead_id } of leads) await replayLead(db, lead_id, replay);
  });
  return histories(ctx);
}

describe('a rule applied to history', () => {
  it('scores what happened before it as if it had always counted, and later versions keep their time', async () => {
    const ctx = await organization();
    const { id } = await createRule({ ...ctx, now: () => ago(9) }, { ...rule, points: 1 });
    await updateRule({ ...ctx, now: () => ago(3) }, { ...rule, id, points: 40 });
    await putEvents(ctx.orgId, [
      { type: 'signup', userId: 'before', occurredAt: ago(12) },
      { type: 'signup', userId: 'first', occurredAt: ago(5) },
      { type: 'signup', userId: 'second', occurredAt: ago(2) },
      { type: 'page_view', userId: 'other', occurredAt: ago(2) },
    ]);
    await drainNow(ctx.orgId);
    const points = async () => (await histories(ctx)).map((row) => row.points).toSorted();
    expect(await points()).toEqual([0, 0, 1, 40]);

    const { jobId } = await applyRuleToHistory(ctx, { id });
    await expect(applyRuleToHistory(ctx, { id })).rejects.toMatchObject({ code: 'CONFLICT' });
    await workThrough(ctx, jobId);
    expect(await points()).toEqual([0, 40, 40, 40]);
    expect(await getJob(ctx, { id: jobId })).toMatchObject({
      status: 'completed',
      total: 3,
      done: 3,
      failed: 0,
      result: { higher: 2, lower: 0, otherStage: 2 },
    });
    expect((await listRules(ctx, { limit: 10 })).items).toMatchObject([
      { version: 2, appliedToHistoryAt: now.toISOString() },
    ]);
    await expect(applyRuleToHistory(ctx, { id })).rejects.toMatchObject({ code: 'CONFLICT' });

    await updateRule(ctx, { ...rule, id, points: 7 });
    await putEvents(ctx.orgId, [{ type: 'signup', userId: 'late', occurredAt: ago(30) }]);
    await drainNow(ctx.orgId);
    expect(await points()).toEqual([0, 40, 40, 40, 40]);
  });

  it('cancelled, leaves everything as it was; cancelled again, nothing more', async () => {
    const ctx = await organization();
    const { id } = await createRule(ctx, rule);
    await putEvents(
      ctx.orgId,
      Array.from(
        { length: 1_000 },
        (_, n): TestEvent => ({ type: 'signup', userId: `u${n}`, occurredAt: ago(1 + (n % 5)) }),
      ),
    );
    await drainNow(ctx.orgId);
    const before = await histories(ctx);
    const { jobId } = await applyRuleToHistory(ctx, { id });
    for (let part = 0; part < 3; part++) await workOnJob(ctx, JOB_KINDS, jobId, 0);
    expect(await getJob(ctx, { id: jobId })).toMatchObject({ status: 'running', total: 1_000, done: 800 });
    expect(await histories(ctx)).not.toEqual(before);
    expect(await cancelJob(ctx, { id: jobId })).toMatchObject({ status: 'cancelling' });
    expect(await cancelJob(ctx, { id: jobId })).toMatchObject({ status: 'cancelling' });
    await workThrough(ctx, jobId);
    expect(await getJob(ctx, { id: jobId })).toMatchObject({ status: 'cancelled', done: 0, result: { putBack: 800 } });
    expect(await histories(ctx)).toEqual(before);
    expect(await replayed(ctx)).toEqual(before);
    expect((await listJobs(ctx, { limit: 10 })).items).toMatchObject([{ id: jobId, status: 'cancelled' }]);
  });

  it('is taken up where it stood by whoever comes next, and none of it is counted twice', async () => {
    const ctx = await organization();
    const { id } = await createRule(ctx, rule);
    await putEvents(
      ctx.orgId,
      Array.from({ length: 900 }, (_, n): TestEvent => ({ type: 'signup', userId: `u${n}`, occurredAt: ago(2) })),
    );
    await drainNow(ctx.orgId);
    const { jobId } = await applyRuleToHistory(ctx, { id });
    await Promise.all([workThrough(ctx, jobId), workThrough(ctx, jobId), workThrough(ctx, jobId)]);
    expect(await getJob(ctx, { id: jobId })).toMatchObject({ done: 900, total: 900, result: { higher: 900 } });
  });

  it('names the leads that cannot be folded, with the reason, in a list and in a file, and folds the others', async () => {
    const ctx = await organization();
    const { id } = await createRule(ctx, rule);
    await putEvents(ctx.orgId, [
      { type: 'signup', userId: 'good', occurredAt: ago(2), receivedAt: ago(1 / 24) },
      { type: 'signup', userId: 'bad', occurredAt: ago(2), receivedAt: ago(1 / 24) },
    ]);
    await drainNow(ctx.orgId);
    const [bad] = await systemDb('fixtures of a test')
      .query<{ lead_id: string }>(`select lead_id from subjects where org_id = $1 and value = 'bad'`, [ctx.orgId])
      .then(({ rows }) => rows);
    const kinds = {
      'apply-rule-to-history': {
        ...APPLYING,
        // As when what a lead did cannot be read: the transaction is spoilt for it alone.
        part: (db: Parameters<typeof APPLYING.part>[0], ...rest: never[]) =>
          (APPLYING.part as (...args: unknown[]) => ReturnType<typeof APPLYING.part>)(
            spoilt(db, bad!.lead_id),
            ...rest,
          ),
      },
    };
    const { jobId } = await applyRuleToHistory(ctx, { id });
    while (!(await workOnJob(ctx, kinds, jobId, 0)));
    expect(await getJob(ctx, { id: jobId })).toMatchObject({ status: 'completed', done: 2, failed: 1 });
    expect((await listJobFailures(ctx, { id: jobId, limit: 10 })).items).toEqual([
      { item: bad!.lead_id, reason: expect.stringMatching(/division by zero/) },
    ]);
    const file = await jobFailuresFile(ctx, { id: jobId });
    expect([file.name, file.type, await file.text()]).toEqual([
      `job-${jobId}-failures.csv`,
      'text/csv; charset=utf-8',
      `"item","reason"\r\n"${bad!.lead_id}","division by zero"\r\n`,
    ]);
    expect((await standings(ctx)).map(({ score }) => score).toSorted()).toEqual([0, 10]);
  });

  const LEAD_BY_LEAD = { 'apply-rule-to-history': applyingRuleToHistory(1) };
  const CASES = someCases(120);
  it(`whatever happens while it runs, it ends as if scored from nothing: ${CASES} random cases of late events, joins, settings and cancelling`, async () => {
    const who = fc.integer({ min: 0, max: 3 });
    const days = fc.integer({ min: 1, max: 20 });
    const someThing = fc.oneof(
      fc.record({ what: fc.constant('late' as const), who, days }),
      { weight: 3, arbitrary: fc.record({ what: fc.constant('join' as const), who, days: who }) },
      fc.record({ what: fc.constant('settings and sweep' as const), who, days }),
    );
    const cases = fc.sample(
      fc.record({
        events: fc.array(fc.record({ who, days, type: fc.constantFrom('signup', 'signup', 'page_view') }), {
          minLength: 2,
          maxLength: 8,
        }),
        isFirstVersion: fc.boolean(),
        /** Before each part. */
        meanwhile: fc.array(fc.option(someThing), { minLength: 3, maxLength: 5 }),
        cancelAt: fc.option(fc.integer({ min: 2, max: 4 }), { freq: 1 }),
      }),
      CASES,
    );
    for (const one of cases) await check(one);

    async function check({ events, isFirstVersion, meanwhile, cancelAt }: (typeof cases)[number]) {
      const ctx = await organization();
      await createRule({ ...ctx, now: () => ago(25) }, { ...rule, eventType: 'page_view', points: 3 });
      const { id } = await createRule({ ...ctx, now: () => ago(isFirstVersion ? 4 : 10) }, rule);
      if (!isFirstVersion) await updateRule({ ...ctx, now: () => ago(4) }, { ...rule, id, points: 25 });
      await putEvents(
        ctx.orgId,
        events.map(({ who, days, type }, n) => ({
          eventId: `e${n}`,
          type,
          userId: `u${who}`,
          occurredAt: ago(days),
          receivedAt: ago(1 / 24),
        })),
      );
      await drainNow(ctx.orgId);
      const { jobId } = await applyRuleToHistory(ctx, { id });
      for (let part = 0; ; part++) {
        if (part === cancelAt) await cancelJob(ctx, { id: jobId }).catch(() => {});
        const thing = meanwhile[part];
        if (thing) await happen(ctx, thing, part);
        if (await workOnJob(ctx, LEAD_BY_LEAD, jobId, 0)) break;
      }
      await sweepOrganization(ctx);
      const pending = await ctx.run(
        async (db) => (await db.query('select 1 from pending_replays where org_id = $1', [db.orgId])).rowCount,
      );
      expect(pending).toBe(0);
      const live = await histories(ctx);
      expect(live).toEqual(await replayed(ctx));
    }

    async function happen(ctx: OrgContext, thing: { what: string; who: number; days: number }, part: number) {
      if (thing.what === 'settings and sweep') {
        await updateScoringSettings(ctx, { ...DEFAULT_SETTINGS, graceDays: thing.days });
        return sweepOrganization(ctx);
      }
      const joins = thing.what === 'join' && thing.who !== thing.days;
      await putEvents(ctx.orgId, [
        joins
          ? {
              eventId: `m${part}`,
              type: 'alias',
              userId: `u${thing.who}`,
              previousId: `u${thing.days}`,
              occurredAt: ago(1),
            }
          : { eventId: `m${part}`, type: 'signup', userId: `u${thing.who}`, occurredAt: ago(thing.days) },
      ]);
      await drainNow(ctx.orgId);
    }
  });
});

/** The same transaction, in which whatever is folded of one lead fails. */
function spoilt<Db extends { query: (text: string, values?: unknown[]) => Promise<unknown> }>(
  db: Db,
  leadId: string,
): Db {
  return {
    ...db,
    query: (text: string, values?: unknown[]) =>
      text.includes('delete from score_history') && JSON.stringify(values).includes(leadId)
        ? db.query('select 1 / 0')
        : db.query(text, values),
  };
}
