import { decodeIdCursor, pageFrom } from '@/lib/platform/page-cursor';
import { earliestUuidv7 } from '@/lib/platform/uuid';
import type { OrgContext, OrgDb } from '@/lib/tenancy';
import type { LedgerEvent } from './contract';
import { type CountedSpan, countedEvents, isQuarter } from './event-counts';
import { AHEAD_MAX_MS } from './http/event-sizes';

interface ListEventsInput {
  limit: number;
  cursor?: string | undefined;
  leadId?: string | undefined;
  type?: string | undefined;
  sourceId?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  by?: 'people' | 'machines' | undefined;
}

/** Beyond this many, matching events are counted only where a counter tells. */
const COUNTED_ROWS = 10_000;

interface Row {
  id: string;
  event_id: string;
  type: string;
  occurred_at: Date;
  received_at: Date;
  source_id: string | null;
  lead_id: string | null;
  machine: string | null;
  properties: Record<string, unknown>;
  context: Record<string, unknown>;
}

/** Events, newest arrival first (the ids are UUIDv7). A lead's events are those of its subjects. */
export async function listEvents(ctx: OrgContext, input: ListEventsInput) {
  const before = decodeIdCursor(input.cursor);
  return ctx.run(async (db) => {
    const filter = [
      db.orgId,
      before,
      input.leadId ?? null,
      input.type ?? null,
      input.sourceId ?? null,
      input.from ?? null,
      input.to ?? null,
      input.by ?? null,
      input.from ? earliestUuidv7(Date.parse(input.from) - AHEAD_MAX_MS) : null,
    ];
    const { rows } = await db.query<Row>(
      `select e.id, e.event_id, e.type, e.occurred_at, e.received_at, e.source_id, s.lead_id, e.machine, e.properties, e.context
         from events e left join subjects s on s.org_id = e.org_id and s.subject_id = e.subject_id
        where ${MATCHES} order by e.id desc limit $10`,
      [...filter, input.limit + 1],
    );
    const page = pageFrom(rows, input.limit, { item: eventOf, cursor: (row) => [row.id] });
    if (before !== null) return { ...page, total: null };
    if (page.nextCursor === null) return { ...page, total: rows.length };
    const span = countedSpan(input);
    return { ...page, total: span ? await countedEvents(db, span) : await countUpTo(db, COUNTED_ROWS, filter) };
  });
}

/** How the statements below read the filter. An event is received at most a day before it occurs, hence the least id. */
const MATCHES = `e.org_id = $1
          and ($2::uuid is null or e.id < $2)
          and ($3::uuid is null or e.subject_id in (select subject_id from subjects
                where org_id = $1 and lead_id = (select coalesce(merged_into, id) from leads where org_id = $1 and id = $3)))
          and ($4::text is null or e.type = $4)
          and ($5::uuid is null or e.source_id = $5)
          and ($6::timestamptz is null or e.occurred_at >= $6)
          and ($7::timestamptz is null or e.occurred_at < $7)
          and ($8::text is null or (e.machine is null) = ($8 = 'people'))
          and ($9::uuid is null or e.id >= $9)`;

/** The same question in the words of the counters, where they can answer it. */
function countedSpan({ by, leadId, sourceId, type, from, to }: ListEventsInput): CountedSpan | null {
  if (by !== 'people' || leadId !== undefined || sourceId !== undefined) return null;
  const ends = { from: from ? new Date(from) : null, to: to ? new Date(to) : null };
  if ([ends.from, ends.to].some((end) => end !== null && !isQuarter(end))) return null;
  return { ...ends, type: type ?? null };
}

async function countUpTo(db: OrgDb, most: number, filter: unknown[]): Promise<number | null> {
  const { rows } = await db.query<{ count: number }>(
    `select count(*)::int as count from (select 1 from events e where ${MATCHES} limit $10) counted`,
    [...filter, most + 1],
  );
  const { count } = rows[0]!;
  return count > most ? null : count;
}

function eventOf(row: Row): LedgerEvent {
  return {
    id: row.id,
    eventId: row.event_id,
    type: row.type,
    occurredAt: row.occurred_at.toISOString(),
    receivedAt: row.received_at.toISOString(),
    sourceId: row.source_id,
    leadId: row.lead_id,
    machine: row.machine,
    properties: row.properties,
    context: row.context,
  };
}
