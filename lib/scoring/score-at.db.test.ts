import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { someCases } from '@/db/testing/cases';
import { createTestOrg, type TestOrg } from '@/db/testing/factories';
import { putEvents, type TestEvent } from '@/db/testing/ledger';
import { drainNow } from '@/lib/leads';
import { jobContext, type OrgContext } from '@/lib/tenancy';
import { decayedScore } from './decay';
import { replayLeads, ruleBook } from './index';
import { loadRuleVersions, loadSettings } from './queries';
import { createRule, deleteRule, updateRule } from './rule-verbs';
import { scoreAt } from './score-at';
import { DEFAULT_SETTINGS, stageOf } from './stage';

const CASES = someCases(1_000);
const CASES_A_ROUND = 50;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const now = new Date(Math.floor(Date.now() / 1000) * 1000);
/** Moments lie three hours apart, so that ties in time are common and `at` often is an event's own moment. */
const moment = (eighths: number) => new Date(now.getTime() - 80 * DAY_MS + eighths * 3 * HOUR_MS);
const LAST_EIGHTH = 640;

const rule = { conditions: [], active: true, description: '' };
const NAMES = ['anonymousId', 'userId', 'email'] as const;

/** What a person did under each of three names, what ties the names together, and the moment that is asked about. */
const someCase = fc.record({
  acts: fc.uniqueArray(
    fc.record({
      by: fc.constantFrom(...NAMES),
      type: fc.constantFrom('signup', 'feature_used', 'unsubscribed', 'no_rule_for_it'),
      eighths: fc.integer({ min: 0, max: LAST_EIGHTH }),
      key: fc.string({ minLength: 1, maxLength: 2 }),
    }),
    { minLength: 1, maxLength: 12, selector: ({ key }) => key },
  ),
  tied: fc.array(fc.integer({ min: 0, max: LAST_EIGHTH }), { minLength: 2, maxLength: 2 }),
  asked: fc.oneof(fc.integer({ min: -8, max: LAST_EIGHTH }), fc.double({ min: -8, max: LAST_EIGHTH, noNaN: true })),
  order: fc.infiniteStream(fc.integer()),
});
type Case = typeof someCase extends fc.Arbitrary<infer T> ? T : never;

function personOf({ acts, tied }: Case, n: number): TestEvent[] {
  const ids = { anonymousId: `anon-${n}`, userId: `user-${n}`, email: `person-${n}@example.com` };
  const tie = (i: number, names: Partial<typeof ids>): TestEvent => ({
    eventId: `${n}p/tie${i}`,
    type: 'identify',
    occurredAt: moment(tied[i]!),
    ...names,
  });
  return [
    ...acts.map(({ by, type, eighths, key }) => ({
      eventId: `${n}p/${key}`,
      type,
      occurredAt: moment(eighths),
      [by]: ids[by],
    })),
    tie(0, { userId: ids.userId, anonymousId: ids.anonymousId }),
    tie(1, { userId: ids.userId, email: ids.email }),
  ];
}

/** Somebody of one name to whom nothing but that happened, up to the moment and in the order of time. */
function twinOf(person: TestEvent[], at: Date, n: number): TestEvent[] {
  return person
    .filter(({ occurredAt }) => occurredAt <= at)
    .map(({ eventId, type, occurredAt }) => ({
      eventId: eventId!.replace('p/', 't/'),
      type,
      occurredAt,
      anonymousId: `twin-${n}`,
    }));
}

