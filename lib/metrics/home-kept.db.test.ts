import { afterAll, expect, test } from 'vitest';
import { adminClient } from '@/db/testing/catalogue';
import { putEvents } from '@/db/testing/ledger';
import { acceptInvitation } from '@/lib/identity/accept-invitation';
import { createInvitation } from '@/lib/identity/create-invitation';
import { listMembers } from '@/lib/identity/list-members';
import { removeMember } from '@/lib/identity/remove-member';
import { contextOf, newOrganization, newPerson } from '@/lib/identity/testing/people';
import { updateOrganization } from '@/lib/identity/update-organization';
import { drainNow, sweepOrganization } from '@/lib/leads';
import { createRule } from '@/lib/scoring/rule-verbs';
import { updateScoringSettings } from '@/lib/scoring/settings-verbs';
import { parkFirst, recountEvents } from '@/lib/tracking';
import { createSource, revokeSource, rotateWriteKey } from '@/lib/tracking/sources';
import type { Home } from './contract';
import { computeHome, home } from './home';

const admin = await adminClient();
afterAll(() => admin.end());

async function setUp() {
  const owner = await newPerson();
  const { orgId } = await newOrganization(owner);
  const now = new Date();
  return { orgId, owner, now, ctx: contextOf(orgId, owner, 'admin', () => now) };
}

const tick = (shown: Home, id: Home['checklist']['items'][number]['id']) =>
  shown.checklist.items.find((item) => item.id === id)?.done;
const tile = (shown: Home, id: Home['tiles'][number]['id']) => shown.tiles.find((one) => one.id === id)?.value;

test('Home shows every change as soon as it is made, whatever was kept', async () => {
  const { ctx, orgId, now } = await setUp();
  /** What Home shows of it before and after, where it was asked for, and so kept, in between. */
  async function change<T>(of: (shown: Home) => T, work: () => Promise<unknown>): Promise<[T, T]> {
    const before = await home(ctx);
    expect(await home(ctx)).toEqual(before);
    await work();
    const after = await home(ctx);
    expect(after).toEqual(await computeHome(ctx));
    return [of(before), of(after)];
  }

  let sourceId = '';
  const source = (shown: Home) => tick(shown, 'source');
  expect(
    await change(source, async () => {
      sourceId = (await createSource(ctx, { name: 'Site' })).id;
    }),
  ).toEqual([false, true]);
  expect(await change(source, () => revokeSource(ctx, { id: sourceId }))).toEqual([true, false]);
  expect(await change(source, () => rotateWriteKey(ctx, { id: sourceId }))).toEqual([false, true]);

  const rule = { eventType: 'signup', conditions: [], points: 60, active: true, description: '' };
  expect(
    await change(
      (shown) => tick(shown, 'rules'),
      () => createRule(ctx, rule),
    ),
  ).toEqual([false, true]);

  const signUps = (count: number) =>
    putEvents(
      orgId,
      Array.from({ length: count }, (_, n) => ({ type: 'signup', userId: `u-${n}`, occurredAt: now })),
    );
  expect(
    await change(
      (shown) => [tile(shown, 'events_today'), tile(shown, 'all_leads'), tick(shown, 'identified_lead')],
      async () => {
        await signUps(3);
        await drainNow(orgId);
      },
    ),
  ).toEqual([
    [0, 0, false],
    [3, 3, true],
  ]);

  const hot = (shown: Home) => tile(shown, 'hot_leads');
  const settings = { warmAt: 10, hotAt: 1_000, qualifiedAt: 2_000, decayPerDay: 0.05, graceDays: 7 };
  expect(await change(hot, () => updateScoringSettings(ctx, settings))).toEqual([
    expect.any(Number),
    expect.any(Number),
  ]);
  await sweepOrganization(ctx);
  expect(
    await change(hot, async () => {
      await updateScoringSettings(ctx, { ...settings, hotAt: 20 });
      await sweepOrganization(ctx);
    }),
  ).toEqual([0, 3]);

  expect(
    await change(
      (shown) => shown.timeZone,
      () => updateOrganization(ctx, { timeZone: 'Pacific/Auckland' }),
    ),
  ).toEqual(['UTC', 'Pacific/Auckland']);

  const teammate = (shown: Home) => tick(shown, 'teammate');
  const colleague = await newPerson('Bo Example');
  expect(
    await change(teammate, async () => {
      const { link } = await createInvitation(ctx, { role: 'viewer' });
      const token = new URL(link).pathname.split('/').at(-1)!;
      await acceptInvitation(colleague, { token }, { requestId: 'test', now: () => now });
    }),
  ).toEqual([false, true]);
  expect(
    await change(teammate, async () => {
      const { items } = await listMembers(ctx, { limit: 10 });
      await removeMember(ctx, { id: items.find(({ userId }) => userId === colleague.id)!.id });
    }),
  ).toEqual([true, false]);

  // Events that are set aside move others out of the newest that are looked at.
  expect(
    await change(
      (shown) => shown.recent.length,
      async () => {
        await signUps(60);
        for (let n = 0; n < 60; n += 1) await ctx.run((db) => parkFirst(db, 'test'));
      },
    ),
  ).toEqual([3, 0]);
  await admin.query('update event_counts set count = 9 where org_id = $1', [orgId]);
  expect(
    await change(
      (shown) => shown.daily.reduce((sum, { events }) => sum + events, 0),
      () => ctx.run(recountEvents),
    ),
  ).toEqual([3, 3]);
});

test('events that were acknowledged and are not counted yet keep nothing from being shown', async () => {
  const { ctx, orgId, now } = await setUp();
  await home(ctx);
  await putEvents(orgId, [{ type: 'signup', userId: 'u', occurredAt: now }]);
  expect(tile(await home(ctx), 'all_leads')).toBe(0);
  await drainNow(orgId);
  expect(tile(await home(ctx), 'all_leads')).toBe(1);
});

test('Home is kept: what nobody announced is not looked at again', async () => {
  const { ctx, orgId } = await setUp();
  const before = await home(ctx);
  await admin.query(`update organization_settings set time_zone = 'Asia/Kathmandu' where org_id = $1`, [orgId]);
  const day = (zone: string) => ctx.now().toLocaleDateString('en-CA', { timeZone: zone });
  // Unless it is another day there, which is another question.
  if (day('UTC') === day('Asia/Kathmandu')) expect(await home(ctx)).toEqual(before);
  await ctx.run(async (db) => db.touch('organization'));
  expect((await home(ctx)).timeZone).toBe('Asia/Kathmandu');
});
