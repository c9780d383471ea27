import type pg from 'pg';

/**
 * An engine takes whatever is due in its schema, so of the suites that share a database one at a time may run one.
 * Waits for its turn, which ends with the connection, and begins it with an empty schema.
 */
export async function engineToOneself(admin: pg.Client): Promise<void> {
  await admin.query(`select pg_advisory_lock(hashtextextended('engine of a suite', 0))`);
  for (const table of [
    'runs',
    'steps',
    'failures',
    'queue',
    'waits',
    'seen',
    'debounces',
    'schedules',
    'functions',
    'messages',
  ])
    await admin.query(`delete from engine.${table}`);
}
