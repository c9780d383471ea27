import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { adminClient } from '@/db/testing/catalogue';
import { createTestOrg, type TestOrg } from '@/db/testing/factories';
import { putEvents } from '@/db/testing/ledger';
import { drainNow, listLeads, sweepOrganization } from '@/lib/leads';
import { jobContext, type OrgContext } from '@/lib/tenancy';
import { parkFirst } from '@/lib/tracking';
import { scoringContract } from './contract';
import { getScore } from './get-score';
import { createRule } from './rule-verbs';
import { scoreAt } from './score-at';
import { updateScoringSettings } from './settings-verbs';
import { DEFAULT_SETTINGS } from './stage';

const DAY_MS = 86_400_000;
const now = new Date(Math.floor(Date.now() / 1000) * 1000);
const daysAgo = (days: number) => new Date(now.getTime() - days * DAY_MS);
const rule = { conditions: [], active: true, description: '' };

describe('the score at a past moment, case by case', () => {
  let admin: Awaited<ReturnType<typeof adminClient>>;
  let org: TestOrg;
  let ctx: OrgContext;
  let leadId: string;
  const read = (at: Date) => scoreAt(ctx, { leadId, at });
  const put = async (...events: Parameters<typeof putEvents>[1]) => {
    await putEvents(org.orgId, events);
    await drainNow(org.orgId);
  };

  beforeAll(async () => {
    admin = await adminClient();
  });
  afterAll(() => admin.end());

  beforeEach(async () => {
    org = await createTestOrg();
    ctx = jobContext(org.orgId, 'test', 'r', () => now);
    const then = jobContext(org.orgId, 'test', 'r', () => daysAgo(80));
    await createRule(then, { ...rule, eventType: 'demo_requested', points: 40 });
    await createRule(then, { ...rule, eventType: 'form_submitted', points: 15 });
    await put(
      { eventId: 'a', type: 'demo_requested', userId: 'u', occurredAt: daysAgo(30) },
      { eventId: 'b', type: 'form_submitted', userId: 'u', occurredAt: daysAgo(21) },
    );
    leadId = (await listLeads(ctx, { sort: 'score', limit: 1 })).items[0]!.id;
  });

  test('computed by hand: before, at and between the events, and now', async () => {
    expect(await read(daysAgo(31))).toMatchObject({
      score: 0,
      stage: 'cold',
      velocity: 0,
      eventCount: 0,
      lastEvent: null,
      lastEventAt: null,
      items: [],
      contributions: [],
      decayTotal: 0,
      decaySinceLastEvent: 0,
    });
    expect(await read(new Date(daysAgo(30).getTime() - 1))).toMatchObject({ score: 0, eventCount: 0 });
    expect(await read(daysAgo(30))).toMatchObject({
      score: 40,
      stage: 'warm',
      velocity: 1,
      eventCount: 1,
      lastEvent: { eventType: 'demo_requested', ruleVersion: 1, occurredAt: daysAgo(30).toISOString() },
    });
    expect(await read(daysAgo(29))).toMatchObject({ score: 40, velocity: 0 });
    const faded = await read(daysAgo(22));
    expect(faded.score).toBeCloseTo(38, 9);
    expect(faded.decaySinceLastEvent).toBeCloseTo(-2, 9);
    const after = await read(daysAgo(21));
    expect(after.score).toBeCloseTo(40 * 0.95 ** 2 + 15, 9);
    expect(after.decayTotal).toBeCloseTo(40 * 0.95 ** 2 - 40, 9);
    const { items, nextCursor, ...present } = await getScore(ctx, { id: leadId, limit: 50 });
    expect(await read(now)).toEqual({ items, nextCursor, ...present });
  });

  test('any moment of the calendar can be asked about', async () => {
    for (const at of ['0001-01-01T00:00:00.000Z', '1582-10-15T00:00:00.000Z', '1969-12-31T23:59:59.999Z'])
      expect(await read(new Date(at))).toMatchObject({ asOf: at, score: 0, eventCount: 0 });
    const asked = (at: string) => scoringContract.getScore['~orpc'].inputSchema!.safeParse({ id: leadId, at }).success;
    expect(asked('0001-01-01T00:00:00Z')).toBe(true);
    expect(asked('0001-01-01T00:00:00+01:00')).toBe(false);
    expect(asked('yesterday')).toBe(false);
  });

  test('what is told later counts from when it occurred', async () => {
    expect((await read(daysAgo(25))).score).toBe(40);
    await put({ eventId: 'late', type: 'form_submitted', userId: 'u', occurredAt: daysAgo(26) });
    expect(await read(daysAgo(25))).toMatchObject({ score: 55, eventCount: 2 });
    expect(await read(daysAgo(27))).toMatchObject({ score: 40, eventCount: 1 });
  });

  test('a joined lead brings its past along, and its old id still answers', async () => {
    await put({ eventId: 'anon', type: 'form_submitted', anonymousId: 'visitor', occurredAt: daysAgo(28) });
    const before = (await listLeads(ctx, { sort: 'score', limit: 10 })).items.find(({ id }) => id !== leadId)!;
    expect((await read(daysAgo(27))).score).toBe(40);
    await put({ eventId: 'tie', type: 'identify', userId: 'u', anonymousId: 'visitor', occurredAt: daysAgo(1) });
    expect((await read(daysAgo(27))).score).toBe(55);
    expect(await scoreAt(ctx, { leadId: before.id, at: daysAgo(27) })).toEqual(await read(daysAgo(27)));
  });

  test('what was set aside counts at no time, and neither do machines', async () => {
    await putEvents(org.orgId, [
      { eventId: 'aside', type: 'form_submitted', userId: 'u', occurredAt: daysAgo(28) },
      { eventId: 'crawled', type: 'form_submitted', userId: 'u', occurredAt: daysAgo(28) },
    ]);
    // As the classification of traffic does, before anybody takes the event from the inbox.
    await admin.query(`update events set machine = 'crawler' where org_id = $1 and event_id = 'crawled'`, [org.orgId]);
    await ctx.run((db) => parkFirst(db, 'test'));
    await drainNow(org.orgId);
    expect(await read(daysAgo(27))).toMatchObject({ score: 40, eventCount: 1 });
  });

  test('changed settings are read backwards, as for every score', async () => {
    await updateScoringSettings(ctx, { ...DEFAULT_SETTINGS, graceDays: 0, decayPerDay: 0.5, warmAt: 5 });
    expect((await read(daysAgo(29))).replayPending).toBe(true);
    await sweepOrganization(ctx);
    expect(await read(daysAgo(28))).toMatchObject({ score: 10, stage: 'warm', replayPending: false });
  });

  test('steps come page by page, none from after the moment', async () => {
    const first = await scoreAt(ctx, { leadId, at: daysAgo(21), limit: 1 });
    expect(first.items.map(({ eventType }) => eventType)).toEqual(['form_submitted']);
    const second = await scoreAt(ctx, { leadId, at: daysAgo(21), limit: 1, cursor: first.nextCursor! });
    expect(second.items.map(({ eventType }) => eventType)).toEqual(['demo_requested']);
    expect(second.nextCursor).toBeNull();
    expect((await read(daysAgo(22))).items.map(({ eventType }) => eventType)).toEqual(['demo_requested']);
  });

  test('of more event types than are told one by one the rest is told together, and all add up', async () => {
    const then = jobContext(org.orgId, 'test', 'r', () => daysAgo(80));
    const types = Array.from({ length: 205 }, (_, n) => `type_${n}`);
    for (const eventType of types) await createRule(then, { ...rule, eventType, points: 1 });
    await put(...types.map((type) => ({ eventId: type, type, userId: 'u', occurredAt: daysAgo(20) })));
    const answer = await read(daysAgo(10));
    expect(answer).toMatchObject({ eventCount: 207, otherTypes: { types: 7, events: 7 } });
    expect(answer.otherTypes!.delta).toBeCloseTo(7, 9);
    expect(answer.contributions).toHaveLength(200);
    const sum = answer.contributions.reduce((total, { delta }) => total + delta, 0);
    const lines = sum + answer.otherTypes!.delta + answer.decayTotal + answer.decaySinceLastEvent;
    expect(Math.abs(lines - answer.score)).toBeLessThanOrEqual(1e-9 * answer.score);
  });

  test('a moment ahead is refused by its field, and nobody else’s lead is there', async () => {
    await expect(read(new Date(now.getTime() + 1))).rejects.toMatchObject({ code: 'VALIDATION', field: 'at' });
    const other = await createTestOrg();
    const stranger = jobContext(other.orgId, 'test', 'r', () => now);
    await expect(scoreAt(stranger, { leadId, at: daysAgo(1) })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
