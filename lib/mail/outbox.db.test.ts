import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestOrg } from '@/db/testing/factories';
import { newPerson } from '@/lib/identity/testing/people';
import { AppError } from '@/lib/platform/errors';
import type { MailMessage, MailSender } from '@/lib/platform/mail';
import { jobContext, type OrgContext, systemDb } from '@/lib/tenancy';
import { sendAccountMail } from './account-outbox';
import type { Mail } from './message-rows';
import { getOutboxMessage, listOutbox, sendMail } from './organization-outbox';
import { retryUnsent } from './retry-unsent';
import { outboxesToOneself } from './testing/outboxes-to-oneself';

const START = new Date('2026-03-01T12:00:00Z');

let admin: pg.Client;
let ctx: OrgContext;
/** The clock of a test. */
let nowMs: number;
const now = () => new Date(nowMs);

beforeAll(async () => {
  admin = new pg.Client({ connectionString: process.env.DATABASE_MIGRATE_URL });
  await admin.connect();
  await outboxesToOneself(admin);
});

afterAll(() => admin.end());

beforeEach(async () => {
  nowMs = START.getTime();
  ctx = jobContext((await createTestOrg()).orgId, 'test', 'test', now);
  // What other tests owe is not this one's.
  for (const table of ['outbox_messages', 'account_messages'])
    await admin.query(`update ${table} set status = 'kept', next_attempt_at = null where status <> 'kept'`);
});

/** Remembers what it was given; fails with these errors first, one an attempt. */
function fakeSender(failures: unknown[] = []): MailSender & { sent: MailMessage[]; attempts: number } {
  const left = [...failures];
  const fake = {
    sent: [] as MailMessage[],
    attempts: 0,
    async send(message: MailMessage) {
      fake.attempts += 1;
      // A real one takes its time, in which others come by.
      await new Promise((resolve) => setTimeout(resolve, 20));
      if (left.length > 0) throw left.shift();
      fake.sent.push(message);
      return { messageId: message.messageId };
    },
  };
  return fake;
}

const forNow = () => new AppError('UNAVAILABLE', { message: 'try later', cause: { responseCode: 451 } });
const forGood = () => new AppError('UNAVAILABLE', { message: 'no such reader', cause: { responseCode: 550 } });

function mail(change: Partial<Mail> = {}): Mail {
  return {
    kind: 'invitation',
    to: 'ada@reader.org',
    subject: 'Join us',
    content: { title: 'Join us', paragraphs: ['Come in.'], footer: 'Why.' },
    dedupeKey: `test:${randomUUID()}`,
    ...change,
  };
}

const rowOf = (id: string) => getOutboxMessage(ctx, { id });

