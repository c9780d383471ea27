import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { createTestOrg, type TestOrg } from '@/db/testing/factories';
import { putEvents, type TestEvent } from '@/db/testing/ledger';
import { seedDefaultRules } from '@/lib/scoring';
import { compareSteps, EMPTY_STATE, foldAll } from '@/lib/scoring/score-lead';
import { DEFAULT_SETTINGS } from '@/lib/scoring/stage';
import { jobContext, type OrgContext } from '@/lib/tenancy';
import { drainNow } from './drain';
import { getLead } from './get-lead';

const CASES = 1_000;
const CASES_A_ROUND = 50;
const DAY_MS = 86_400_000;
const now = new Date();
const POINTS: Record<string, number> = { signup: 20, feature_used: 5, identify: 0, alias: 0 };

/** A person of a few identifiers, what they did under each, and the events that tie the identifiers together. */
const someCase = fc.record({
  acts: fc.array(
    fc.record({
      by: fc.constantFrom('anonymousId', 'userId', 'email'),
      type: fc.constantFrom('signup', 'feature_used'),
      eighths: fc.integer({ min: 0, max: 500 }),
    }),
    { minLength: 1, maxLength: 8 },
  ),
  ties: fc.constantFrom('identify', 'identify in two parts', 'alias'),
  order: fc.infiniteStream(fc.integer()),
});
type Case = typeof someCase extends fc.Arbitrary<infer T> ? T : never;

function eventsOf({ acts, ties }: Case, n: number): TestEvent[] {
  const ids = { anonymousId: `anon-${n}`, userId: `user-${n}`, email: `person-${n}@example.com` };
  const at = (eighths: number) => new Date(now.getTime() - 80 * DAY_MS + (eighths * DAY_MS) / 8);
  const done = acts.map(
    ({ by, type, eighths }, i) => ({ eventId: `${n}/${i}`, type, occurredAt: at(eighths), [by]: ids[by] }) as TestEvent,
  );
  const tie = (i: number, names: Partial<typeof ids> & { previousId?: string }, type = 'identify'): TestEvent => ({
    eventId: `${n}/tie${i}`,
    type,
    occurredAt: at(300 + i),
    ...names,
  });
  if (ties === 'identify') return [...done, tie(0, ids)];
  if (ties === 'alias')
    return [
      ...done,
      tie(0, { userId: ids.userId, previousId: ids.anonymousId }, 'alias'),
      tie(1, { userId: ids.userId, email: ids.email }),
    ];
  return [
    ...done,
    tie(0, { userId: ids.userId, anonymousId: ids.anonymousId }),
    tie(1, { email: ids.email, userId: ids.userId }),
  ];
}

