import { sql } from 'drizzle-orm';
import { bigint, index, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { moment, orgId } from './columns';

/**
 * What changed, for the open screens. Readers order by (xid, seq) and stop at the oldest transaction still
 * open, so a row that commits late is never skipped. Kept for an hour; the screens refetch past that.
 */
export const liveChanges = pgTable(
  'live_changes',
  {
    orgId: orgId(),
    xid: bigint('xid', { mode: 'bigint' }).notNull().default(sql`(pg_current_xact_id()::text::bigint)`),
    seq: bigint('seq', { mode: 'bigint' }).generatedAlwaysAsIdentity(),
    kind: text('kind').notNull(),
    payload: jsonb('payload').notNull(),
    at: moment('at').notNull().default(sql`now()`),
  },
  (t) => [
    primaryKey({ columns: [t.xid, t.seq] }),
    index('live_changes_org').on(t.orgId, t.xid, t.seq),
    index('live_changes_at').on(t.at),
  ],
);
