import { doublePrecision, index, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { bytea, moment } from './columns';

/**
 * What the clock asked for, run by run: of the whole installation, not of an organization. Written by the work itself,
 * so that it says the same whoever keeps the clock.
 */
export const workerRuns = pgTable(
  'worker_runs',
  {
    id: uuid('id').primaryKey(),
    /** A name of inngest/schedule.ts. */
    worker: text('worker').notNull(),
    startedAt: moment('started_at').notNull(),
    /** Null while it runs, and for ever when the process was killed in it. */
    endedAt: moment('ended_at'),
    /** What went wrong, in the words of the error table; the cause stands in the log under this row's id. */
    error: text('error'),
  },
  (t) => [index('worker_runs_newest').on(t.worker, t.startedAt)],
);

/**
 * Buckets of the limits that processes share; reached through the functions of migration 0016 alone. Unlogged: after a
 * crash of the database all are full again, which is a price nobody would pay a disk's answer a request for.
 */
export const limitBuckets = pgTable('limit_buckets', {
  /** A name of lib/platform/limits/limit-keys.ts. */
  bucket: text('bucket').primaryKey(),
  /** Until it is full again, in ms, as of `at_ms`. */
  debtMs: doublePrecision('debt_ms').notNull(),
  /** Unix milliseconds, with their fraction. */
  atMs: doublePrecision('at_ms').notNull(),
});

/**
 * Signed calls that were taken, so that one that was listened to cannot be sent again while its signature holds. Of
 * nobody's: a hash, and when. Unlogged (its migration says so): what a crash of the database forgets is minutes old at most.
 */
export const seenCalls = pgTable('seen_calls', {
  hash: bytea('hash').primaryKey(),
  seenAt: moment('seen_at').notNull().defaultNow(),
});
