import { decodeIdCursor, pageFrom } from '@/lib/platform/page-cursor';
import type { OrgDb } from '@/lib/tenancy';

interface Row {
  id: string;
  type: string;
  received_at: Date;
  parked: string;
}

/** Question: which events could not be scored, each by itself, and why? Newest first. */
export async function eventsSetAside(db: OrgDb, input: { limit: number; cursor?: string | undefined }) {
  const before = decodeIdCursor(input.cursor);
  const { rows } = await db.query<Row>(
    `select i.id, e.type, i.received_at, i.parked
       from inbox i join events e on e.org_id = i.org_id and e.id = i.id and e.received_at = i.received_at
      where i.org_id = $1 and i.parked is not null and ($2::uuid is null or i.id < $2)
      order by i.id desc limit $3`,
    [db.orgId, before, input.limit + 1],
  );
  return pageFrom(rows, input.limit, {
    item: ({ id, type, received_at, parked }) => ({
      eventId: id,
      type,
      receivedAt: received_at.toISOString(),
      reason: parked,
    }),
    cursor: ({ id }) => [id],
  });
}

/** They are owed a scoring again. @returns how many */
export async function takeBackSetAside(db: OrgDb): Promise<number> {
  const { rowCount } = await db.query('update inbox set parked = null where org_id = $1 and parked is not null', [
    db.orgId,
  ]);
  return rowCount ?? 0;
}
