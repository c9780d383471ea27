import { earliestUuidv7 } from '@/lib/platform/uuid';
import type { OrgDb } from '@/lib/tenancy';

const HOUR_MS = 3_600_000;

export interface IngestCounts {
  lastMinute: number;
  lastHour: number;
  refusedLastHour: number;
  owed: number;
  oldestOwedAt: Date | null;
  setAside: number;
}

/** Question: how fast do events come in, and how many wait to be scored? */
export async function ingestCounts(db: OrgDb, now: Date): Promise<IngestCounts> {
  const { rows } = await db.query<IngestCounts & Record<string, unknown>>(
    `select e.*, i.*, r.*
       from (select count(*)::int as "lastHour", count(*) filter (where received_at > $2::timestamptz - interval '1 minute')::int as "lastMinute"
               from events where org_id = $1 and id >= $3 and received_at > $2::timestamptz - interval '1 hour') e,
            (select count(*) filter (where parked is null)::int as owed, min(received_at) filter (where parked is null) as "oldestOwedAt",
                    count(parked)::int as "setAside"
               from inbox where org_id = $1) i,
            (select coalesce(sum(1 + left_out), 0)::int as "refusedLastHour" from refused_events
              where org_id = $1 and received_at > $2::timestamptz - interval '1 hour') r`,
    // Ids are made at the door, in order: by them an hour is found without reading what lies before it.
    [db.orgId, now, earliestUuidv7(now.getTime() - HOUR_MS)],
  );
  return rows[0]!;
}
