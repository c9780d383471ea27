import { sql } from 'drizzle-orm';
import { foreignKey, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { moment, orgId } from './columns';
import { organizations } from './identity';

/** Long work that somebody asked for: where it stands is kept here, so that it survives reloads, restarts and crashes. */
export const jobs = pgTable(
  'jobs',
  {
    orgId: orgId().references(() => organizations.id, { onDelete: 'cascade' }),
    id: uuid('id').notNull(),
    /** A kind of lib/jobs/contract.ts. */
    kind: text('kind').notNull(),
    /** What the kind needs to know. */
    input: jsonb('input').notNull(),
    /** queued, running, cancelling; then completed, cancelled or failed. */
    status: text('status').notNull(),
    /** How many items there are; null until they are counted. */
    total: integer('total'),
    /** Items that are dealt with, the failed ones among them. */
    done: integer('done').notNull().default(0),
    failed: integer('failed').notNull().default(0),
    /** The last item that was dealt with, in the order in which they are taken. */
    position: text('position'),
    /** What came of it, in figures of its kind. */
    result: jsonb('result'),
    /** Why it failed as a whole. */
    error: text('error'),
    requestedBy: uuid('requested_by'),
    requestedAt: moment('requested_at').notNull(),
    startedAt: moment('started_at'),
    /** When somebody or something last worked on it: a job that stands still is taken up again. */
    movedAt: moment('moved_at').notNull(),
    endedAt: moment('ended_at'),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.id] }), index('jobs_open').on(t.movedAt).where(sql`ended_at is null`)],
);

/** Items of a job that could not be dealt with, for its report. */
export const jobFailures = pgTable(
  'job_failures',
  {
    orgId: orgId(),
    jobId: uuid('job_id').notNull(),
    /** What it is called in its kind: a lead's id, a row's number. */
    item: text('item').notNull(),
    reason: text('reason').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.jobId, t.item] }),
    foreignKey({ columns: [t.orgId, t.jobId], foreignColumns: [jobs.orgId, jobs.id] }).onDelete('cascade'),
  ],
);
