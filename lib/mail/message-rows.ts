import { env } from '@/lib/platform/env';
import { type MailContent, type MailMessage, renderMail } from '@/lib/platform/mail';
import { uuidv7 } from '@/lib/platform/uuid';
import type { MAIL_KINDS, MAIL_STATUSES, OutboxItem, OutboxMessage } from './contract';

export type MailKind = (typeof MAIL_KINDS)[number];
export type MailStatus = (typeof MAIL_STATUSES)[number];

/** A mail to be written: what it says and to whom, and by what a second one like it is told. */
export interface Mail {
  kind: MailKind;
  to: string;
  subject: string;
  content: MailContent;
  dedupeKey: string;
}

export interface ItemRow extends Record<string, unknown> {
  id: string;
  kind: MailKind;
  to_address: string;
  subject: string;
  status: MailStatus;
  attempts: number;
  error: string | null;
  created_at: Date;
  next_attempt_at: Date | null;
  sent_at: Date | null;
}

export interface MessageRow extends ItemRow {
  text: string;
  html: string;
}

export const ITEM_COLUMNS =
  'id, kind, to_address, subject, status, attempts, error, created_at, next_attempt_at, sent_at';
export const MESSAGE_COLUMNS = `${ITEM_COLUMNS}, text, html`;

/** A connection, as far as the statements here need one. */
export interface Statements {
  query<Row extends Record<string, unknown>>(text: string, values: unknown[]): Promise<{ rows: Row[] }>;
}

/** Both outboxes have the same columns but for whose a message is. */
export interface MessageOwner {
  table: 'outbox_messages' | 'account_messages';
  column: 'org_id' | 'user_id';
  id: string;
}

export interface Recorded {
  id: string;
  status: MailStatus;
}

/**
 * Writes a mail down, once for its key: asked again, it answers with the message that stands there.
 * @param willBeSent there is a sender, so that it waits for one instead of being kept
 */
export async function recordMessage(
  db: Statements,
  { table, column, id: ownerId }: MessageOwner,
  { kind, to, subject, content, dedupeKey }: Mail,
  { now, willBeSent }: { now: Date; willBeSent: boolean },
): Promise<Recorded> {
  const { html, text } = renderMail(content);
  const status: MailStatus = willBeSent && !RESERVED.test(to) ? 'sending' : 'kept';
  const values = [ownerId, uuidv7(now.getTime()), kind, to, oneLine(subject), text, html, dedupeKey, status, now];
  const made = await db.query<Recorded & Record<string, unknown>>(
    `insert into ${table} (${column}, id, kind, to_address, subject, text, html, dedupe_key, status, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing returning id, status`,
    values,
  );
  if (made.rows[0]) return made.rows[0];
  const { rows } = await db.query<Recorded & Record<string, unknown>>(
    `select id, status from ${table} where ${column} = $1 and dedupe_key = $2`,
    [ownerId, dedupeKey],
  );
  if (!rows[0]) throw new Error('a mail was neither written nor there');
  return rows[0];
}

/** Names that lead nowhere (RFC 2606), such as those of the demo's people: mail to them would only come back. */
const RESERVED = /[@.](example|invalid|localhost|test)$/i;

/** A subject is one line of a header, whatever names stand in it. */
function oneLine(subject: string): string {
  return subject.replace(/\p{Cc}+/gu, ' ').slice(0, 250);
}

export function messageOf({ id, to_address: to, subject, text, html }: MessageRow): MailMessage {
  const messageId = `<${id}@${new URL(env().APP_URL).hostname}>`;
  // RFC 3834: away notices and other machines do not answer to it.
  return { to, subject, text, html, messageId, headers: { 'Auto-Submitted': 'auto-generated' } };
}

export function itemOf(row: ItemRow): OutboxItem {
  const { id, kind, to_address, subject, status, attempts, error } = row;
  return {
    id,
    kind,
    to: to_address,
    subject,
    status,
    attempts,
    error,
    createdAt: row.created_at.toISOString(),
    nextAttemptAt: row.next_attempt_at?.toISOString() ?? null,
    sentAt: row.sent_at?.toISOString() ?? null,
  };
}

export function shownMessage(row: MessageRow): OutboxMessage {
  return { ...itemOf(row), text: row.text, html: row.html };
}
