import type { EngineDb } from '../store/database';

const DAY_MS = 86_400_000;
const DELIVERED_KEPT_MS = DAY_MS;
/** A message that failed waits longer, for somebody to see it and try it again. */
const FAILED_KEPT_MS = 30 * DAY_MS;
const MESSAGES_AT_ONCE = 5_000;

/** Forgets messages that ended long ago. A part a call, so that none is long. */
export async function forgetMessages(db: EngineDb, now: Date): Promise<void> {
  await db.query(
    `delete from engine.messages where id in (
       select id from engine.messages
        where ended_at < case status when 'failed' then $2::timestamptz else $1::timestamptz end
        order by ended_at limit $3)`,
    [new Date(now.getTime() - DELIVERED_KEPT_MS), new Date(now.getTime() - FAILED_KEPT_MS), MESSAGES_AT_ONCE],
  );
}
