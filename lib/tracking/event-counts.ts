import type { OrgDb } from '@/lib/tenancy';

const QUARTER_MS = 15 * 60_000;

/** Adds events to the counts per quarter hour and type, in the transaction that takes them from the inbox. */
export async function countEvents(db: OrgDb, events: { type: string; occurredAt: Date }[]): Promise<void> {
  const counts = new Map<string, { quarter: number; type: string; count: number }>();
  for (const { type, occurredAt } of events) {
    const quarter = Math.floor(occurredAt.getTime() / QUARTER_MS) * QUARTER_MS;
    const key = `${quarter} ${type}`;
    const entry = counts.get(key);
    if (entry) entry.count += 1;
    else counts.set(key, { quarter, type, count: 1 });
  }
  const rows = [...counts.values()].sort((a, b) => a.quarter - b.quarter || (a.type < b.type ? -1 : 1));
  if (rows.length === 0) return;
  await db.prepared(
    'count-events',
    `insert into event_counts (org_id, quarter, type, count)
     select $1, * from unnest($2::timestamptz[], $3::text[], $4::bigint[])
     on conflict (org_id, quarter, type) do update set count = event_counts.count + excluded.count`,
    [db.orgId, rows.map((row) => new Date(row.quarter)), rows.map((row) => row.type), rows.map((row) => row.count)],
  );
}

/** Whether counts per quarter hour can tell what lies before and after this moment. */
export function isQuarter(moment: Date): boolean {
  return moment.getTime() % QUARTER_MS === 0;
}

export interface CountedSpan {
  /** Inclusive. Null: since the beginning. Both ends count whole quarter hours, so they should be the start of one. */
  from: Date | null;
  /** Exclusive. */
  to: Date | null;
  type?: string | null;
}

/** How many events of people occurred in a span. */
export async function countedEvents(db: OrgDb, { from, to, type = null }: CountedSpan): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `select coalesce(sum(count), 0)::bigint as count from event_counts
      where org_id = $1 and ($2::timestamptz is null or quarter >= $2) and ($3::timestamptz is null or quarter < $3)
        and ($4::text is null or type = $4)`,
    [db.orgId, from, to, type],
  );
  return rows[0]!.count;
}

/** Throws the counts away and counts the ledger again, less what is still owed. The numbers must not change. */
export async function recountEvents(db: OrgDb): Promise<void> {
  db.touch('leads');
  await db.query('delete from event_counts where org_id = $1', [db.orgId]);
  await db.query(
    `insert into event_counts (org_id, quarter, type, count)
     select org_id, date_bin('15 minutes', occurred_at, 'epoch'), type, count(*)
       from events e
      where org_id = $1 and machine is null
        and not exists (select 1 from inbox i where i.org_id = e.org_id and i.id = e.id)
      group by 1, 2, 3`,
    [db.orgId],
  );
}
