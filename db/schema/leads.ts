import { sql } from 'drizzle-orm';
import { boolean, index, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { moment, orgId } from './columns';
import { organizations } from './identity';

export const leads = pgTable(
  'leads',
  {
    orgId: orgId().references(() => organizations.id, { onDelete: 'cascade' }),
    id: uuid('id').notNull(),
    externalId: text('external_id'),
    email: text('email'),
    name: text('name'),
    company: text('company'),
    title: text('title'),
    phone: text('phone'),
    website: text('website'),
    /** All other traits, newest value of each. */
    traits: jsonb('traits').notNull().default(sql`'{}'::jsonb`),
    /** When each field or trait was last said, so that a late identify never overwrites a newer one. */
    fieldTimes: jsonb('field_times').notNull().default(sql`'{}'::jsonb`),
    /** False while only anonymous identifiers are known. */
    known: boolean('known').notNull().default(false),
    status: text('status').notNull().default('new'),
    /** Name of the source its first event came through. */
    firstSource: text('first_source'),
    /** The lead this one was joined into; such rows are kept for the merge's history and its undo. */
    mergedInto: uuid('merged_into'),

    firstSeenAt: moment('first_seen_at').notNull(),
    createdAt: moment('created_at').notNull(),
    updatedAt: moment('updated_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    index('leads_external').on(t.orgId, t.externalId).where(sql`external_id is not null`),
    index('leads_email').on(t.orgId, sql`lower(email)`),
    index('leads_created').on(t.orgId, t.createdAt.desc(), t.id).where(sql`merged_into is null`),
  ],
);

/** Which leads were joined, when and by which event; enough to part them again. */
export const leadMerges = pgTable(
  'lead_merges',
  {
    orgId: orgId().references(() => organizations.id, { onDelete: 'cascade' }),
    id: uuid('id').notNull(),
    winnerId: uuid('winner_id').notNull(),
    loserId: uuid('loser_id').notNull(),
    reason: text('reason').notNull(),
    /** The ledger event that named both subjects. */
    eventId: uuid('event_id'),
    /** The loser's subjects and profile as they were. */
    before: jsonb('before').notNull(),
    mergedAt: moment('merged_at').notNull(),
    undoneAt: moment('undone_at'),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.id] }), index('lead_merges_winner').on(t.orgId, t.winnerId)],
);
