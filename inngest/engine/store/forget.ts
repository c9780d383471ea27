import { forgetMessages } from '../qstash/forget';
import type { EngineDb } from './database';

const DAY_MS = 86_400_000;
/** How long an ended run can be looked at. */
const KEPT_MS = 7 * DAY_MS;
/** A run that failed waits longer, for somebody to see it and try it again. */
const FAILED_KEPT_MS = 30 * DAY_MS;
const RUNS_AT_ONCE = 5_000;

/** Forgets runs that ended long ago, with their steps, messages, and keys that count no more. A part a call, so that none is long. */
export async function forgetOld(db: EngineDb, now: Date): Promise<void> {
  await db.query(
    `with old as (
       delete from engine.runs where id in (
         select id from engine.runs
          where ended_at < case status when 'failed' then $2::timestamptz else $1::timestamptz end
          order by ended_at limit $3)
       returning id
     ), failures as (
       delete from engine.failures where run_id in (select id from old)
     )
     delete from engine.steps where run_id in (select id from old)`,
    [new Date(now.getTime() - KEPT_MS), new Date(now.getTime() - FAILED_KEPT_MS), RUNS_AT_ONCE],
  );
  await db.query('delete from engine.seen where until <= $1', [now]);
  await forgetMessages(db, now);
}
