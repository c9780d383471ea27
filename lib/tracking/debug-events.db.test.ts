import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createTestOrg, type TestOrg } from '@/db/testing/factories';
import { openLiveStream } from '@/lib/live';
import { earliestUuidv7, uuidv7 } from '@/lib/platform/uuid';
import { doorPool, jobContext, systemDb } from '@/lib/tenancy';
import { debugEvents } from './debug-events';
import { forgetRefusedEvents } from './forget-refused';
import { doorListener } from './http';
import { nodeServer, type TestServer } from './http/testing/servers';
import { writeRefused } from './http/write-refused';

const db = systemDb('fixtures of a test');
const DAY_MS = 24 * 3_600_000;

let server: TestServer;
beforeAll(async () => {
  server = await nodeServer(doorListener);
});
afterAll(() => server.stop());

const send = (key: string, body: unknown, path = '/api/events') =>
  server.send({
    path,
    headers: { 'x-api-key': key, 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

const debug = (org: TestOrg, input: Partial<Parameters<typeof debugEvents>[1]> = {}) =>
  debugEvents(jobContext(org.orgId, 'test', 'r'), { limit: 50, ...input });

/** All that is listed, once there is as much as expected. */
async function listed(org: TestOrg, count: number) {
  return vi.waitFor(
    async () => {
      const { items } = await debug(org);
      expect(items).toHaveLength(count);
      return items;
    },
    { timeout: 10_000 },
  );
}

/** Refused events of a test's own, as the door writes them, at these ages. */
async function putRefused(orgId: string, agesMs: number[], sourceId: string | null = null): Promise<string[]> {
  const rows = agesMs.map((ageMs) => {
    const receivedAtMs = Date.now() - ageMs;
    const id = `${earliestUuidv7(receivedAtMs).slice(0, 15)}${uuidv7().slice(15)}`;
    const reason = { path: '/api/events', code: 'VALIDATION', field: 'event', message: 'm' };
    return { orgId, id, receivedAtMs, sourceId, ...reason, type: null, subject: null, excerpt: null, userAgent: null };
  });
  await writeRefused(rows.map((row) => ({ ...row, leftOut: 0 })));
  return rows.map(({ id }) => id);
}

async function keptOf(orgId: string): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>('select id from refused_events where org_id = $1 order by id', [
    orgId,
  ]);
  return rows.map(({ id }) => id);
}

describe('the debugger', () => {
  test('lists what was taken and what was not, the newest first, each with what came', async () => {
    const org = await createTestOrg();
    await send(org.writeKey, { eventId: 'e-1', type: 'signup', userId: 'u-1', properties: { plan: 'team' } });
    await send(org.writeKey, { type: 'signup', properties: { password: 'hunter2' } });
    await send(org.apiKey, { event: 'clicked', anonymousId: 'a-1' }, '/v1/track');
    const [third, second, first] = await listed(org, 3);
    expect(first).toMatchObject({ outcome: 'accepted', type: 'signup', subject: 'u-1', sourceId: org.sourceId });
    expect(first!.refusal).toBeNull();
    expect(JSON.parse(first!.payload!)).toMatchObject({ eventId: 'e-1', userId: 'u-1', properties: { plan: 'team' } });
    expect(second).toMatchObject({
      outcome: 'refused',
      type: 'signup',
      subject: null,
      sourceId: org.sourceId,
      payload: '{"type":"signup","properties":{"password":"[removed]"}}',
      refusal: { code: 'VALIDATION', field: 'leadId', path: '/api/events', leftOut: 0 },
    });
    expect(third).toMatchObject({ outcome: 'accepted', type: 'clicked', subject: 'a-1', sourceId: null });
  });

  test('narrows to an outcome and to a source', async () => {
    const org = await createTestOrg();
    await send(org.writeKey, { type: 'a', userId: 'u' });
    await send(org.writeKey, { type: 'b' });
    await send(org.apiKey, { type: 'c', userId: 'u' });
    await send(org.apiKey, { type: 'd' });
    await listed(org, 4);
    const typesOf = async (input: Parameters<typeof debug>[1]) =>
      (await debug(org, input)).items.map(({ type }) => type);
    expect(await typesOf({ outcome: 'accepted' })).toEqual(['c', 'a']);
    expect(await typesOf({ outcome: 'refused' })).toEqual(['d', 'b']);
    expect(await typesOf({ sourceId: org.sourceId })).toEqual(['b', 'a']);
    expect(await typesOf({ sourceId: org.sourceId, outcome: 'refused' })).toEqual(['b']);
    expect(await typesOf({ sourceId: uuidv7() })).toEqual([]);
  });

  test('pages go through both kinds without a gap and without showing one twice', async () => {
    const org = await createTestOrg();
    for (let i = 0; i < 7; i++)
      await send(org.writeKey, i % 3 === 0 ? { type: `e${i}` } : { type: `e${i}`, userId: 'u' });
    await listed(org, 7);
    for (const limit of [1, 2, 3, 7]) {
      const types: (string | null)[] = [];
      let cursor: string | undefined;
      do {
        const page = await debug(org, { limit, cursor });
        expect(page.items.length).toBeLessThanOrEqual(limit);
        types.push(...page.items.map(({ type }) => type));
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      expect(types).toEqual(['e6', 'e5', 'e4', 'e3', 'e2', 'e1', 'e0']);
    }
    await expect(debug(org, { cursor: 'garbage' })).rejects.toMatchObject({ code: 'VALIDATION', field: 'cursor' });
  });

  test('shows the last 24 hours', async () => {
    const org = await createTestOrg();
    const [kept] = await putRefused(org.orgId, [DAY_MS - 60_000, DAY_MS + 60_000]);
    expect((await debug(org)).items.map(({ id }) => id)).toEqual([kept]);
  });

  test('what another organization sent is not there, nor what an unknown key did', async () => {
    const [ours, theirs] = [await createTestOrg(), await createTestOrg()];
    await send(theirs.writeKey, { type: 'theirs' });
    await send(`tl_w_${'u'.repeat(43)}`, { type: 'nobody’s' });
    await send(ours.writeKey, { type: 'ours' });
    expect((await listed(ours, 1)).map(({ type }) => type)).toEqual(['ours']);
    expect((await listed(theirs, 1)).map(({ type }) => type)).toEqual(['theirs']);
    expect((await debug(ours, { sourceId: theirs.sourceId })).items).toEqual([]);
    const { rows } = await db.query(`select 1 from refused_events where type = 'nobody’s'`);
    expect(rows).toEqual([]);
  });

  test('whatever is sent can be kept', async () => {
    const org = await createTestOrg();
    const hostile = [
      '{"type":"a\\u0000b","userId":"\\ud800"}',
      `{"type":"${'漢'.repeat(9_000)}","userId":"\\udc00"}`,
      `{"type":"x","userId":"u","properties":${'['.repeat(20_000)}${']'.repeat(20_000)}}`,
      `{"type":"x","userId":"u","n":-1e999}`,
      '{"a":"\u0001\u007f", oops',
      '"',
      '[]',
    ];
    for (const body of hostile) expect((await send(org.writeKey, body)).status).toBe(400);
    const items = await listed(org, hostile.length);
    for (const { payload } of items) expect(Buffer.byteLength(payload ?? '')).toBeLessThanOrEqual(2_048);
  });

  test('a flood is counted, not kept, and the door answers it as before', async () => {
    const org = await createTestOrg();
    const events = Array.from({ length: 1_000 }, () => ({ type: 'wrong' }));
    const answer = await send(org.writeKey, { events }, '/api/events/batch');
    expect((answer.json as { rejected: unknown[] }).rejected).toHaveLength(1_000);
    const items = await listed(org, 50);
    expect(items.reduce((sum, { refusal }) => sum + refusal!.leftOut, 0)).toBe(950);
    const again = await send(org.writeKey, { type: 'another mistake' });
    expect(again.status).toBe(400);
    await vi.waitFor(async () => expect((await debug(org, { limit: 1 })).items[0]!.type).toBe('another mistake'), {
      timeout: 5_000,
    });
  });
});

describe('the open screens', () => {
  test('hear of a refusal at once, and of many together', async () => {
    const [org, other] = [await createTestOrg(), await createTestOrg()];
    const heard: { kept: number; leftOut: number }[] = [];
    let heardAtMs = 0;
    const close = await openLiveStream(
      { orgId: org.orgId, lastEventId: null, authorize: async () => {} },
      {
        write(text) {
          if (!text.includes('event: refused')) return true;
          heard.push(JSON.parse(/data: (.*)/.exec(text)![1]!));
          heardAtMs ||= Date.now();
          return true;
        },
        end() {},
      },
    );
    await send(other.writeKey, { type: 'x' });
    const sentAtMs = Date.now();
    await send(org.writeKey, { type: 'x' });
    await vi.waitFor(() => expect(heard).toEqual([{ kept: 1, leftOut: 0 }]), { timeout: 5_000 });
    expect(heardAtMs - sentAtMs).toBeLessThan(1_000);
    for (let i = 0; i < 20; i++) await send(org.writeKey, { type: 'x' });
    await vi.waitFor(() => expect(heard.reduce((sum, { kept }) => sum + kept, 0)).toBe(21), { timeout: 5_000 });
    expect(heard.length).toBeLessThan(10);
    close();
  });
});

describe('what is kept', () => {
  test('is forgotten after a day, and beyond the newest thousand of an organization', async () => {
    const [many, few] = [await createTestOrg(), await createTestOrg()];
    const ids = await putRefused(
      many.orgId,
      Array.from({ length: 1_010 }, (_, i) => i * 1_000),
    );
    const [young, old] = await putRefused(few.orgId, [DAY_MS - 60_000, DAY_MS + 60_000]);
    expect(await keptOf(few.orgId)).toEqual([old, young]);
    for (let round = 0; round < 2; round++) {
      await forgetRefusedEvents();
      expect(await keptOf(many.orgId)).toEqual(ids.slice(0, 1_000).toSorted());
      expect(await keptOf(few.orgId)).toEqual([young]);
    }
  });

  test('can be added to by the door and not read, changed or told otherwise', async () => {
    const { orgId } = await createTestOrg();
    const door = doorPool();
    for (const statement of [
      'select 1 from refused_events',
      'update refused_events set message = message',
      'delete from refused_events',
      'select 1 from live_changes',
      `insert into live_changes (org_id, kind, payload) values ('${orgId}', 'access', '{}')`,
      `insert into live_changes (org_id, xid, kind, payload) values ('${orgId}', 1, 'refused', '{}')`,
    ])
      await expect(door.query(statement), statement).rejects.toMatchObject({ code: '42501' });
  });

  test('can be read by the program and not changed', async () => {
    const { orgId } = await createTestOrg();
    await putRefused(orgId, [0]);
    for (const statement of ['update refused_events set message = message', 'delete from refused_events'])
      await expect(jobContext(orgId, 'test', 'r').run((org) => org.query(statement))).rejects.toMatchObject({
        code: '42501',
      });
  });
});
