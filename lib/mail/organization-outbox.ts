import { announce } from '@/lib/live';
import { AppError } from '@/lib/platform/errors';
import { type MailSender, mailSender } from '@/lib/platform/mail';
import { decodeIdCursor, pageFrom } from '@/lib/platform/page-cursor';
import type { OrgContext, OrgDb } from '@/lib/tenancy';
import type { OutboxItem, OutboxMessage } from './contract';
import { deliver, type Outbox } from './deliver';
import {
  ITEM_COLUMNS,
  type ItemRow,
  itemOf,
  type Mail,
  type MailStatus,
  MESSAGE_COLUMNS,
  type MessageRow,
  type Recorded,
  recordMessage,
  shownMessage,
} from './message-rows';

/** An organization's outbox; whoever looks at it sees every change. The rows are its own by the policy of the table. */
export function outboxOf(ctx: OrgContext): Outbox {
  return {
    table: 'outbox_messages',
    orgId: ctx.orgId,
    run: (work) =>
      ctx.run(async (db) => {
        const result = await work(db);
        await announce(db, 'outbox', { changed: true });
        return result;
      }),
  };
}

/**
 * Writes a mail of the organization down, in the transaction of what it is about; `deliverMail` sends it afterwards.
 * Twice the same `dedupeKey` is one mail.
 */
export async function recordMail(
  ctx: OrgContext,
  db: OrgDb,
  mail: Mail,
  sender: MailSender | null = mailSender(),
): Promise<Recorded> {
  const owner = { table: 'outbox_messages', column: 'org_id', id: ctx.orgId } as const;
  const recorded = await recordMessage(db, owner, mail, { now: ctx.now(), willBeSent: sender !== null });
  await announce(db, 'outbox', { changed: true });
  return recorded;
}

/** Sends a mail that was written down, outside of any transaction; what became of it. Without a sender it stays kept. */
export async function deliverMail(
  ctx: OrgContext,
  { id, status }: Recorded,
  sender: MailSender | null = mailSender(),
): Promise<MailStatus> {
  if (!sender || status === 'kept') return status;
  return (await deliver(outboxOf(ctx), id, { sender, now: ctx.now })) ?? status;
}

/** Writes a mail of the organization down, once for its `dedupeKey`, then sends it where there is a sender. */
export async function sendMail(
  ctx: OrgContext,
  mail: Mail,
  sender: MailSender | null = mailSender(),
): Promise<Recorded> {
  const recorded = await ctx.run((db) => recordMail(ctx, db, mail, sender));
  return { id: recorded.id, status: await deliverMail(ctx, recorded, sender) };
}

/** What became of mails, by their `dedupeKey`; those that were never written are left out. */
export async function mailStatuses(db: OrgDb, dedupeKeys: string[]): Promise<Map<string, MailStatus>> {
  if (dedupeKeys.length === 0) return new Map();
  const { rows } = await db.query<{ dedupe_key: string; status: MailStatus }>(
    'select dedupe_key, status from outbox_messages where org_id = $1 and dedupe_key = any($2)',
    [db.orgId, dedupeKeys],
  );
  return new Map(rows.map(({ dedupe_key, status }) => [dedupe_key, status]));
}

/** Question: how many mails were given up? */
export async function countGivenUp(db: OrgDb): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `select count(*)::int as count from outbox_messages where org_id = $1 and status = 'failed' and next_attempt_at is null`,
    [db.orgId],
  );
  return rows[0]!.count;
}

/** The organization's mail, newest first. */
export async function listOutbox(
  ctx: OrgContext,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ items: OutboxItem[]; nextCursor: string | null }> {
  const before = decodeIdCursor(cursor);
  const { rows } = await ctx.run((db) =>
    db.query<ItemRow>(
      `select ${ITEM_COLUMNS} from outbox_messages
        where org_id = $1 and ($2::uuid is null or id < $2)
        order by id desc
        limit $3`,
      [ctx.orgId, before, limit + 1],
    ),
  );
  return pageFrom(rows, limit, { item: itemOf, cursor: (row) => [row.id] });
}

/** One mail as its reader sees it. @throws AppError NOT_FOUND */
export async function getOutboxMessage(ctx: OrgContext, { id }: { id: string }): Promise<OutboxMessage> {
  const { rows } = await ctx.run((db) =>
    db.query<MessageRow>(`select ${MESSAGE_COLUMNS} from outbox_messages where org_id = $1 and id = $2`, [
      ctx.orgId,
      id,
    ]),
  );
  if (!rows[0]) throw new AppError('NOT_FOUND');
  return shownMessage(rows[0]);
}
