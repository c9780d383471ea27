import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { someCases } from '@/db/testing/cases';
import { createTestOrg, type TestOrg } from '@/db/testing/factories';
import { putEvents, type TestEvent } from '@/db/testing/ledger';
import { drainNow } from '@/lib/leads';
import { listLeads } from '@/lib/leads/list-leads';
import { jobContext, type OrgContext } from '@/lib/tenancy';
import { recountEvents } from '@/lib/tracking';
import { MS_PER_DAY } from './decay';
import { DEFAULT_RULES } from './default-rules';
import { replayLead, ruleBook, seedDefaultRules } from './index';
import { loadRuleVersions, loadSettings } from './queries';
import { compareSteps, EMPTY_STATE, foldAll } from './score-lead';
import { DEFAULT_SETTINGS } from './stage';

const CASES = someCases(1_000);
const CASES_A_ROUND = 50;
const now = new Date();
const start = now.getTime() - 80 * MS_PER_DAY;
const POINTS = new Map(DEFAULT_RULES.filter((rule) => !rule.conditions).map((rule) => [rule.eventType, rule.points]));
const TYPES = [...POINTS.keys(), 'something_else'];

const someEvent = fc.record({
  type: fc.constantFrom(...TYPES),
  // Coarse, so that ties in time are common.
  occurredAt: fc.integer({ min: 0, max: 640 }).map((eighths) => new Date(start + (eighths * MS_PER_DAY) / 8)),
  key: fc.string({ minLength: 1, maxLength: 2 }),
  duplicate: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
});
const someCase = fc.record({
  events: fc.uniqueArray(someEvent, { minLength: 1, maxLength: 14, selector: (event) => event.key }),
  order: fc.infiniteStream(fc.integer()),
});
type Case = typeof someCase extends fc.Arbitrary<infer T> ? T : never;

describe('scores, whatever the order of arrival', () => {
  let org: TestOrg;
  let ctx: OrgContext;
  beforeAll(async () => {
    org = await createTestOrg();
    ctx = jobContext(org.orgId, 'test', 'r', () => now);
    await ctx.run((db) => seedDefaultRules(db, now));
  });

  test(`score = fold in time order = replay, and the history sums to it: ${CASES} random event sets, shuffled, with duplicates`, async () => {
    const cases = fc.sample(someCase, CASES);
    for (let round = 0; round < CASES; round += CASES_A_ROUND)
      await checkRound(round, cases.slice(round, round + CASES_A_ROUND));
  });

  async function checkRound(round: number, cases: Case[]): Promise<void> {
    const arrivals = cases.flatMap(({ events, order }, index) => {
      const mine: TestEvent[] = events.map((event) => ({
        eventId: `${round + index}/${event.key}`,
        type: event.type,
        occurredAt: event.occurredAt,
        anonymousId: `case-${round + index}`,
      }));
      const twice = [...mine, ...mine.filter((_, n) => events[n]!.duplicate)];
      return twice.map((event) => ({ event, order: order.next().value }));
    });
    arrivals.sort((a, b) => a.order - b.order);
    const third = Math.ceil(arrivals.length / 3);
    for (let at = 0; at < arrivals.length; at += third) {
      await putEvents(
        org.orgId,
        arrivals.slice(at, at + third).map(({ event }) => event),
      );
      await drainNow(org.orgId);
    }
    const live = await readLeads();
    const expected = cases.map(({ events }, index) => expectedScore(events, round + index));
    compare(live, expected, round);

    await ctx.run(async (db) => {
      const settings = await loadSettings(db);
      const rules = ruleBook(await loadRuleVersions(db));
      for (const index of cases.keys())
        await replayLead(db, live.get(`case-${round + index}`)!.id, { settings, rules, now });
    });
    compare(await readLeads(), expected, round);
  }

  function expectedScore(events: Case['events'], index: number): number {
    const steps = events.map((event) => ({
      occurredAtMs: event.occurredAt.getTime(),
      tie: `${index}/${event.key}`,
      points: POINTS.get(event.type) ?? 0,
    }));
    return foldAll(EMPTY_STATE, steps.sort(compareSteps), DEFAULT_SETTINGS).state.score;
  }

  function compare(live: Map<string, { score: number; sum: number }>, expected: number[], round: number): void {
    for (const [index, score] of expected.entries()) {
      const lead = live.get(`case-${round + index}`)!;
      expect(Math.abs(lead.score - score)).toBeLessThanOrEqual(1e-9 * Math.max(1, score));
      expect(Math.abs(lead.sum - score)).toBeLessThanOrEqual(1e-9 * Math.max(1, score));
    }
  }

  async function readLeads(): Promise<Map<string, { id: string; score: number; sum: number }>> {
    return ctx.run(async (db) => {
      const { rows } = await db.query<{ value: string; id: string; score: number; sum: number }>(
        `select s.value, l.lead_id as id, l.score, coalesce(h.sum, 0) as sum from subjects s
           join lead_scores l on l.org_id = s.org_id and l.lead_id = s.lead_id
           left join (select lead_id, sum(decay_delta + delta) as sum from score_history group by lead_id) h on h.lead_id = l.lead_id`,
      );
      return new Map(rows.map((row) => [row.value, row]));
    });
  }

  test('the counts of events are what a recount of the ledger gives', async () => {
    const read = () =>
      ctx.run(
        async (db) => (await db.query('select quarter, type, count from event_counts order by quarter, type')).rows,
      );
    const before = await read();
    await ctx.run(recountEvents);
    expect(await read()).toEqual(before);
  });

  test('the list in pages equals a full sort by the score at its moment, before and after the sweep: 1,000 random questions', async () => {
    const all = await ctx.run(async (db) => {
      const { rows } = await db.query<{ lead_id: string; score: number; last_event_at: Date }>(
        'select lead_id, score, last_event_at from lead_scores',
      );
      // Flags as sweeps of other moments would have left them: neither true nor false can be relied on at `asOf`.
      await db.query(`update lead_scores set in_grace = (grace_until is null or grace_until > $1)`, [
        new Date(now.getTime() - 20 * MS_PER_DAY),
      ]);
      return rows;
    });
    const questions = fc.sample(
      fc.record({ days: fc.double({ min: -40, max: 40, noNaN: true }), limit: fc.integer({ min: 1, max: 50 }) }),
      1_000,
    );
    for (const [number, { days, limit }] of questions.entries()) {
      const asOf = new Date(Math.round(now.getTime() + days * MS_PER_DAY));
      const ranked = all
        .map((lead) => {
          const silent = (asOf.getTime() - lead.last_event_at.getTime()) / MS_PER_DAY;
          return { id: lead.lead_id, score: silent <= 7 ? lead.score : lead.score * 0.95 ** (silent - 7) };
        })
        .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
      const asker = jobContext(org.orgId, 'test', 'r', () => asOf);
      const first = await listLeads(asker, { sort: 'score', limit });
      const second =
        first.nextCursor && number % 4 === 0
          ? await listLeads(asker, { sort: 'score', limit, cursor: first.nextCursor })
          : null;
      const listed = [...first.items, ...(second?.items ?? [])];
      expect(new Set(listed.map((lead) => lead.id)).size).toBe(Math.min(all.length, second ? 2 * limit : limit));
      const misplaced = listed.filter(
        (lead, place) => Math.abs(lead.score - ranked[place]!.score) > 1e-9 * Math.max(1, lead.score),
      );
      expect(misplaced).toEqual([]);
    }
  });
});
