import { LIVE_CHANNEL } from '@/lib/live';
import { doorPool } from '@/lib/tenancy';
import type { WriteRefused } from './refused-log';

const STATEMENT_TIMEOUT_MS = 2_000;

// Rows, and one word to the open screens of each organization, in one commit that waits for no disk: what a power loss
// takes away here was a help for the moment.
const STATEMENT = `
with incoming as (
  select * from unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::uuid[], $5::text[], $6::text[], $7::text[],
                       $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::int[])
    as t (org_id, id, received_at, source_id, path, code, field, message, type, subject, excerpt, user_agent, left_out)
), kept as (
  insert into refused_events (org_id, id, received_at, source_id, path, code, field, message, type, subject, excerpt, user_agent, left_out)
  select org_id, id, received_at, source_id, path, code, field, message, type, subject, excerpt, user_agent, left_out from incoming
), told as (
  insert into live_changes (org_id, kind, payload)
  select org_id, 'refused', jsonb_build_object('kept', count(*), 'leftOut', sum(left_out)) from incoming group by org_id
)
select set_config('synchronous_commit', 'off', true), pg_notify('${LIVE_CHANNEL}', '')`;

export const writeRefused: WriteRefused = async (rows) => {
  const statement = {
    name: 'write-refused',
    text: STATEMENT,
    values: [
      rows.map((row) => row.orgId),
      rows.map((row) => row.id),
      rows.map((row) => new Date(row.receivedAtMs)),
      rows.map((row) => row.sourceId),
      rows.map((row) => row.path),
      rows.map((row) => row.code),
      rows.map((row) => row.field),
      rows.map((row) => row.message),
      rows.map((row) => row.type),
      rows.map((row) => row.subject),
      rows.map((row) => row.excerpt),
      rows.map((row) => row.userAgent),
      rows.map((row) => row.leftOut),
    ],
    query_timeout: STATEMENT_TIMEOUT_MS,
  };
  await doorPool().query(statement);
};
