import { describe, expect, test } from 'vitest';
import { createTestOrg } from '@/db/testing/factories';
import { uuidv7 } from '@/lib/platform/uuid';
import { doorPool, systemDb } from '@/lib/tenancy';
import { eventKey } from './event-key';
import { createGroupCommit } from './group-commit';
import type { LedgerRow } from './ledger-row';
import { subjectId } from './subject-id';
import { writeEvents } from './write-events';

const NOW = Date.UTC(2026, 2, 1, 12, 0, 0, 123);
const db = systemDb('fixtures of a test');

function row(orgId: string, eventId: string, change: Partial<LedgerRow> = {}): LedgerRow {
  return {
    orgId,
    id: uuidv7(),
    key: eventKey(eventId),
    receivedAtMs: NOW,
    occurredAtMs: NOW - 1,
    eventId,
    type: 'note',
    sourceId: null,
    subjectId: subjectId(orgId, 'user', 'u'),
    identifiers: '{"userId":"u"}',
    properties: '{}',
    context: '{}',
    ...change,
  };
}

const inKeyOrder = (rows: LedgerRow[]) => rows.toSorted((a, b) => (a.orgId + a.key < b.orgId + b.key ? -1 : 1));

async function counts(orgId: string) {
  const { rows } = await db.query<{ events: number; keys: number; inbox: number }>(
    `select (select count(*) from events where org_id = $1)::int as events, (select count(*) from event_keys where org_id = $1)::int as keys,
            (select count(*) from inbox where org_id = $1)::int as inbox`,
    [orgId],
  );
  return rows[0];
}

describe('writing events', () => {
  test('what goes in comes out, in every column', async () => {
    const { orgId, sourceId } = await createTestOrg();
    const written = row(orgId, 'Ångström 😀 "quoted" {braces} \\ NULL', {
      type: 'Order "Completed", {1}\\\n',
      sourceId,
      occurredAtMs: Date.UTC(1999, 11, 31, 23, 59, 59, 999),
      identifiers: '{"userId":"ü,{}\\"\\\\"}',
      properties: '{"amount":12.50,"big":1e308,"text":"a\\nb","list":[null,true,"😀"]}',
      context: '{"device":"desktop"}',
    });
    expect(await writeEvents([written])).toEqual([]);
    const { rows } = await db.query(
      'select id, received_at, occurred_at, event_id, type, source_id, subject_id, identifiers, properties, context, machine from events where org_id = $1',
      [orgId],
    );
    expect(rows).toEqual([
      {
        id: written.id,
        received_at: new Date(NOW),
        occurred_at: new Date(written.occurredAtMs),
        event_id: written.eventId,
        type: written.type,
        source_id: sourceId,
        subject_id: written.subjectId,
        identifiers: JSON.parse(written.identifiers),
        properties: JSON.parse(written.properties),
        context: JSON.parse(written.context),
        machine: null,
      },
    ]);
    const { rows: keys } = await db.query<{ key: string }>('select key from event_keys where org_id = $1', [orgId]);
    expect(keys[0]!.key.replaceAll('-', '')).toBe(written.key);
    const { rows: owed } = await db.query('select id, received_at from inbox where org_id = $1', [orgId]);
    expect(owed).toEqual([{ id: written.id, received_at: new Date(NOW) }]);
  });

  test('known events are told by position and written nowhere', async () => {
    const { orgId } = await createTestOrg();
    const first = inKeyOrder(['a', 'b', 'c', 'd'].map((id) => row(orgId, id)));
    await writeEvents([first[1]!, first[3]!]);
    expect((await writeEvents(first.map((r) => ({ ...r, id: uuidv7() })))).sort()).toEqual([1, 3]);
    expect(await counts(orgId)).toEqual({ events: 4, keys: 4, inbox: 4 });
  });

  test('an event id is known in its own organization only', async () => {
    const [a, b] = [await createTestOrg(), await createTestOrg()];
    await writeEvents([row(a.orgId, 'same')]);
    expect(await writeEvents([row(b.orgId, 'same')])).toEqual([]);
    expect(await counts(b.orgId)).toEqual({ events: 1, keys: 1, inbox: 1 });
  });

  test('statements of 5,000 rows stay quick when PostgreSQL has settled on one plan for all sizes', async () => {
    const { orgId } = await createTestOrg();
    for (let i = 0; i < 8; i++) await writeEvents([row(orgId, `small ${i}`)]);
    const began = performance.now();
    await writeEvents(inKeyOrder(Array.from({ length: 5_000 }, (_, i) => row(orgId, `large ${i}`))));
    expect(
      await writeEvents(inKeyOrder(Array.from({ length: 5_000 }, (_, i) => row(orgId, `large ${i}`)))),
    ).toHaveLength(5_000);
    // A loop over 5,000 fresh keys for each of 5,000 rows takes many times as long.
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(await counts(orgId)).toEqual({ events: 5_008, keys: 5_008, inbox: 5_008 });
  }, 60_000);

  test('the door’s connection can add, and nothing else', async () => {
    for (const statement of [
      'select * from events',
      'select * from inbox',
      'delete from event_keys',
      'update events set type = $$x$$',
      'select * from leads',
    ]) {
      await expect(doorPool().query(statement)).rejects.toMatchObject({ code: '42501' });
    }
  });
});

describe('group commit on PostgreSQL', () => {
  test('the same events from many senders at once are each written once', async () => {
    const { orgId } = await createTestOrg();
    const group = createGroupCommit({ write: writeEvents, requestsMax: 3 });
    const senders = Array.from({ length: 20 }, () =>
      Array.from({ length: 50 }, (_, i) => row(orgId, `e-${i}`)).sort(() => Math.random() - 0.5),
    );
    const outcomes = await Promise.all(senders.map((rows) => group.commit(rows)));
    expect(outcomes.reduce((sum, outcome) => sum + outcome.duplicates, 0)).toBe(20 * 50 - 50);
    expect(await counts(orgId)).toEqual({ events: 50, keys: 50, inbox: 50 });
  });

  test('a row that PostgreSQL refuses stands alone', async () => {
    const { orgId } = await createTestOrg();
    const group = createGroupCommit({ write: writeEvents });
    const bad = row(orgId, 'bad', { properties: '{"text":"\\u0000"}' });
    const outcomes = await Promise.all([
      group.commit([row(orgId, 'a'), bad, row(orgId, 'b')]),
      group.commit([row(orgId, 'c')]),
      group.commit([row(orgId, 'worse', { context: '{"half":"\\ud800"}' })]),
    ]);
    expect(outcomes).toMatchObject([{ refused: [1] }, { refused: [] }, { refused: [0] }]);
    expect(await counts(orgId)).toEqual({ events: 3, keys: 3, inbox: 3 });
  });
});
