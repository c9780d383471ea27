import { decodeCursor, isCursorMoment, pageFrom, refusedCursor } from '@/lib/platform/page-cursor';
import { isUuid } from '@/lib/platform/uuid';
import { livingLead } from '@/lib/scoring';
import type { OrgContext } from '@/lib/tenancy';
import type { TimelineEntry } from './contract';

interface Row {
  id: string;
  type: string;
  occurred_at: Date;
  received_at: Date;
  source: string | null;
  properties: Record<string, unknown>;
  context: Record<string, unknown>;
  points: number | null;
  decay_delta: number;
  delta: number;
  score_after: number;
  reason: string;
}

/** Everything that happened to a lead, newest first, each with what it did to the score. */
export async function getTimeline(
  ctx: OrgContext,
  input: { id: string; limit: number; cursor?: string | undefined; type?: string | undefined },
) {
  const before = input.cursor === undefined ? null : placeOf(input.cursor);
  return ctx.run(async (db) => {
    const leadId = await livingLead(db, input.id);
    // The newest of each subject, then the newest of those: a lead of many subjects costs no full sort.
    const { rows } = await db.query<Row>(
      `select e.id, e.type, e.occurred_at, e.received_at, e.properties, e.context, src.name as source,
              h.points, h.decay_delta, h.delta, h.score_after, h.reason
         from subjects s
        cross join lateral (
          select * from events e
           where e.org_id = $1 and e.subject_id = s.subject_id
             and ($3::text is null or e.type = $3)
             and ($4::timestamptz is null or (e.occurred_at, e.id) < ($4, $5::uuid))
           order by e.occurred_at desc, e.id desc limit $6
        ) e
         left join score_history h on h.org_id = $1 and h.event_id = e.id
         left join sources src on src.org_id = $1 and src.id = e.source_id
        where s.org_id = $1 and s.lead_id = $2
        order by e.occurred_at desc, e.id desc limit $6`,
      [db.orgId, leadId, input.type ?? null, before?.at ?? null, before?.id ?? null, input.limit + 1],
    );
    return pageFrom(rows, input.limit, { item: entryOf, cursor: (row) => [row.occurred_at.getTime(), row.id] });
  });
}

function entryOf(row: Row): TimelineEntry {
  return {
    id: row.id,
    type: row.type,
    occurredAt: row.occurred_at.toISOString(),
    receivedAt: row.received_at.toISOString(),
    source: row.source,
    properties: row.properties,
    context: row.context,
    scored:
      row.points === null
        ? null
        : {
            points: row.points,
            decayDelta: row.decay_delta,
            delta: row.delta,
            scoreAfter: row.score_after,
            reason: row.reason,
          },
  };
}

function placeOf(cursor: string): { at: Date; id: string } {
  const [at, id] = decodeCursor(cursor, 2);
  if (!isCursorMoment(at) || !isUuid(id)) throw refusedCursor();
  return { at: new Date(at), id };
}
