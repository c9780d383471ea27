import fc from 'fast-check';
import { expect, test } from 'vitest';
import { someCases } from '@/db/testing/cases';
import { adminClient } from '@/db/testing/catalogue';
import { createTestOrg } from '@/db/testing/factories';
import { putEvents, type TestEvent } from '@/db/testing/ledger';
import { drainNow, listLeads } from '@/lib/leads';
import { seedDefaultRules } from '@/lib/scoring';
import { jobContext, type OrgContext } from '@/lib/tenancy';
import { listEvents } from '@/lib/tracking';
import { home } from './home';

const HOUR_MS = 3_600_000;
const ZONES = ['UTC', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Auckland', 'Australia/Lord_Howe'];

/** The ids behind a figure, read page by page as a screen does, with the total that its list claims. */
async function rowsBehind(ctx: OrgContext, path: string): Promise<{ ids: string[]; total: number | null }> {
  const { pathname, searchParams } = new URL(path, 'http://workspace');
  const filter = Object.fromEntries(searchParams);
  const ids: string[] = [];
  let total: number | null = null;
  let cursor: string | undefined;
  do {
    const paging = { limit: 7, cursor };
    const page =
      pathname === '/events'
        ? await listEvents(ctx, { ...filter, ...paging })
        : await listLeads(ctx, { sort: 'score', ...filter, ...paging });
    if (cursor === undefined) total = page.total;
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return { ids, total };
}

const anyEvent = fc.record({
  who: fc.integer({ min: 0, max: 5 }),
  type: fc.constantFrom('page_view', 'signup', 'demo_requested'),
  hoursAgo: fc.double({ min: -3, max: 60, noNaN: true }),
  isMachine: fc.boolean(),
});

test('each figure of Home is the number of rows that it opens, in any time zone: 40 random ledgers', async () => {
  const admin = await adminClient();
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyEvent, { maxLength: 40 }),
      fc.constantFrom(...ZONES),
      fc.integer({ min: 0, max: 23 }),
      async (events, zone, hour) => {
        const org = await createTestOrg();
        const now = new Date(Math.floor(Date.now() / HOUR_MS) * HOUR_MS - hour * HOUR_MS + 7 * 60_000);
        const ctx = jobContext(org.orgId, 'test', 'r', () => now);
        await ctx.run((db) => seedDefaultRules(db, new Date(0)));
        await admin.query('update organization_settings set time_zone = $2 where org_id = $1', [org.orgId, zone]);
        await putEvents(
          org.orgId,
          events.map(
            ({ who, type, hoursAgo, isMachine }): TestEvent => ({
              type,
              anonymousId: `visitor-${who}`,
              occurredAt: new Date(now.getTime() - Math.round(hoursAgo * HOUR_MS)),
              properties: { isMachine },
            }),
          ),
        );
        // As the classification of traffic does, before anybody takes the event from the inbox.
        await admin.query(
          `update events set machine = 'crawler' where org_id = $1 and (properties ->> 'isMachine')::boolean`,
          [org.orgId],
        );
        await drainNow(org.orgId);
        const { tiles, dayStart } = await home(ctx);
        for (const tile of tiles) {
          const { ids, total } = await rowsBehind(ctx, tile.rows);
          expect([tile.id, new Set(ids).size, ids.length, total]).toEqual([
            tile.id,
            tile.value,
            tile.value,
            tile.value,
          ]);
        }
        const byHand = events.filter(
          ({ isMachine, hoursAgo }) =>
            !isMachine && now.getTime() - Math.round(hoursAgo * HOUR_MS) >= Date.parse(dayStart),
        );
        expect(tiles.find(({ id }) => id === 'events_today')?.value).toBe(byHand.length);
      },
    ),
    { numRuns: someCases(40) },
  );
  await admin.end();
});

test('a list of more events than are counted says so by naming no total, unless a counter tells', async () => {
  const { orgId } = await createTestOrg();
  const ctx = jobContext(orgId, 'test', 'r');
  const now = Date.now();
  for (let part = 0; part < 3; part++)
    await putEvents(
      orgId,
      Array.from({ length: 3_400 }, (_, n) => ({
        type: 'page_view',
        anonymousId: 'busy',
        occurredAt: new Date(now - part * 10_000 - n),
      })),
    );
  await drainNow(orgId);
  expect((await listEvents(ctx, { limit: 5 })).total).toBeNull();
  expect((await listEvents(ctx, { limit: 5, by: 'people' })).total).toBe(10_200);
  expect((await listEvents(ctx, { limit: 5, by: 'machines' })).total).toBe(0);
});
