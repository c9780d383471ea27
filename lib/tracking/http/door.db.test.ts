import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createTestOrg, type TestOrg } from '@/db/testing/factories';
import { doorPool, systemDb } from '@/lib/tenancy';
import { doorListener, doorRoute, forgetIngestKeys, isDoorSaturated, onApiKeyUsed, onDoorCommit } from './index';
import { type Answer, nodeServer, type TestServer, webServer } from './testing/servers';

const db = systemDb('fixtures of a test');

interface StoredEvent {
  event_id: string;
  type: string;
  source_id: string | null;
  owed: boolean;
}

async function storedEvents(orgId: string): Promise<StoredEvent[]> {
  const { rows } = await db.query<StoredEvent>(
    `select event_id, type, source_id, exists (select 1 from inbox i where i.org_id = e.org_id and i.id = e.id) as owed
     from events e where org_id = $1 order by event_id`,
    [orgId],
  );
  return rows;
}

const SERVERS: [string, () => Promise<TestServer>][] = [
  ['node:http', () => nodeServer(doorListener)],
  ['Request', async () => webServer(doorRoute)],
];

describe.each(SERVERS)('the door on PostgreSQL behind %s', (_name, start) => {
  let server: TestServer;
  let org: TestOrg;

  beforeAll(async () => {
    server = await start();
    org = await createTestOrg();
  });
  afterAll(() => server.stop());
  afterEach(() => onDoorCommit(() => {}));

  const post = (path: string, body: unknown, key = org.writeKey): Promise<Answer> =>
    server.send({
      path,
      headers: { 'x-api-key': key, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  test('an accepted event is in the ledger and owed to the score', async () => {
    const { orgId, sourceId, writeKey } = await createTestOrg();
    expect(await post('/api/events', { eventId: 'e-1', eventType: 'signup', userId: 'u' }, writeKey)).toMatchObject({
      status: 202,
      json: { accepted: 1 },
    });
    expect(await storedEvents(orgId)).toEqual([{ event_id: 'e-1', type: 'signup', source_id: sourceId, owed: true }]);
  });

  test('an API key writes into its own organization, as no source', async () => {
    const { orgId, apiKey } = await createTestOrg();
    expect((await post('/api/events', { eventId: 'e-1', type: 'call', userId: 'u' }, apiKey)).status).toBe(202);
    expect(await storedEvents(orgId)).toMatchObject([{ event_id: 'e-1', source_id: null }]);
  });

  test('two senders of the same events, at once: each event once, and the counts add up', async () => {
    const { orgId, writeKey } = await createTestOrg();
    const events = Array.from({ length: 100 }, (_, i) => ({ eventId: `e-${i}`, type: 'note', userId: 'u' }));
    const answers = await Promise.all(
      [...Array(10)].map((_, i) =>
        post('/api/events/batch', { events: i % 2 ? events : events.toReversed() }, writeKey),
      ),
    );
    const sums = answers.map((answer) => answer.json as { accepted: number; duplicates: number });
    expect(sums.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(100);
    expect(sums.every(({ accepted, duplicates }) => accepted + duplicates === 100)).toBe(true);
    expect(await storedEvents(orgId)).toHaveLength(100);
  });

  test('who listens hears of the organization after the commit', async () => {
    const { orgId, writeKey } = await createTestOrg();
    const heard: Promise<number>[] = [];
    onDoorCommit((orgIds) => {
      if (orgIds.includes(orgId)) heard.push(storedEvents(orgId).then((events) => events.length));
    });
    await post('/api/events', { type: 'note', userId: 'u' }, writeKey);
    expect(await Promise.all(heard)).toEqual([1]);
    expect(isDoorSaturated()).toBe(false);
  });

  test('a revoked source is refused once the key is forgotten', async () => {
    const { orgId, writeKey } = await createTestOrg();
    expect((await post('/api/events', { type: 'note', userId: 'u' }, writeKey)).status).toBe(202);
    await db.query('update sources set revoked_at = now() where org_id = $1', [orgId]);
    forgetIngestKeys();
    expect((await post('/api/events', { type: 'note', userId: 'u' }, writeKey)).status).toBe(401);
  });

  test('an API key that is revoked, expired or without the scope is refused', async () => {
    for (const [change, status] of [
      ['revoked_at = now()', 401],
      [`expires_at = now() - interval '1 second'`, 401],
      [`scopes = '{events:read,leads:write}'`, 403],
      [`expires_at = now() + interval '1 hour'`, 202],
    ] as const) {
      const { orgId, apiKey } = await createTestOrg();
      await db.query(`update api_keys set ${change} where org_id = $1`, [orgId]);
      expect((await post('/api/events', { type: 'note', userId: 'u' }, apiKey)).status).toBe(status);
    }
  });

  test('use of an API key is told, of a write key not', async () => {
    const { orgId, apiKey, writeKey } = await createTestOrg();
    const used: string[] = [];
    onApiKeyUsed((usedOrgId) => used.push(usedOrgId));
    await post('/api/events', { type: 'note', userId: 'u' }, writeKey);
    expect(used).toEqual([]);
    await post('/api/events', { type: 'note', userId: 'u' }, apiKey);
    expect(used).toEqual([orgId]);
    onApiKeyUsed(() => {});
  });

  test('the settings of a source hold: origins, backdating, addresses', async () => {
    const { orgId, writeKey } = await createTestOrg({ backdatingDays: 1 });
    await db.query(`update sources set allowed_origins = '{https://www.shop.test}' where org_id = $1`, [orgId]);
    await db.query('update organization_settings set keep_ip_addresses = true where org_id = $1', [orgId]);
    const send = (origin: string, body: object) =>
      server.send({ path: '/api/events', headers: { 'x-api-key': writeKey, origin }, body: JSON.stringify(body) });
    expect((await send('https://evil.test', { type: 'note', userId: 'u' })).status).toBe(403);
    const old = await send('https://www.shop.test', {
      type: 'note',
      userId: 'u',
      timestamp: Date.now() - 2 * 86_400_000,
    });
    expect(old).toMatchObject({ status: 400, json: { error: { field: 'timestamp' } } });
    expect((await send('https://www.shop.test', { eventId: 'kept', type: 'note', userId: 'u' })).status).toBe(202);
    expect(await storedEvents(orgId)).toMatchObject([{ event_id: 'kept' }]);
  });

  test('connections that break under load: what was answered 202 is there, the rest was answered 503', async () => {
    const { orgId, writeKey } = await createTestOrg();
    const admin = new pg.Client({ connectionString: process.env.DATABASE_MIGRATE_URL! });
    await admin.connect();
    // Other suites use the same database: only the connections of this process may break.
    const inUse = new Set<number>();
    const note = (client: pg.PoolClient & { processID?: number | null }) =>
      client.processID && inUse.add(client.processID);
    doorPool().on('acquire', note);
    const acknowledged = new Set<string>();
    const statuses = new Map<number, number>();
    let sent = 0;
    const enough = () => (statuses.get(503) ?? 0) >= 20 && acknowledged.size >= 20;
    const deadlineMs = performance.now() + 30_000;
    const sender = async () => {
      while (!enough() && performance.now() < deadlineMs) {
        const eventId = `e-${sent++}`;
        const { status } = await post('/api/events', { eventId, type: 'note', userId: 'u' }, writeKey);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (status === 202) acknowledged.add(eventId);
      }
    };
    let isSending = true;
    const breaker = async () => {
      while (isSending && !enough()) {
        const answered = acknowledged.size;
        // In the middle of a statement: one that breaks while it is idle costs nobody an answer.
        const { rowCount } = await admin.query(
          `select pg_terminate_backend(pid) from pg_stat_activity where pid = any($1::int[]) and state = 'active'`,
          [[...inUse]],
        );
        if (rowCount === 0) continue;
        inUse.clear();
        for (let turn = 0; turn < 500 && acknowledged.size < answered + 10; turn++)
          await new Promise<void>((resolve) => setImmediate(resolve));
      }
    };
    const senders = Promise.all(Array.from({ length: 20 }, sender)).finally(() => {
      isSending = false;
    });
    await Promise.all([breaker(), senders]);
    doorPool().off('acquire', note);
    await admin.end();
    expect([...statuses.keys()].filter((status) => status !== 202 && status !== 503)).toEqual([]);
    const stored = new Set((await storedEvents(orgId)).map((event) => event.event_id));
    expect([...acknowledged].filter((eventId) => !stored.has(eventId))).toEqual([]);
    expect(enough(), JSON.stringify([...statuses])).toBe(true);
    expect((await post('/api/events', { type: 'note', userId: 'u' }, writeKey)).status).toBe(202);
  });
});
