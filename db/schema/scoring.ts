import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  doublePrecision,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uuid,
} from 'drizzle-orm/pg-core';
import { moment, orgId } from './columns';
import { organizations } from './identity';
import { leads } from './leads';

/** How an organization reads its scores. Stored here, not among the general settings: the formula needs nothing else. */
export const scoringSettings = pgTable('scoring_settings', {
  orgId: orgId()
    .primaryKey()
    .references(() => organizations.id, { onDelete: 'cascade' }),
  warmAt: doublePrecision('warm_at').notNull().default(30),
  hotAt: doublePrecision('hot_at').notNull().default(60),
  qualifiedAt: doublePrecision('qualified_at').notNull().default(100),
  /** What is left of a score after one day past the grace period, 0.5–1. */
  decayPerDay: doublePrecision('decay_per_day').notNull().default(0.95),
  graceDays: doublePrecision('grace_days').notNull().default(7),
  updatedAt: moment('updated_at').notNull().defaultNow(),
});

export const scoringRules = pgTable(
  'scoring_rules',
  {
    orgId: orgId().references(() => organizations.id, { onDelete: 'cascade' }),
    id: uuid('id').notNull(),
    createdAt: moment('created_at').notNull(),
    deletedAt: moment('deleted_at'),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.id] })],
);

/** A rule as it was from a moment on. The version in force when an event occurred is the one that scores it. */
export const scoringRuleVersions = pgTable(
  'scoring_rule_versions',
  {
    orgId: orgId(),
    ruleId: uuid('rule_id').notNull(),
    version: integer('version').notNull(),
    eventType: text('event_type').notNull(),
    /** [{ property, operator, value }], all of which must hold. */
    conditions: jsonb('conditions').notNull().default(sql`'[]'::jsonb`),
    points: doublePrecision('points').notNull(),
    active: boolean('active').notNull(),
    description: text('description').notNull().default(''),
    /** Null: since ever. */
    effectiveFrom: moment('effective_from'),
    /** Since somebody asked for it, it scores what happened before `effective_from` too, in place of the versions before it. */
    appliedToHistoryAt: moment('applied_to_history_at'),
    createdAt: moment('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.ruleId, t.version] }),
    foreignKey({ columns: [t.orgId, t.ruleId], foreignColumns: [scoringRules.orgId, scoringRules.id] }).onDelete(
      'cascade',
    ),
  ],
);

/** One row for each event that went through the fold. decay_delta + delta, summed, is the lead's score. */
export const scoreHistory = pgTable(
  'score_history',
  {
    orgId: orgId(),
    /** The ledger row's id. Unique per organization, not per lead: a merge changes the lead. */
    eventId: uuid('event_id').notNull(),
    leadId: uuid('lead_id').notNull(),
    occurredAt: moment('occurred_at').notNull(),
    /** The sender's event id, the tie-breaker. */
    tie: text('tie').notNull(),
    eventType: text('event_type').notNull(),
    ruleId: uuid('rule_id'),
    ruleVersion: integer('rule_version'),
    /** What the rule grants, before the floor. */
    points: doublePrecision('points').notNull(),
    decayDelta: doublePrecision('decay_delta').notNull(),
    delta: doublePrecision('delta').notNull(),
    scoreAfter: doublePrecision('score_after').notNull(),
    reason: text('reason').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.eventId] }),
    index('score_history_lead').on(t.orgId, t.leadId, t.occurredAt, sql`tie collate "C"`),
  ],
);

/**
 * Where each lead stands, apart from its profile: these columns change with every event, and keeping them out of
 * `leads` spares the search indexes a new entry each time. A lead that was joined into another has no row.
 */
export const leadScores = pgTable(
  'lead_scores',
  {
    orgId: orgId(),
    leadId: uuid('lead_id').notNull(),
    stage: text('stage').notNull().default('cold'),
    /** Intent score as of last_event_at. */
    score: doublePrecision('score').notNull().default(0),
    lastEventAt: moment('last_event_at'),
    /** The sender's id of that event: the tie-breaker of the next. */
    lastTie: text('last_tie'),
    /**
     * Up to ten latest event times, newest first: velocity without reading the ledger. Unix milliseconds, because the
     * drain reads ten of them a lead and parsing dates was a third of its time.
     */
    recentMs: bigint('recent_ms', { mode: 'number' }).array().notNull().default(sql`'{}'`),
    eventCount: integer('event_count').notNull().default(0),
    bounces: integer('bounces').notNull().default(0),
    unsubscribes: integer('unsubscribes').notNull().default(0),
    inGrace: boolean('in_grace').notNull().default(true),
    graceUntil: moment('grace_until'),
    /** ln(score) + λ·(last event in days + grace days): orders decaying scores at every moment. Null for a score of 0. */
    rankKey: doublePrecision('rank_key'),
    /** When the stage will next drop if nothing happens. */
    coolsAt: moment('cools_at'),
    scoredAt: moment('scored_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.leadId] }),
    foreignKey({ columns: [t.orgId, t.leadId], foreignColumns: [leads.orgId, leads.id] }).onDelete('cascade'),
    index('lead_scores_in_grace').on(t.orgId, t.score.desc(), t.leadId).where(sql`in_grace`),
    index('lead_scores_decaying').on(t.orgId, t.rankKey.desc(), t.leadId).where(sql`not in_grace`),
    index('lead_scores_leaving_grace').on(t.graceUntil, t.orgId).where(sql`in_grace and score > 0`),
    index('lead_scores_left_grace').on(t.orgId, t.graceUntil).where(sql`not in_grace`),
    index('lead_scores_cooling').on(t.coolsAt, t.orgId).where(sql`cools_at is not null`),
    index('lead_scores_stage').on(t.orgId, t.stage, t.leadId),
    index('lead_scores_activity').on(t.orgId, t.lastEventAt.desc(), t.leadId),
  ],
);

/** Leads whose whole history must be folded again: settings changed, or too much arrived late to do it at once. */
export const pendingReplays = pgTable(
  'pending_replays',
  {
    orgId: orgId(),
    leadId: uuid('lead_id').notNull(),
    reason: text('reason').notNull(),
    requestedAt: moment('requested_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.leadId] }),
    foreignKey({ columns: [t.orgId, t.leadId], foreignColumns: [leads.orgId, leads.id] }).onDelete('cascade'),
  ],
);
