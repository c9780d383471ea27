import { sql } from 'drizzle-orm';
import { index, integer, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import { moment, orgId } from './columns';
import { organizations, users } from './identity';

/** What both outboxes keep of a message. */
const message = () => ({
  kind: text('kind').notNull(),
  toAddress: text('to_address').notNull(),
  subject: text('subject').notNull(),
  text: text('text').notNull(),
  html: text('html').notNull(),
  /** Of two messages with one key, the first is the message. */
  dedupeKey: text('dedupe_key').notNull(),
  /** kept (there is no sender), sending, sent, failed. */
  status: text('status').notNull(),
  attempts: integer('attempts').notNull().default(0),
  error: text('error'),
  createdAt: moment('created_at').notNull(),
  attemptedAt: moment('attempted_at'),
  /** When a failed message is tried again; null when it is not. */
  nextAttemptAt: moment('next_attempt_at'),
  sentAt: moment('sent_at'),
});

/** Mail of an organization, as the reader sees it. */
export const outboxMessages = pgTable(
  'outbox_messages',
  {
    orgId: orgId().references(() => organizations.id, { onDelete: 'cascade' }),
    id: uuid('id').notNull(),
    ...message(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    unique('outbox_messages_dedupe').on(t.orgId, t.dedupeKey),
    index('outbox_messages_unsent').on(t.orgId).where(sql`status = 'sending' or next_attempt_at is not null`),
  ],
);

/**
 * Mail of a person's account, with links that open it. No organization's: whoever reads one of these rows can take the
 * account over, so they stand in a table of sign-in's, which the role of the program cannot reach at all.
 */
export const accountMessages = pgTable(
  'account_messages',
  {
    id: uuid('id').primaryKey(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    ...message(),
  },
  (t) => [
    unique('account_messages_dedupe').on(t.dedupeKey),
    index('account_messages_user').on(t.userId),
    index('account_messages_unsent').on(t.id).where(sql`status = 'sending' or next_attempt_at is not null`),
  ],
);
