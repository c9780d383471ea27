import type pg from 'pg';
import { hearsNotices, isNeon } from './address';
import { openNeonPool } from './neon';
import type { PoolSettings } from './pool-settings';
import { stayAwakeUntilIdle } from './stay-awake';
import { openTcpPool } from './tcp';

export type { PoolSettings } from './pool-settings';
export { hearsNotices };

/**
 * A pool for this address, by the driver its host asks for: Neon's, over WebSockets, where Neon answers; `pg`, over TCP,
 * everywhere else. Both give the same answers (the database suite is run through either).
 */
export function openPool(settings: PoolSettings): pg.Pool {
  const created = isNeon(settings.connectionString) ? openNeonPool(settings) : openTcpPool(settings);
  // A connection that breaks while idle is only a connection; the next query opens another.
  created.on('error', () => {});
  // Nor may one that breaks between two statements of a transaction end the process: the next statement fails and says so.
  created.on('connect', (client) => client.on('error', () => {}));
  if (process.env.VERCEL) stayAwakeUntilIdle(created, settings.idleTimeoutMs);
  return created;
}
