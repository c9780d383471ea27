import { doorPool } from '@/lib/tenancy';
import { jsonbArray, textArray, timestamptzArray, uuidArray } from './binary-array';
import type { LedgerRow } from './ledger-row';

/**
 * Writes rows in one statement and one commit.
 * @param rows sorted by (orgId, key), no key twice in an organization
 * @returns positions in `rows` of events that were known already and so were not written
 */
export type WriteEvents = (rows: readonly LedgerRow[]) => Promise<number[]>;

const STATEMENT_TIMEOUT_MS = 15_000;

// A key that is new makes its event and the work owed for it. The membership test stands in a select list, where the
// planner answers it from a hash table whatever number of rows it expects; as a join, a generic plan made for ten rows
// would loop over the fresh keys once for each of 5,000.
const STATEMENT = `
with incoming as (
  select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[], $5::timestamptz[], $6::text[], $7::text[],
                       $8::uuid[], $9::uuid[], $10::jsonb[], $11::jsonb[], $12::jsonb[])
    with ordinality as t (org_id, key, id, received_at, occurred_at, event_id, type,
                          source_id, subject_id, identifiers, properties, context, position)
), fresh as (
  insert into event_keys (org_id, key)
  select org_id, key from incoming
  on conflict do nothing
  returning org_id, key
), judged as (
  select incoming.*, (org_id, key) in (select org_id, key from fresh) as is_fresh from incoming
), recorded as (
  insert into events (org_id, id, received_at, occurred_at, event_id, type, source_id, subject_id, identifiers, properties, context)
  select org_id, id, received_at, occurred_at, event_id, type, source_id, subject_id, identifiers, properties, context
  from judged where is_fresh
), owed as (
  insert into inbox (org_id, id, received_at)
  select org_id, id, received_at from judged where is_fresh
)
select array(select (position - 1)::int from judged where not is_fresh) as known`;

export const writeEvents: WriteEvents = async (rows) => {
  const statement = {
    name: 'write-events',
    text: STATEMENT,
    values: [
      uuidArray(rows, (row) => row.orgId),
      uuidArray(rows, (row) => row.key),
      uuidArray(rows, (row) => row.id),
      timestamptzArray(rows, (row) => row.receivedAtMs),
      timestamptzArray(rows, (row) => row.occurredAtMs),
      textArray(rows, (row) => row.eventId),
      textArray(rows, (row) => row.type),
      uuidArray(rows, (row) => row.sourceId),
      uuidArray(rows, (row) => row.subjectId),
      jsonbArray(rows, (row) => row.identifiers),
      jsonbArray(rows, (row) => row.properties),
      jsonbArray(rows, (row) => row.context),
    ],
    query_timeout: STATEMENT_TIMEOUT_MS,
  };
  const result = await doorPool().query<{ known: number[] }>(statement);
  return result.rows[0]?.known ?? [];
};