describe('one person is one lead, in any order of arrival', () => {
  let org: TestOrg;
  let ctx: OrgContext;
  beforeAll(async () => {
    org = await createTestOrg();
    ctx = jobContext(org.orgId, 'test', 'r', () => now);
    await ctx.run((db) => seedDefaultRules(db, now));
  });

  test(`anonymous, user and e-mail history all count for the one lead: ${CASES} random people`, async () => {
    const cases = fc.sample(someCase, CASES);
    for (let round = 0; round < CASES; round += CASES_A_ROUND) {
      const people = cases.slice(round, round + CASES_A_ROUND).map((person, i) => eventsOf(person, round + i));
      const arrivals = people.flatMap((events, i) =>
        events.map((event) => ({ event, order: cases[round + i]!.order.next().value })),
      );
      arrivals.sort((a, b) => a.order - b.order);
      const part = Math.ceil(arrivals.length / 3);
      for (let at = 0; at < arrivals.length; at += part) {
        await putEvents(
          org.orgId,
          arrivals.slice(at, at + part).map(({ event }) => event),
        );
        await drainNow(org.orgId);
      }
      const wrong = await wrongPeople(people, round);
      expect(wrong).toEqual([]);
    }
  });

  /** People whose identifiers do not all lead to one living lead with the score of all they did. */
  async function wrongPeople(people: TestEvent[][], round: number) {
    const { rows } = await ctx.run((db) =>
      db.query<{ n: number; leads: number; score: number; sum: number; events: number; seen: Date; known: boolean }>(
        `select substring(s.value from '-(\\d+)')::int as n, count(distinct s.lead_id)::int as leads, min(l.score) as score,
                min(h.sum) as sum, min(l.event_count) as events, min(p.first_seen_at) as seen, bool_and(p.known) as known
           from subjects s join leads p on p.id = s.lead_id and p.merged_into is null
           join lead_scores l on l.lead_id = s.lead_id
           left join lateral (select sum(decay_delta + delta) as sum from score_history where lead_id = s.lead_id) h on true
          group by 1`,
      ),
    );
    const found = new Map(rows.map((row) => [row.n, row]));
    return people.flatMap((events, i) => {
      const steps = events.map((event) => ({
        occurredAtMs: event.occurredAt.getTime(),
        tie: event.eventId!,
        points: POINTS[event.type]!,
      }));
      const { score } = foldAll(EMPTY_STATE, steps.sort(compareSteps), DEFAULT_SETTINGS).state;
      const row = found.get(round + i);
      const right =
        row?.leads === 1 &&
        row.events === events.length &&
        row.known &&
        row.seen.getTime() === steps[0]!.occurredAtMs &&
        Math.abs(row.score - score) <= 1e-9 * Math.max(1, score) &&
        Math.abs(row.sum - score) <= 1e-9 * Math.max(1, score);
      return right
        ? []
        : [
            {
              person: round + i,
              expected: { score, events: events.length, seen: new Date(steps[0]!.occurredAtMs) },
              found: row,
            },
          ];
    });
  }

  test('the old id of a joined lead answers with the living one, and the join is told', async () => {
    const { rows } = await ctx.run((db) =>
      db.query<{ id: string; merged_into: string }>(
        'select id, merged_into from leads where merged_into is not null limit 5',
      ),
    );
    expect(rows.length).toBeGreaterThan(0);
    for (const { id, merged_into } of rows) {
      const lead = await getLead(ctx, { id });
      expect(lead.id).toBe(merged_into);
      expect(lead.mergedFrom.map(({ leadId }) => leadId)).toContain(id);
    }
  });

  test('the newest word on a field wins, whichever arrives last', async () => {
    const say = (eventId: string, days: number, name: string): TestEvent => ({
      eventId,
      type: 'identify',
      userId: 'renamed',
      occurredAt: new Date(now.getTime() - days * DAY_MS),
      properties: { name },
    });
    await putEvents(org.orgId, [say('n1', 1, 'New Name')]);
    await drainNow(org.orgId);
    await putEvents(org.orgId, [say('n2', 9, 'Old Name')]);
    await drainNow(org.orgId);
    const { rows } = await ctx.run((db) =>
      db.query<{ name: string }>(
        `select l.name from leads l join subjects s on s.lead_id = l.id where s.value = 'renamed'`,
      ),
    );
    expect(rows).toEqual([{ name: 'New Name' }]);
  });

  test('an event that names a lead of another organization, or none, makes no lead and no score', async () => {
    const other = await createTestOrg();
    await putEvents(other.orgId, [{ type: 'signup', userId: 'theirs', occurredAt: now }]);
    await drainNow(other.orgId);
    const [theirs] = await jobContext(other.orgId, 'test', 'r').run(
      async (db) => (await db.query<{ id: string }>('select id from leads')).rows,
    );
    const count = () =>
      ctx.run(async (db) => (await db.query<{ n: number }>('select count(*) as n from leads')).rows[0]!.n);
    const before = await count();
    await putEvents(org.orgId, [{ type: 'signup', leadId: theirs!.id, occurredAt: now }]);
    await drainNow(org.orgId);
    expect(await count()).toBe(before);
  });
});
