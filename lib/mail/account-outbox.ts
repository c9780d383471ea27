import { inBackground } from '@/lib/platform/background';
import { type MailSender, mailSender } from '@/lib/platform/mail';
import { decodeIdCursor, pageFrom } from '@/lib/platform/page-cursor';
import { identityPool } from '@/lib/tenancy';
import type { OutboxMessage } from './contract';
import { deliver, type Outbox } from './deliver';
import {
  type Mail,
  MESSAGE_COLUMNS,
  type MessageRow,
  type Recorded,
  recordMessage,
  shownMessage,
} from './message-rows';

/** Mail of accounts: no organization's, and reached by the role of sign-in alone. */
export const ACCOUNT_OUTBOX: Outbox = { table: 'account_messages', orgId: null, run: (work) => work(identityPool()) };

export interface AccountMail extends Mail {
  userId: string;
}

/**
 * Writes a mail of a person's account down, once for its `dedupeKey`, then sends it where there is a sender. Answers
 * when it is written; `delivered` tells what became of it, and never fails.
 */
export async function sendAccountMail(
  { userId, ...mail }: AccountMail,
  { sender = mailSender(), now = () => new Date() }: { sender?: MailSender | null; now?: () => Date } = {},
): Promise<Recorded & { delivered: Promise<void> }> {
  const owner = { table: 'account_messages', column: 'user_id', id: userId } as const;
  const recorded = await ACCOUNT_OUTBOX.run((db) =>
    recordMessage(db, owner, mail, { now: now(), willBeSent: sender !== null }),
  );
  if (!sender || recorded.status === 'kept') return { ...recorded, delivered: Promise.resolve() };
  // What could not be noted is found by `retryUnsent`.
  const delivered = deliver(ACCOUNT_OUTBOX, recorded.id, { sender, now }).then(
    () => {},
    () => {},
  );
  inBackground(delivered);
  return { ...recorded, delivered };
}

/**
 * Mail that was kept because there is no sender, newest first. Whoever reads it can open the accounts it was written
 * to: only for the person who sits at the machine.
 */
export async function listKeptAccountMessages({
  limit,
  cursor,
}: {
  limit: number;
  cursor?: string | undefined;
}): Promise<{ items: OutboxMessage[]; nextCursor: string | null }> {
  const { rows } = await identityPool().query<MessageRow>(
    `select ${MESSAGE_COLUMNS} from account_messages
      where status = 'kept' and ($1::uuid is null or id < $1)
      order by id desc
      limit $2`,
    [decodeIdCursor(cursor), limit + 1],
  );
  return pageFrom(rows, limit, { item: shownMessage, cursor: (row) => [row.id] });
}
