import { toAppError } from '@/lib/platform/errors';
import { type MailSender, mayBeTriedAgain } from '@/lib/platform/mail';
import { type TracedSpan, traced } from '@/lib/platform/trace';
import { askAgain } from './ask-again';
import { nextAttemptAt } from './backoff';
import {
  type MailStatus,
  MESSAGE_COLUMNS,
  type MessageOwner,
  type MessageRow,
  messageOf,
  type Statements,
} from './message-rows';

/** Longer than any attempt lasts: one without an outcome by then was cut off. */
const ATTEMPT_MAX_MS = 5 * 60_000;
/** What was just written is being sent by who wrote it. */
const OWN_SENDER_MS = 60_000;

/** Where the messages of one owner stand; each `run` is a short transaction of its own. */
export interface Outbox {
  table: MessageOwner['table'];
  /** Null: of accounts. */
  orgId: string | null;
  run<T>(work: (db: Statements) => Promise<T>): Promise<T>;
}

/**
 * Gives one message to the sender, between two transactions: the first takes it for this attempt alone, the second
 * notes what came of it. Null when there is nothing to be sent, or somebody else is at it.
 */
export function deliver(outbox: Outbox, id: string, delivery: Delivery): Promise<MailStatus | null> {
  const fields = { 'throughline.mail.id': id, 'throughline.mail.outbox': outbox.table };
  return traced('mail delivery', fields, (span) => deliverOnce(outbox, id, delivery, span), { kind: 'client' });
}

interface Delivery {
  sender: MailSender;
  now: () => Date;
}

async function deliverOnce(
  { table, orgId, run }: Outbox,
  id: string,
  { sender, now }: Delivery,
  span: TracedSpan,
): Promise<MailStatus | null> {
  const message = await run((db) => claim(db, table, id, now()));
  if (!message) return null;
  span.set({ 'throughline.attempt': message.attempts });
  try {
    await sender.send(messageOf(message));
  } catch (thrown) {
    span.fail(toAppError(thrown).code);
    span.set({ 'throughline.mail.status': 'failed' });
    const again = mayBeTriedAgain(thrown) ? nextAttemptAt(message.attempts, now()) : null;
    await run((db) =>
      db.query(`update ${table} set status = 'failed', error = $2, next_attempt_at = $3 where id = $1`, [
        id,
        toAppError(thrown).message.slice(0, 500),
        again,
      ]),
    );
    if (again) await askAgain({ orgId, id, attempts: message.attempts, at: again });
    return 'failed';
  }
  await run((db) => db.query(`update ${table} set ${SENT[table]} where id = $1`, [id, now()]));
  span.set({ 'throughline.mail.status': 'sent' });
  return 'sent';
}

const IS_SENT = `status = 'sent', error = null, sent_at = $2`;
/** A mail that opens an account is kept no longer than it must be: once it is sent, only that it was. */
const SENT: Record<Outbox['table'], string> = {
  outbox_messages: IS_SENT,
  account_messages: `${IS_SENT}, text = '', html = ''`,
};

async function claim(db: Statements, table: Outbox['table'], id: string, now: Date): Promise<MessageRow | null> {
  const { rows } = await db.query<MessageRow>(
    `update ${table} set status = 'sending', attempts = attempts + 1, attempted_at = $2, next_attempt_at = null
      where id = $1 and ((status = 'sending' and attempted_at is null) or (status = 'failed' and next_attempt_at <= $2))
      returning ${MESSAGE_COLUMNS}`,
    [id, now],
  );
  return rows[0] ?? null;
}

/** When a message is tried again; null when it is not, or there is no such message. */
export async function dueAt({ table, run }: Outbox, id: string): Promise<Date | null> {
  const { rows } = await run((db) =>
    db.query<{ due: Date | null }>(`select next_attempt_at as due from ${table} where id = $1`, [id]),
  );
  return rows[0]?.due ?? null;
}

/**
 * What an outbox owes: messages whose next attempt is due, and those that were written down just before a crash. An
 * attempt that was cut off may have reached the reader, and nothing is sent twice: it is closed as failed.
 */
export async function dueMessages({ table, run }: Outbox, now: Date, limit: number): Promise<string[]> {
  return run(async (db) => {
    await db.query(
      `update ${table} set status = 'failed', error = 'Cut off while it was sent; it may have arrived.'
        where status = 'sending' and attempted_at < $1`,
      [new Date(now.getTime() - ATTEMPT_MAX_MS)],
    );
    const { rows } = await db.query<{ id: string }>(
      `select id from ${table}
        where (status = 'failed' and next_attempt_at <= $1)
           or (status = 'sending' and attempted_at is null and created_at <= $2)
        order by id limit $3`,
      [now, new Date(now.getTime() - OWN_SENDER_MS), limit],
    );
    return rows.map(({ id }) => id);
  });
}
