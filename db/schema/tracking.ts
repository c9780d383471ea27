import { sql } from 'drizzle-orm';
import { bigint, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { bytea, moment, orgId } from './columns';
import { organizations } from './identity';

/** A named write key through which events come in. */
export const sources = pgTable(
  'sources',
  {
    orgId: orgId().references(() => organizations.id, { onDelete: 'cascade' }),
    id: uuid('id').notNull(),
    name: text('name').notNull(),
    prefix: text('prefix').notNull(),
    hash: bytea('hash').notNull().unique(),
    /** The write key itself, sealed, so that the install snippet can be shown again: it is public on the customer's page anyway. */
    sealedKey: text('sealed_key').notNull(),
    /** Origins that may post from a browser; empty means any. */
    allowedOrigins: text('allowed_origins').array().notNull().default(sql`'{}'::text[]`),
    eventsPerSecond: integer('events_per_second'),
    /** How far in the past an event may lie when it arrives. */
    backdatingDays: integer('backdating_days').notNull().default(90),
    createdAt: moment('created_at').notNull().defaultNow(),
    revokedAt: moment('revoked_at'),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.id] })],
);

/**
 * The ledger. Partitioned by month of arrival (migration 0000, edited), append-only: no column is ever
 * rewritten except when a person is erased. It names no lead: a lead's events are those of its subjects.
 */
export const events = pgTable(
  'events',
  {
    orgId: orgId(),
    /** UUIDv7 made at the door: arrival order, newest first in lists. */
    id: uuid('id').notNull(),
    receivedAt: moment('received_at').notNull(),
    occurredAt: moment('occurred_at').notNull(),
    /** The sender's id; breaks ties in time, so that order never depends on arrival. */
    eventId: text('event_id').notNull(),
    type: text('type').notNull(),
    sourceId: uuid('source_id'),
    subjectId: uuid('subject_id').notNull(),
    /** { leadId, externalId, userId, email, anonymousId, previousId, groupId } as far as they were given. */
    identifiers: jsonb('identifiers').notNull(),
    properties: jsonb('properties').notNull(),
    /** Device class, browser, campaign, referrer class, country, region, page, library. */
    context: jsonb('context').notNull(),
    /** Why the event is thought to be a machine's; null for people. */
    machine: text('machine'),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id, t.receivedAt] }),
    // Not led by the organization, which a subject's id holds already: so nobody who looks for one event by its key is led here.
    index('events_subject').on(t.subjectId, t.occurredAt),
    index('events_received').using('brin', t.receivedAt),
  ],
);

/** First 16 bytes of SHA-256 of the event id. Outlives dropped partitions, so a replayed old event is still known. */
export const eventKeys = pgTable('event_keys', { orgId: orgId(), key: uuid('key').notNull() }, (t) => [
  primaryKey({ columns: [t.orgId, t.key] }),
]);

/** Work that is owed: written with the event, deleted in the transaction that scores it. */
export const inbox = pgTable(
  'inbox',
  {
    orgId: orgId(),
    id: uuid('id').notNull(),
    receivedAt: moment('received_at').notNull(),
    /** Why this event alone cannot be scored; it is set aside so that its neighbours can. */
    parked: text('parked'),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.id] })],
);

/** Who an identifier belongs to. Filled by the drain; a merge repoints lead_id, an un-merge points it back. */
export const subjects = pgTable(
  'subjects',
  {
    orgId: orgId(),
    subjectId: uuid('subject_id').notNull(),
    kind: text('kind').notNull(),
    value: text('value').notNull(),
    leadId: uuid('lead_id').notNull(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.subjectId] }), index('subjects_lead').on(t.orgId, t.leadId)],
);

/** Events per quarter hour and type, by the time they happened. Derived; rebuilt by recountEvents of lib/tracking/event-counts.ts. */
export const eventCounts = pgTable(
  'event_counts',
  {
    orgId: orgId(),
    /** Start of the quarter hour: every time zone's midnight falls on one. */
    quarter: moment('quarter').notNull(),
    type: text('type').notNull(),
    count: bigint('count', { mode: 'number' }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.quarter, t.type] })],
);

/**
 * What the door did not take, for whoever installs it. A help, not a record: kept for a day, and the newest thousand of
 * an organization. No reference to the organization: one that is removed meanwhile must not cost the others their rows.
 */
export const refusedEvents = pgTable(
  'refused_events',
  {
    orgId: orgId(),
    /** UUIDv7 made at the door like those of the ledger, so that both sort into one list. */
    id: uuid('id').notNull(),
    receivedAt: moment('received_at').notNull(),
    /** Null for an API key, which belongs to no source. */
    sourceId: uuid('source_id'),
    /** Of the request, without its query. */
    path: text('path').notNull(),
    code: text('code').notNull(),
    field: text('field').notNull(),
    message: text('message').notNull(),
    /** What the event called itself, and whom it named, as far as that was text. */
    type: text('type'),
    subject: text('subject'),
    /** JSON text cut at 2 kB, without secrets; null where there was nothing to show. */
    excerpt: text('excerpt'),
    userAgent: text('user_agent'),
    /** How many others were refused just before this one and not kept. */
    leftOut: integer('left_out').notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.id] }), index('refused_events_received').on(t.receivedAt)],
);
