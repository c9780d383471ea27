import { decodeIdCursor, pageFrom } from '@/lib/platform/page-cursor';
import type { OrgContext } from '@/lib/tenancy';
import type { LedgerEvent } from './contract';

interface ListEventsInput {
  limit: number;
  cursor?: string | undefined;
  leadId?: string | undefined;
  type?: string | undefined;
  sourceId?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

interface Row {
  id: string;
  event_id: string;
  type: string;
  occurred_at: Date;
  received_at: Date;
  source_id: string | null;
  lead_id: string | null;
  properties: Record<string, unknown>;
  context: Record<string, unknown>;
}

/** Events, newest arrival first (the ids are UUIDv7). A lead's events are those of its subjects. */
export async function listEvents(ctx: OrgContext, input: ListEventsInput) {
  const before = decodeIdCursor(input.cursor);
  return ctx.run(async (db) => {
    const { rows } = await db.query<Row>(
      `select e.id, e.event_id, e.type, e.occurred_at, e.received_at, e.source_id, s.lead_id, e.properties, e.context
         from events e left join subjects s on s.org_id = e.org_id and s.subject_id = e.subject_id
        where e.org_id = $1
          and ($2::uuid is null or e.id < $2)
          and ($3::uuid is null or e.subject_id in (select subject_id from subjects
                where org_id = $1 and lead_id = (select coalesce(merged_into, id) from leads where org_id = $1 and id = $3)))
          and ($4::text is null or e.type = $4)
          and ($5::uuid is null or e.source_id = $5)
          and ($6::timestamptz is null or e.occurred_at >= $6)
          and ($7::timestamptz is null or e.occurred_at < $7)
        order by e.id desc limit $8`,
      [
        db.orgId,
        before,
        input.leadId ?? null,
        input.type ?? null,
        input.sourceId ?? null,
        input.from ?? null,
        input.to ?? null,
        input.limit + 1,
      ],
    );
    return pageFrom(rows, input.limit, { item: eventOf, cursor: (row) => [row.id] });
  });
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
    properties: row.properties,
    context: row.context,
  };
}
