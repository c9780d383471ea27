import type { EngineDatabase, EngineDb } from '../store/database';
import { enqueueDelivery } from './store';

/** A message whose last attempt has failed, for people to see. */
export interface FailedMessage {
  id: string;
  url: string;
  method: string;
  label: string | null;
  retried: number;
  /** Of the last answer; null where there was none. */
  responseStatus: number | null;
  error: string;
  bodyBytes: number;
  createdAt: Date;
  failedAt: Date;
}

/**
 * An organization's messages that failed, published last first.
 * @param orgId null for those of no organization
 * @param before the id of the last one that was seen, to go on after it
 */
export async function failedMessages(
  db: EngineDb,
  { orgId, limit, before = null }: { orgId: string | null; limit: number; before?: string | null },
): Promise<FailedMessage[]> {
  const { rows } = await db.query<FailedMessage & Record<string, unknown>>(
    `select id, url, method, label, retried, response_status as "responseStatus", error,
            octet_length(body) as "bodyBytes", created_at as "createdAt", ended_at as "failedAt"
       from engine.messages
      where status = 'failed' and ${orgId === null ? '$1::uuid is null and org_id is null' : 'org_id = $1'}
        and ($2::text is null or id < $2)
      order by id desc limit $3`,
    [orgId, before, limit],
  );
  return rows;
}

/**
 * Delivers a failed message again, at once, with all its attempts before it. Both writes go together or not at all.
 * @param orgId only if it is this organization's
 * @returns false when there is no such failed message
 */
export async function retryMessage(db: EngineDatabase, id: string, now: Date, orgId?: string): Promise<boolean> {
  return db.transaction(async (tx) => {
    const { rowCount } = await tx.query(
      `update engine.messages set status = 'pending', retried = 0, ended_at = null
        where id = $1 and status = 'failed' and ($2::uuid is null or org_id = $2)`,
      [id, orgId ?? null],
    );
    if (rowCount === 0) return false;
    await enqueueDelivery(tx, id, now);
    return true;
  });
}
