import type { OrgDb } from '@/lib/tenancy';
import type { Identifiers } from './ledger/subject-id';

/** A ledger row as the drain and replays read it. */
export interface LedgerRow {
  id: string;
  occurredAt: Date;
  eventId: string;
  type: string;
  sourceId: string | null;
  subjectId: string;
  identifiers: Identifiers;
  properties: Record<string, unknown>;
  machine: string | null;
}

interface RawRow {
  id: string;
  occurred_ms: number;
  event_id: string;
  type: string;
  source_id: string | null;
  subject_id: string;
  identifiers: Identifiers;
  properties: Record<string, unknown>;
  machine: string | null;
}

// Milliseconds, because reading a date out of its text costs the drain as much as scoring the event.
const COLUMNS = `e.id, round(date_part('epoch', e.occurred_at) * 1000) as occurred_ms, e.event_id, e.type, e.source_id,
  e.subject_id, e.identifiers, e.properties, e.machine`;

function ledgerRow(row: RawRow): LedgerRow {
  return {
    id: row.id,
    occurredAt: new Date(row.occurred_ms),
    eventId: row.event_id,
    type: row.type,
    sourceId: row.source_id,
    subjectId: row.subject_id,
    identifiers: row.identifiers,
    properties: row.properties,
    machine: row.machine,
  };
}

/** Question: which events are owed a scoring, oldest arrival first? */
export async function owedEvents(db: OrgDb, limit: number): Promise<LedgerRow[]> {
  const { rows } = await db.prepared<RawRow>(
    'owed-events',
    // `offset 0` keeps the ledger on the inner side: a plan made while it was small would go through all of it.
    `select e.*
       from (select id, received_at from inbox where org_id = $1 and parked is null order by id limit $2) i
      cross join lateral (
        select ${COLUMNS} from events e where e.org_id = $1 and e.id = i.id and e.received_at = i.received_at offset 0
      ) e
      order by e.id`,
    [db.orgId, limit],
  );
  return rows.map(ledgerRow);
}

/** The debt is paid in the transaction that scored them. */
export async function settle(db: OrgDb, ids: string[]): Promise<void> {
  await db.prepared('settle-inbox', 'delete from inbox where org_id = $1 and id = any($2::uuid[])', [db.orgId, ids]);
}

/** Question: what has happened to these subjects, in the order in which it counts, after a point? At most `limit` rows. */
export async function eventsOfSubjects(
  db: OrgDb,
  subjectIds: string[],
  after: { occurredAt: Date; eventId: string } | null,
  limit: number,
): Promise<LedgerRow[]> {
  const { rows } = await db.query<RawRow>(
    `select ${COLUMNS} from events e
      where e.org_id = $1 and e.subject_id = any($2::uuid[])
        and ($3::timestamptz is null or (e.occurred_at, e.event_id collate "C") > ($3, $4 collate "C"))
      order by e.occurred_at, e.event_id collate "C"
      limit $5`,
    [db.orgId, subjectIds, after?.occurredAt ?? null, after?.eventId ?? '', limit],
  );
  return rows.map(ledgerRow);
}

/** Sets the oldest owed event aside: it alone cannot be scored, and its neighbours must be. */
export async function parkFirst(db: OrgDb, reason: string): Promise<void> {
  db.touch('leads');
  await db.query(
    `update inbox set parked = $2
      where org_id = $1 and id = (select id from inbox where org_id = $1 and parked is null order by id limit 1)`,
    [db.orgId, reason.slice(0, 500)],
  );
}

/** Question: which of these events has no drain taken yet? */
export async function isOwed(db: OrgDb, ids: string[]): Promise<Set<string>> {
  const { rows } = await db.query<{ id: string }>('select id from inbox where org_id = $1 and id = any($2::uuid[])', [
    db.orgId,
    ids,
  ]);
  return new Set(rows.map((row) => row.id));
}

/** Question: since when is the oldest event owed a scoring? Null where none is; what was set aside does not count. */
export async function oldestOwedAt(db: OrgDb): Promise<Date | null> {
  const { rows } = await db.query<{ at: Date | null }>(
    'select min(received_at) as at from inbox where org_id = $1 and parked is null',
    [db.orgId],
  );
  return rows[0]!.at;
}
