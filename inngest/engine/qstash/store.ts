import type { EngineDb } from '../store/database';
import { enqueue } from '../store/queue';
import type { Message, NewMessage } from './message';

/** At most so many are delivered at once, so that slow destinations leave room for runs. */
const CONCURRENCY = { key: 'engine.deliver', limit: 8 };

export async function insertMessage(db: EngineDb, id: string, message: NewMessage, now: Date): Promise<void> {
  await db.query(
    `insert into engine.messages (id, org_id, url, method, headers, body, retries, timeout_ms, callback,
       failure_callback, label, dedup_key, not_before, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [
      id,
      message.orgId,
      message.url,
      message.method,
      JSON.stringify(message.headers),
      message.body,
      message.retries,
      message.timeoutMs,
      message.callback && JSON.stringify(message.callback),
      message.failureCallback && JSON.stringify(message.failureCallback),
      message.label,
      message.dedupKey,
      new Date(message.notBeforeMs),
      now,
    ],
  );
  await enqueueDelivery(db, id, new Date(message.notBeforeMs));
}

export async function enqueueDelivery(db: EngineDb, id: string, runAt: Date): Promise<void> {
  await enqueue(db, {
    kind: 'deliver',
    functionId: null,
    payload: { messageId: id },
    concurrency: [CONCURRENCY],
    runAt,
  });
}

/** The message of this key that was published since a moment; others that ask for the key wait for this transaction. */
export async function publishedSince(db: EngineDb, dedupKey: string, since: Date): Promise<string | null> {
  await db.query(`select pg_advisory_xact_lock(hashtextextended('engine.message ' || $1, 0))`, [dedupKey]);
  const { rows } = await db.query<{ id: string }>(
    'select id from engine.messages where dedup_key = $1 and created_at > $2 order by created_at limit 1',
    [dedupKey, since],
  );
  return rows[0]?.id ?? null;
}

export async function loadMessage(db: EngineDb, id: string): Promise<Message | null> {
  const { rows } = await db.query<Omit<Message, 'notBeforeMs'> & { notBefore: Date }>(
    `select id, org_id as "orgId", url, method, headers, body, retries, retried, timeout_ms as "timeoutMs", callback,
            failure_callback as "failureCallback", label, status, not_before as "notBefore", created_at as "createdAt"
       from engine.messages where id = $1`,
    [id],
  );
  if (!rows[0]) return null;
  const { notBefore, ...message } = rows[0];
  return { ...message, notBeforeMs: notBefore.getTime() };
}

export async function noteDelivered(db: EngineDb, id: string, responseStatus: number, now: Date): Promise<void> {
  await db.query(
    `update engine.messages set status = 'delivered', response_status = $2, error = null, ended_at = $3 where id = $1`,
    [id, responseStatus, now],
  );
}

interface Failure {
  responseStatus: number | null;
  error: string;
}

/** An attempt failed, and another follows. */
export async function noteRetry(db: EngineDb, id: string, { responseStatus, error }: Failure): Promise<void> {
  await db.query('update engine.messages set retried = retried + 1, response_status = $2, error = $3 where id = $1', [
    id,
    responseStatus,
    error,
  ]);
}

/** The last attempt failed. */
export async function noteFailed(
  db: EngineDb,
  id: string,
  { responseStatus, error }: Failure,
  now: Date,
): Promise<void> {
  await db.query(
    `update engine.messages set status = 'failed', response_status = $2, error = $3, ended_at = $4 where id = $1`,
    [id, responseStatus, error, now],
  );
}