describe('the score at any past time', () => {
  let org: TestOrg;
  let ctx: OrgContext;
  beforeAll(async () => {
    org = await createTestOrg();
    ctx = jobContext(org.orgId, 'test', 'r', () => now);
    const at = (eighths: number) => jobContext(org.orgId, 'test', 'r', () => moment(eighths));
    const signup = await createRule(at(40), { ...rule, eventType: 'signup', points: 40 });
    await updateRule(at(300), { id: signup.id, ...rule, eventType: 'signup', points: 7 });
    await createRule(at(-1), { ...rule, eventType: 'feature_used', points: 5 });
    const unsubscribed = await createRule(at(-1), { ...rule, eventType: 'unsubscribed', points: -30 });
    await deleteRule(at(500), { id: unsubscribed.id });
  });

  test(`equals a fresh replay cut off there: ${CASES} people, joined, told in any order, at any moment`, async () => {
    const cases = fc.sample(someCase, CASES);
    for (let round = 0; round < CASES; round += CASES_A_ROUND)
      await checkRound(round, cases.slice(round, round + CASES_A_ROUND));
  });

  async function checkRound(round: number, cases: Case[]): Promise<void> {
    const people = cases.map((one, i) => personOf(one, round + i));
    const arrivals = people.flatMap((events, i) =>
      events.map((event) => ({ event, order: cases[i]!.order.next().value })),
    );
    arrivals.sort((a, b) => a.order - b.order);
    const third = Math.ceil(arrivals.length / 3);
    for (let from = 0; from < arrivals.length; from += third) {
      await putEvents(
        org.orgId,
        arrivals.slice(from, from + third).map(({ event }) => event),
      );
      await drainNow(org.orgId);
    }
    const moments = cases.map(({ asked }) => moment(asked));
    await putEvents(
      org.orgId,
      people.flatMap((events, i) => twinOf(events, moments[i]!, round + i)),
    );
    await drainNow(org.orgId);

    const leads = await leadsByName();
    const twins = await replayed(cases.flatMap((_, i) => leads.get(`twin-${round + i}`) ?? []));
    for (const [i, at] of moments.entries()) {
      const leadId = leads.get(`user-${round + i}`)!;
      const answer = await scoreAt(ctx, { leadId, at, limit: 200 });
      const twin = twins.get(leads.get(`twin-${round + i}`) ?? '');
      const expected = decayedScore(twin?.score ?? 0, twin?.last?.getTime() ?? null, at.getTime(), DEFAULT_SETTINGS);
      const until = people[i]!.map(({ occurredAt }) => at.getTime() - occurredAt.getTime()).filter((ago) => ago >= 0);
      expect({ ...answer, near: near(answer.score, expected) }).toMatchObject({
        near: true,
        stage: stageOf(expected, DEFAULT_SETTINGS),
        asOf: at.toISOString(),
        eventCount: until.length,
        velocity: Math.min(10, until.filter((ago) => ago < DAY_MS).length),
        lastEventAt: twin?.last?.toISOString() ?? null,
      });
      expect(answer.lastEvent?.ruleVersion ?? null).toBe(twin?.rule_version ?? null);
      expect(answer.items.length).toBe(until.length);
      expect(near(linesOf(answer), answer.score)).toBe(true);
      const steps = answer.items.reduce((sum, step) => sum + step.decayDelta + step.delta, answer.decaySinceLastEvent);
      expect(near(steps, answer.score)).toBe(true);
    }
  }

  async function leadsByName(): Promise<Map<string, string>> {
    return ctx.run(async (db) => {
      const { rows } = await db.query<{ value: string; lead_id: string }>('select value, lead_id from subjects');
      return new Map(rows.map(({ value, lead_id }) => [value, lead_id]));
    });
  }

  /** Where these leads stand after they were scored from nothing. */
  async function replayed(leadIds: string[]) {
    return ctx.run(async (db) => {
      await replayLeads(db, leadIds, {
        settings: await loadSettings(db),
        rules: ruleBook(await loadRuleVersions(db)),
        now,
      });
      const { rows } = await db.query<{ id: string; score: number; last: Date | null; rule_version: number | null }>(
        `select s.lead_id as id, s.score, s.last_event_at as last, h.rule_version
           from lead_scores s
           left join score_history h on h.lead_id = s.lead_id and h.occurred_at = s.last_event_at and h.tie = s.last_tie
          where s.lead_id = any($1::uuid[])`,
        [leadIds],
      );
      return new Map(rows.map((row) => [row.id, row]));
    });
  }
});

const near = (a: number, b: number) => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b));

/** What "why this score" adds up. */
function linesOf(answer: Awaited<ReturnType<typeof scoreAt>>): number {
  return answer.contributions.reduce(
    (sum, { delta }) => sum + delta,
    (answer.otherTypes?.delta ?? 0) + answer.decayTotal + answer.decaySinceLastEvent,
  );
}
