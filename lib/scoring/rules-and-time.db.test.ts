import { beforeAll, describe, expect, test } from 'vitest';
import { createTestOrg, type TestOrg } from '@/db/testing/factories';
import { putEvents } from '@/db/testing/ledger';
import { drainNow, listLeads, sweepOrganization } from '@/lib/leads';
import { jobContext, type OrgContext } from '@/lib/tenancy';
import { getScore } from './get-score';
import { createRule, deleteRule, listRules, updateRule } from './rule-verbs';
import { updateScoringSettings } from './settings-verbs';
import { DEFAULT_SETTINGS } from './stage';

const DAY_MS = 86_400_000;
const t0 = new Date(Math.floor(Date.now() / 1000) * 1000);
const daysOn = (days: number) => new Date(t0.getTime() + days * DAY_MS);
const rule = { eventType: 'signup', conditions: [], points: 40, active: true, description: 'Signed up' };

describe('rules and the passing of time', () => {
  let org: TestOrg;
  const at = (moment: Date): OrgContext => jobContext(org.orgId, 'test', 'r', () => moment);
  const lead = async (moment: Date) => (await listLeads(at(moment), { sort: 'score', limit: 10 })).items[0]!;
  beforeAll(async () => {
    org = await createTestOrg();
  });

  test('a change of a rule counts for events that occur from then on, also for one that arrives late', async () => {
    const { id } = await createRule(at(daysOn(-10)), rule);
    await updateRule(at(daysOn(-5)), { id, ...rule, points: 7 });
    await putEvents(org.orgId, [
      { eventId: 'new', type: 'signup', userId: 'u', occurredAt: daysOn(-4) },
      { eventId: 'late', type: 'signup', userId: 'u', occurredAt: daysOn(-6) },
      { eventId: 'before', type: 'signup', userId: 'u', occurredAt: daysOn(-11) },
    ]);
    await drainNow(org.orgId);
    const score = await getScore(at(t0), { id: (await lead(t0)).id, limit: 10 });
    expect(score.items.map(({ points, ruleVersion }) => [points, ruleVersion])).toEqual([
      [7, 2],
      [40, 1],
      [0, null],
    ]);
    expect(score.scoreAtLastEvent).toBe(47);
    expect((await listRules(at(t0), { limit: 10 })).items).toMatchObject([{ version: 2, points: 7 }]);
    await deleteRule(at(t0), { id });
    expect((await listRules(at(t0), { limit: 10 })).items).toEqual([]);
  });

  test('the sweep drops a stage when it is due, rewrites no score, and does nothing before', async () => {
    const before = await at(t0).run(
      async (db) => (await db.query('select score, rank_key, last_event_at from lead_scores')).rows,
    );
    expect((await lead(t0)).stage).toBe('warm');
    // 47 points 4 days ago: below 30 after 7 + ln(47/30)/λ ≈ 15.75 days of silence, 11.75 days from now.
    await sweepOrganization(at(daysOn(11)));
    expect(await stored()).toMatchObject([{ stage: 'warm', in_grace: false }]);
    await sweepOrganization(at(daysOn(12)));
    expect(await stored()).toMatchObject([{ stage: 'cold', cools_at: null }]);
    expect(
      await at(t0).run(async (db) => (await db.query('select score, rank_key, last_event_at from lead_scores')).rows),
    ).toEqual(before);
  });

  async function stored() {
    return at(t0).run(async (db) => (await db.query('select stage, in_grace, cools_at from lead_scores')).rows);
  }

  test('changed settings fold every lead again, in the sweep', async () => {
    const settings = { ...DEFAULT_SETTINGS, graceDays: 1, decayPerDay: 0.5, warmAt: 10, hotAt: 20, qualifiedAt: 40 };
    expect(await updateScoringSettings(at(t0), settings)).toMatchObject({ leadsToReplay: 1 });
    expect((await getScore(at(t0), { id: (await lead(t0)).id, limit: 1 })).replayPending).toBe(true);
    await sweepOrganization(at(t0));
    const score = await getScore(at(t0), { id: (await lead(t0)).id, limit: 10 });
    // 40 two days before 7: a day of grace, a day at half; then four days, three of them past grace.
    expect(score.scoreAtLastEvent).toBeCloseTo(20 + 7, 9);
    expect(score.score).toBeCloseTo(27 / 8, 9);
    expect(score.replayPending).toBe(false);
    const sum = score.contributions.reduce((total, { delta }) => total + delta, score.decayTotal);
    expect(sum).toBeCloseTo(score.scoreAtLastEvent, 9);
  });
});