describe('a mail of an organization', () => {
  it('is kept as the reader would see it while there is no sender', async () => {
    const { id, status } = await sendMail(ctx, mail({ subject: 'Two\r\nlines' }), null);
    expect(status).toBe('kept');
    const message = await rowOf(id);
    expect(message).toMatchObject({ status: 'kept', attempts: 0, to: 'ada@reader.org', subject: 'Two lines' });
    expect(message.html).toContain('Come in.');
    expect(message.text).toContain('Come in.');
    await retryUnsent({ sender: fakeSender(), now });
    expect((await rowOf(id)).status).toBe('kept');
  });

  it('is sent, and says when', async () => {
    const sender = fakeSender();
    const { id, status } = await sendMail(ctx, mail(), sender);
    expect(status).toBe('sent');
    expect(await rowOf(id)).toMatchObject({ status: 'sent', attempts: 1, sentAt: START.toISOString(), error: null });
    expect(sender.sent).toMatchObject([{ to: 'ada@reader.org', messageId: `<${id}@localhost>` }]);
  });

  it('sent twice is one mail, one after the other or both at once', async () => {
    const sender = fakeSender();
    const one = mail();
    const both = await Promise.all([sendMail(ctx, one, sender), sendMail(ctx, one, sender)]);
    const third = await sendMail(ctx, { ...one, subject: 'Another subject' }, sender);
    expect(new Set([...both, third].map(({ id }) => id)).size).toBe(1);
    await retryUnsent({ sender, now });
    expect(sender.sent).toHaveLength(1);
    expect((await listOutbox(ctx, { limit: 10 })).items).toMatchObject([{ subject: 'Join us', status: 'sent' }]);
  });

  it('the same key in another organization is another mail', async () => {
    const sender = fakeSender();
    const other = jobContext((await createTestOrg()).orgId, 'test', 'test', now);
    const one = mail();
    await sendMail(ctx, one, sender);
    await sendMail(other, one, sender);
    expect(sender.sent).toHaveLength(2);
  });

  it('is nobody else’s: another organization’s id is one that never was', async () => {
    const { id } = await sendMail(ctx, mail(), null);
    const other = jobContext((await createTestOrg()).orgId, 'test', 'test', now);
    expect((await listOutbox(other, { limit: 10 })).items).toEqual([]);
    await expect(getOutboxMessage(other, { id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const { rowCount } = await other.run((db) => db.query(`update outbox_messages set status = 'sent'`));
    expect(rowCount).toBe(0);
  });

  it('is not sent to a name that leads nowhere', async () => {
    const sender = fakeSender();
    expect((await sendMail(ctx, mail({ to: 'demo@northwind.example' }), sender)).status).toBe('kept');
    expect(sender.attempts).toBe(0);
  });

  it('is listed page by page, newest first, without its text', async () => {
    for (const subject of ['first', 'second', 'third']) {
      nowMs += 1000;
      await sendMail(ctx, mail({ subject }), null);
    }
    const page = await listOutbox(ctx, { limit: 2 });
    expect(page.items.map(({ subject }) => subject)).toEqual(['third', 'second']);
    expect(page.items[0]).not.toHaveProperty('html');
    const rest = await listOutbox(ctx, { limit: 2, cursor: page.nextCursor! });
    expect(rest).toMatchObject({ items: [{ subject: 'first' }], nextCursor: null });
  });
});

describe('a mail that was not taken', () => {
  it('is tried again with growing pauses, five times in all, and not before it is due', async () => {
    const sender = fakeSender(Array.from({ length: 9 }, forNow));
    const { id, status } = await sendMail(ctx, mail(), sender);
    expect(status).toBe('failed');
    for (const [attempts, waitS] of [3, 24, 192, 1536].entries()) {
      nowMs += waitS * 1000 - 1;
      await retryUnsent({ sender, now });
      expect(sender.attempts, 'a moment before').toBe(attempts + 1);
      nowMs += 1;
      await retryUnsent({ sender, now });
      expect(sender.attempts).toBe(attempts + 2);
    }
    nowMs += 24 * 3_600_000;
    await retryUnsent({ sender, now });
    expect(await rowOf(id)).toMatchObject({ status: 'failed', attempts: 5, nextAttemptAt: null, error: 'try later' });
    expect(sender.attempts).toBe(5);
  });

  it('arrives once when the next attempt succeeds, whoever makes it', async () => {
    const sender = fakeSender([forNow()]);
    const { id } = await sendMail(ctx, mail(), sender);
    nowMs += 3000;
    await Promise.all([retryUnsent({ sender, now }), retryUnsent({ sender, now }), retryUnsent({ sender, now })]);
    expect(await rowOf(id)).toMatchObject({ status: 'sent', attempts: 2, error: null });
    expect(sender.sent).toHaveLength(1);
  });

  it('is left alone after a refusal for good', async () => {
    const sender = fakeSender([forGood()]);
    const { id } = await sendMail(ctx, mail(), sender);
    nowMs += 24 * 3_600_000;
    await retryUnsent({ sender, now });
    expect(await rowOf(id)).toMatchObject({ status: 'failed', attempts: 1, nextAttemptAt: null });
  });

  it('is sent after a crash that came before the attempt, and not after one that came in its midst', async () => {
    const sender = fakeSender();
    const before = await sendMail(ctx, mail(), null);
    const amidst = await sendMail(ctx, mail(), null);
    await ctx.run((db) =>
      db.query(
        `update outbox_messages set status = 'sending', attempted_at = case when id = $1 then $2::timestamptz end where id = any($3)`,
        [amidst.id, now(), [before.id, amidst.id]],
      ),
    );
    await retryUnsent({ sender, now });
    expect(sender.attempts, 'who wrote it may still be at it').toBe(0);
    nowMs += 6 * 60_000;
    await retryUnsent({ sender, now });
    expect(await rowOf(before.id)).toMatchObject({ status: 'sent' });
    expect(await rowOf(amidst.id)).toMatchObject({ status: 'failed', nextAttemptAt: null });
    expect(sender.sent).toHaveLength(1);
  });
});

describe('a mail of an account', () => {
  const statusOf = async (id: string) =>
    (await admin.query(`select status, attempts, text, html from account_messages where id = $1`, [id])).rows[0];

  it('is written down once for its key, sent once, and its link is forgotten then', async () => {
    const { id: userId } = await newPerson();
    const sender = fakeSender();
    const one = { ...mail({ kind: 'reset' }), userId };
    const both = await Promise.all([sendAccountMail(one, { sender, now }), sendAccountMail(one, { sender, now })]);
    await Promise.all(both.map(({ delivered }) => delivered));
    expect(both[0].id).toBe(both[1].id);
    expect(sender.sent).toHaveLength(1);
    expect(sender.sent[0]!.html).toContain('Come in.');
    expect(await statusOf(both[0].id)).toEqual({ status: 'sent', attempts: 1, text: '', html: '' });
  });

  it('is tried again like any other', async () => {
    const { id: userId } = await newPerson();
    const sender = fakeSender([forNow()]);
    const { id, delivered } = await sendAccountMail({ ...mail({ kind: 'reset' }), userId }, { sender, now });
    await delivered;
    expect(await statusOf(id)).toMatchObject({ status: 'failed', attempts: 1 });
    nowMs += 3000;
    await retryUnsent({ sender, now });
    expect(await statusOf(id)).toMatchObject({ status: 'sent', attempts: 2 });
    expect(sender.sent).toHaveLength(1);
  });

  it('can be read by no role but that of sign-in, and goes with its person', async () => {
    const { id: userId } = await newPerson();
    const { id } = await sendAccountMail({ ...mail({ kind: 'reset' }), userId }, { sender: null, now });
    await expect(ctx.run((db) => db.query('select 1 from account_messages'))).rejects.toThrow('permission denied');
    await expect(ctx.run((db) => db.query('update account_messages set html = html'))).rejects.toThrow(
      'permission denied',
    );
    await expect(systemDb('fixtures of a test').query('select 1 from account_messages')).rejects.toThrow(
      'permission denied',
    );
    expect((await listOutbox(ctx, { limit: 10 })).items).toEqual([]);
    await admin.query('delete from users where id = $1', [userId]);
    expect(await statusOf(id)).toBeUndefined();
  });
});
