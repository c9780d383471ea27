import type pg from 'pg';
import { pool } from '@/db/client';

/** The few questions that must see all organizations. Each caller says why it must. */
export type SystemReason =
  | 'fan-out: which organizations have work'
  | 'live: one reader feeds the streams of all organizations'
  | 'retention: partitions and expired rows'
  | 'removal of a whole organization'
  | 'system: what the clock asked for, of the whole installation'
  | 'fixtures of a test'
  | 'marking the demo';

export interface SystemDb {
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<pg.QueryResult<Row>>;
}

export function systemDb(_reason: SystemReason): SystemDb {
  return { query: (text, values) => pool('system').query(text, values) };
}

/** One transaction over all organizations. */
export async function systemTransaction<T>(_reason: SystemReason, work: (db: SystemDb) => Promise<T>): Promise<T> {
  const client = await pool('system').connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const result = await work({ query: (text, values) => client.query(text, values) });
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((rollbackError: Error) => {
      broken = rollbackError;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/** Sign-in and look-up of keys, sessions and invitations, before an organization is known. For lib/identity. */
export function identityPool(): pg.Pool {
  return pool('identity');
}

/** The collector's connections: may add to the ledger and look up keys, nothing else. For lib/tracking. */
export function doorPool(): pg.Pool {
  return pool('door');
}

const REACHABLE_WITHIN_MS = 3_000;

export async function isDatabaseReachable(): Promise<boolean> {
  try {
    await pool('app').query({ text: 'select 1', query_timeout: REACHABLE_WITHIN_MS } as pg.QueryConfig);
    return true;
  } catch {
    return false;
  }
}

const ROLES = ['app', 'door', 'identity', 'system'] as const;

/** How this process stands with its connections, by role. */
export function connectionCounts(): { role: string; open: number; idle: number; waiting: number }[] {
  return ROLES.map((role) => {
    const { totalCount, idleCount, waitingCount } = pool(role);
    return { role, open: totalCount, idle: idleCount, waiting: waitingCount };
  });
}
