import { decodeIdCursor, pageFrom } from '@/lib/platform/page-cursor';
import { earliestUuidv7 } from '@/lib/platform/uuid';
import type { OrgContext, OrgDb } from '@/lib/tenancy';
import type { DebugEvent } from './contract';
import { jsonCutAt } from './http/excerpt';
import { type Identifiers, subjectsOf } from './ledger/subject-id';

interface DebugEventsInput {
  limit: number;
  cursor?: string | undefined;
  outcome?: 'accepted' | 'refused' | undefined;
  sourceId?: string | undefined;
}

const SHOWN_MS = 24 * 3_600_000;
/** Of an accepted event; a list of many large ones would otherwise weigh megabytes each time it is read. */
const PAYLOAD_BYTES_MAX = 8 * 1_024;

/** What came through the door in the last 24 hours, taken or not, newest arrival first (both kinds of ids are UUIDv7). */
export async function debugEvents(ctx: OrgContext, input: DebugEventsInput) {
  const before = decodeIdCursor(input.cursor);
  const filter = [
    ctx.orgId,
    before,
    earliestUuidv7(ctx.now().getTime() - SHOWN_MS),
    input.sourceId ?? null,
    input.limit + 1,
  ];
  const rows = await ctx.run(async (db) => {
    const found = await Promise.all([
      input.outcome === 'refused' ? [] : acceptedEvents(db, filter),
      input.outcome === 'accepted' ? [] : refusedEvents(db, filter),
    ]);
    return found.flat().sort((a, b) => (a.id < b.id ? 1 : -1));
  });
  return pageFrom(rows, input.limit, { item: (event) => event, cursor: ({ id }) => [id] });
}

/** How the statements below read the filter. */
const MATCHES = `e.org_id = $1 and ($2::uuid is null or e.id < $2) and e.id >= $3 and ($4::uuid is null or e.source_id = $4)
  order by e.id desc limit $5`;

interface AcceptedRow {
  id: string;
  received_at: Date;
  source_id: string | null;
  event_id: string;
  type: string;
  occurred_at: Date;
  identifiers: Identifiers;
  properties: Record<string, unknown>;
  context: Record<string, unknown>;
}

async function acceptedEvents(db: OrgDb, filter: unknown[]): Promise<DebugEvent[]> {
  const { rows } = await db.query<AcceptedRow>(
    `select e.id, e.received_at, e.source_id, e.event_id, e.type, e.occurred_at, e.identifiers, e.properties, e.context
       from events e where ${MATCHES}`,
    filter,
  );
  return rows.map((row) => ({
    id: row.id,
    outcome: 'accepted',
    receivedAt: row.received_at.toISOString(),
    sourceId: row.source_id,
    type: row.type,
    subject: subjectsOf(row.identifiers)[0]?.value ?? null,
    payload: jsonCutAt(
      {
        eventId: row.event_id,
        type: row.type,
        ...row.identifiers,
        timestamp: row.occurred_at.toISOString(),
        properties: row.properties,
        context: row.context,
      },
      PAYLOAD_BYTES_MAX,
    ),
    refusal: null,
  }));
}

interface RefusedRow {
  id: string;
  received_at: Date;
  source_id: string | null;
  path: string;
  code: string;
  field: string;
  message: string;
  type: string | null;
  subject: string | null;
  excerpt: string | null;
  user_agent: string | null;
  left_out: number;
}

async function refusedEvents(db: OrgDb, filter: unknown[]): Promise<DebugEvent[]> {
  const { rows } = await db.query<RefusedRow>(
    `select e.id, e.received_at, e.source_id, e.path, e.code, e.field, e.message, e.type, e.subject, e.excerpt,
            e.user_agent, e.left_out
       from refused_events e where ${MATCHES}`,
    filter,
  );
  return rows.map((row) => ({
    id: row.id,
    outcome: 'refused',
    receivedAt: row.received_at.toISOString(),
    sourceId: row.source_id,
    type: row.type,
    subject: row.subject,
    payload: row.excerpt,
    refusal: {
      code: row.code,
      field: row.field,
      message: row.message,
      path: row.path,
      userAgent: row.user_agent,
      leftOut: row.left_out,
    },
  }));
}
