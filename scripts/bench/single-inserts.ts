import pg from 'pg';
import type { LedgerRow } from '@/lib/tracking/ledger';

/** One event with its key and its inbox row, as one statement and one transaction; an event that is known adds nothing. */
const STATEMENT = `
with fresh as (
  insert into event_keys (org_id, key) values ($1, $2) on conflict do nothing returning key
), recorded as (
  insert into events (org_id, id, received_at, occurred_at, event_id, type, source_id, subject_id, identifiers, properties, context)
  select $1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12 from fresh
)
insert into inbox (org_id, id, received_at) select $1, $3, $4 from fresh`;

const CONNECTIONS = 32;

/**
 * The reference for single events: a prepared insert for each, from 32 connections that each wait for their commit
 * (`synchronous_commit` is on). @returns inserts per second
 */
export async function singleInserts(url: string, seconds: number, nextRow: () => LedgerRow): Promise<number> {
  const clients = Array.from({ length: CONNECTIONS }, () => new pg.Client({ connectionString: url }));
  await Promise.all(clients.map((client) => client.connect()));
  try {
    for (const client of clients) await insert(client, nextRow());
    let inserted = 0;
    const beganMs = performance.now();
    const untilMs = beganMs + seconds * 1000;
    await Promise.all(
      clients.map(async (client) => {
        while (performance.now() < untilMs) {
          await insert(client, nextRow());
          inserted += 1;
        }
      }),
    );
    return inserted / ((performance.now() - beganMs) / 1000);
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}

function insert(client: pg.Client, row: LedgerRow): Promise<pg.QueryResult> {
  return client.query({
    name: 'single-insert',
    text: STATEMENT,
    values: [
      row.orgId,
      row.key,
      row.id,
      new Date(row.receivedAtMs).toISOString(),
      new Date(row.occurredAtMs).toISOString(),
      row.eventId,
      row.type,
      row.sourceId,
      row.subjectId,
      row.identifiers,
      row.properties,
      row.context,
    ],
  });
}
