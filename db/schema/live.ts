import { sql } from 'drizzle-orm';
import { bigint, index, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
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

/**
 * Which state an organization's data of a kind is in, renewed in the transaction of every change (lib/tenancy/org-db.ts)
 * and part of the name of every cached answer. Random, not counted: a commit that was lost with the machine's power, or
 * a restored backup, would give a number out twice. No reference to the organization: a drain that outlives it must not
 * take that for an error of its events.
 */
export const dataVersions = pgTable(
  'data_versions',
  {
    orgId: orgId(),
    /** A kind of lib/tenancy/data-kinds.ts. */
    kind: text('kind').notNull(),
    version: uuid('version').notNull().default(sql`gen_random_uuid()`),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.kind] })],
);
