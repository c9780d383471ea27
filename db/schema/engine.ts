import { sql } from 'drizzle-orm';
import { bigint, boolean, index, integer, jsonb, pgSchema, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { bytea, moment } from './columns';

/**
 * What the local engine of durable functions keeps. It drives the functions under inngest/ where no Inngest is
 * configured; elsewhere these tables stay empty. They are the engine's alone, like another program's: nobody else
 * reads or writes them, and its HTTP interface is the way in. Work of an organization carries `org_id`.
 */
export const engine = pgSchema('engine');

/** Functions as the program registered them last; a refused one says why it is not run. */
export const engineFunctions = engine.table('functions', {
  id: text('id').primaryKey(),
  config: jsonb('config').notNull(),
  url: text('url').notNull(),
  refused: text('refused'),
  registeredAt: moment('registered_at').notNull(),
  /** When the program stopped naming it; its runs under way end with this reason. */
  goneAt: moment('gone_at'),
});

export const engineRuns = engine.table(
  'runs',
  {
    /** A ULID, as the protocol has it. */
    id: text('id').primaryKey(),
    functionId: text('function_id').notNull(),
    orgId: uuid('org_id'),
    /** The event that began it, as functions see it. */
    event: jsonb('event').notNull(),
    /** What asked for it, as W3C's `traceparent` names it; functions do not see it. Null where nobody traces. */
    traceparent: text('traceparent'),
    status: text('status').notNull().default('queued'),
    /** The protocol version the program answered with; -1 before its first answer. */
    requestVersion: integer('request_version').notNull().default(-1),
    /** Set once several operations were reported together: from then on each planned step is called for by itself. */
    immediateOff: boolean('immediate_off').notNull().default(false),
    output: jsonb('output'),
    /** Why it failed; while it goes on, what went wrong last. */
    error: jsonb('error'),
    /** How often somebody let it go on after it had failed. */
    revivals: integer('revivals').notNull().default(0),
    createdAt: moment('created_at').notNull(),
    startedAt: moment('started_at'),
    endedAt: moment('ended_at'),
  },
  (t) => [
    index('runs_org').on(t.orgId, t.id),
    index('runs_failed').on(t.orgId, t.id).where(sql`status = 'failed'`),
    index('runs_open').on(t.orgId, t.id).where(sql`ended_at is null`),
    index('runs_ended').on(t.endedAt).where(sql`ended_at is not null`),
  ],
);

export const engineSteps = engine.table(
  'steps',
  {
    runId: text('run_id').notNull(),
    /** The SHA-1 by which the protocol names a step. */
    id: text('id').notNull(),
    orgId: uuid('org_id'),
    name: text('name').notNull(),
    op: text('op').notNull(),
    /** planned, sleeping, waiting; then done or failed. */
    state: text('state').notNull(),
    /** Its place among the ended steps, from 0; null while it has not ended. */
    position: integer('position'),
    /** What the function is given for it once it has ended. */
    memo: jsonb('memo'),
    attempts: integer('attempts').notNull().default(0),
    error: jsonb('error'),
    createdAt: moment('created_at').notNull(),
    endedAt: moment('ended_at'),
  },
  (t) => [primaryKey({ columns: [t.runId, t.id] })],
);

/** Each attempt that failed, of runs that went on afterwards too. */
export const engineFailures = engine.table(
  'failures',
  {
    id: uuid('id').primaryKey(),
    runId: text('run_id').notNull(),
    orgId: uuid('org_id'),
    /** Null: the function itself, between its steps. */
    stepId: text('step_id'),
    /** From 1. */
    attempt: integer('attempt').notNull(),
    error: jsonb('error').notNull(),
    failedAt: moment('failed_at').notNull(),
  },
  (t) => [index('failures_run').on(t.runId, t.id)],
);

/** Work that is due at a moment. Whoever holds the lease works; the fence tells a lost lease from a held one. */
export const engineQueue = engine.table(
  'queue',
  {
    id: uuid('id').primaryKey(),
    /** call, sleep, timeout, debounce, or deliver. */
    kind: text('kind').notNull(),
    runId: text('run_id'),
    functionId: text('function_id'),
    /** The step that is called for or waited upon; `step` calls the function to find out what comes next. */
    stepId: text('step_id'),
    payload: jsonb('payload'),
    attempt: integer('attempt').notNull().default(0),
    /** Of `call` items: at most so many of a key are worked on at once. */
    concurrencyKeys: text('concurrency_keys').array().notNull().default(sql`'{}'`),
    concurrencyLimits: integer('concurrency_limits').array().notNull().default(sql`'{}'`),
    runAt: moment('run_at').notNull(),
    leaseUntil: moment('lease_until'),
    fence: bigint('fence', { mode: 'number' }).notNull().default(0),
  },
  (t) => [
    index('queue_due').on(t.runAt, t.id),
    index('queue_leased').on(t.leaseUntil).where(sql`lease_until is not null`),
    index('queue_run').on(t.runId),
  ],
);

/** Runs that wait for an event: the first that comes before the time-out, and matches, goes on with them. */
export const engineWaits = engine.table(
  'waits',
  {
    runId: text('run_id').notNull(),
    stepId: text('step_id').notNull(),
    eventName: text('event_name').notNull(),
    /** Where in `data` the values must be equal, and what the value is; null: any event of the name. */
    matchPath: text('match_path'),
    matchValue: jsonb('match_value'),
  },
  (t) => [primaryKey({ columns: [t.runId, t.stepId] }), index('waits_event').on(t.eventName)],
);

/** What was begun already: an event's id, an idempotency key, the minute of a schedule. */
export const engineSeen = engine.table(
  'seen',
  {
    functionId: text('function_id').notNull(),
    key: text('key').notNull(),
    until: moment('until').notNull(),
  },
  (t) => [primaryKey({ columns: [t.functionId, t.key] }), index('seen_until').on(t.until)],
);

/** An event that waits for a quiet moment; a later one with the same key takes its place. */
export const engineDebounces = engine.table(
  'debounces',
  {
    functionId: text('function_id').notNull(),
    key: text('key').notNull(),
    event: jsonb('event').notNull(),
    orgId: uuid('org_id'),
    /** However often it is put off, not beyond this. */
    latest: moment('latest'),
  },
  (t) => [primaryKey({ columns: [t.functionId, t.key] })],
);

/** When each schedule is due next. */
export const engineSchedules = engine.table(
  'schedules',
  {
    functionId: text('function_id').notNull(),
    cron: text('cron').notNull(),
    nextAt: moment('next_at').notNull(),
    lastAt: moment('last_at'),
  },
  (t) => [primaryKey({ columns: [t.functionId, t.cron] }), index('schedules_due').on(t.nextAt)],
);

/** Messages taken by the publish API, until they were delivered, or their last attempt has failed. */
export const engineMessages = engine.table(
  'messages',
  {
    id: text('id').primaryKey(),
    orgId: uuid('org_id'),
    url: text('url').notNull(),
    method: text('method').notNull(),
    headers: jsonb('headers').notNull(),
    body: bytea('body').notNull(),
    /** How often it is tried again at most, and how often it was so far. */
    retries: integer('retries').notNull(),
    retried: integer('retried').notNull().default(0),
    timeoutMs: integer('timeout_ms').notNull(),
    callback: jsonb('callback'),
    failureCallback: jsonb('failure_callback'),
    label: text('label'),
    /** Messages of one key within ten minutes are one. */
    dedupKey: text('dedup_key'),
    /** pending, delivered, failed. */
    status: text('status').notNull().default('pending'),
    /** Of the last answer; null where there was none. */
    responseStatus: integer('response_status'),
    error: text('error'),
    notBefore: moment('not_before').notNull(),
    createdAt: moment('created_at').notNull(),
    endedAt: moment('ended_at'),
  },
  (t) => [
    index('messages_failed').on(t.orgId, t.id).where(sql`status = 'failed'`),
    index('messages_dedup').on(t.dedupKey, t.createdAt).where(sql`dedup_key is not null`),
    index('messages_ended').on(t.endedAt).where(sql`ended_at is not null`),
  ],
);
