import { createHash } from 'node:crypto';
import type pg from 'pg';
import { pool } from '@/db/client';
import { AppError } from '@/lib/platform/errors';

/** Whoever waits for longer is better told to call again. */
const ANSWER_TIMEOUT_MS = 5_000;
/**
 * Longer than any signature holds, the sender's clock and ours apart: five minutes before it was made to five after it
 * for a call of Inngest's, five minutes for one of QStash's.
 */
const KEPT_MS = 15 * 60_000;

/**
 * Writes a signed call down, and tells whether it is the first time. To be asked when the signature has been checked
 * and before anything is done. One statement by itself, on a table without a log, by the role that finds out who is
 * calling; here it may add, and neither look nor forget.
 * @param parts what tells this call from every other one of the sender
 * @throws AppError UNAVAILABLE when the database cannot say: then the call counts as not made, and is to be refused
 */
export async function isFirstCall(sender: 'inngest' | 'qstash', parts: readonly string[]): Promise<boolean> {
  const hash = createHash('sha256')
    .update(JSON.stringify([sender, ...parts]))
    .digest();
  try {
    const { rowCount } = await pool('identity').query({
      name: 'see-call',
      text: 'insert into seen_calls (hash) values ($1) on conflict do nothing',
      values: [hash],
      query_timeout: ANSWER_TIMEOUT_MS,
    } as pg.QueryConfig);
    return rowCount === 1;
  } catch (cause) {
    throw new AppError('UNAVAILABLE', { cause, retryAfterSeconds: 2 });
  }
}

/** Forgets the calls whose signatures hold no longer. */
export async function forgetSeenCalls(now = new Date()): Promise<void> {
  await pool('system').query('delete from seen_calls where seen_at < $1', [new Date(now.getTime() - KEPT_MS)]);
}
