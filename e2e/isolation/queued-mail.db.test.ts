import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createTestOrg } from '@/db/testing/factories';
import { listening } from '@/inngest/engine/testing/listening';
import { type DrivenProgram, drivenProgram } from '@/inngest/testing/driven-program';
import { newPerson } from '@/lib/identity/testing/people';
import { retryUnsent, sendAccountMail, sendMail } from '@/lib/mail';
import { outboxesToOneself } from '@/lib/mail/testing/outboxes-to-oneself';
import { type MailServer, startMailServer } from '@/lib/platform/mail/testing/mail-server';
import { jobContext, type OrgContext } from '@/lib/tenancy';
import { answer } from './routes';

let program: DrivenProgram;
let mailServer: MailServer;
let reader: string;
let ctx: OrgContext;

beforeAll(async () => {
  mailServer = await startMailServer();
  vi.stubEnv('SMTP_URL', mailServer.url);
  vi.stubEnv('MAIL_FROM', 'Throughline <mail@throughline.test>');
  program = await drivenProgram(() => [], answer);
  await outboxesToOneself(program.admin);
});

afterAll(async () => {
  await program.close();
  await mailServer.close();
});

beforeEach(async () => {
  mailServer.refuseWith(451);
  reader = `ada-${randomUUID()}@reader.org`;
  await program.admin.query('delete from engine.queue');
  await program.admin.query('delete from engine.messages');
  ctx = jobContext((await createTestOrg()).orgId, 'test', randomUUID());
});

/** Other suites leave mail that is due, and the sweep sends all there is. */
const received = () => mailServer.received.filter(({ to }) => to.includes(reader));

const mail = () => ({
  kind: 'invitation' as const,
  to: reader,
  subject: 'Join us',
  content: { title: 'Join us', paragraphs: ['Come in.'], footer: 'Why.' },
  dedupeKey: randomUUID(),
});

const messages = async () =>
  (await program.admin.query('select url, org_id, body, status, retried, not_before from engine.messages order by id'))
    .rows;
const row = async (id: string, table = 'outbox_messages') =>
  (await program.admin.query(`select status, attempts, next_attempt_at from ${table} where id = $1`, [id])).rows[0];
/** As when its pause is over. */
const makeDue = (id: string, table = 'outbox_messages') =>
  program.admin.query(`update ${table} set next_attempt_at = now() where id = $1`, [id]);

describe('a mail that the mail server did not take', () => {
  it('is in the queue for its own next attempt, and leaves by it, once', async () => {
    const { id, status } = await sendMail(ctx, mail());
    expect(status).toBe('failed');
    const { next_attempt_at: due } = await row(id);
    const [asked] = await messages();
    expect(asked).toMatchObject({ url: `${program.programUrl}/api/queue/retry-mail`, org_id: ctx.orgId });
    // It carries the mail's id alone.
    expect(JSON.parse(String(asked.body))).toEqual({ orgId: ctx.orgId, data: { id } });
    const laterMs = asked.not_before.getTime() - due.getTime();
    expect(laterMs).toBeGreaterThanOrEqual(0);
    expect(laterMs).toBeLessThan(1_000);

    mailServer.refuseWith(null);
    await makeDue(id);
    await program.later(5_000);
    expect(await row(id)).toMatchObject({ status: 'sent', attempts: 2 });
    expect((await messages())[0]).toMatchObject({ status: 'delivered', retried: 0 });
    await Promise.all([retryUnsent(), program.later(3_600_000)]);
    expect(received()).toHaveLength(1);
  });

  it('is not sent before its time: the queue is told when to come again', async () => {
    const { id } = await sendMail(ctx, mail());
    await program.admin.query(`update outbox_messages set next_attempt_at = now() + interval '1 hour' where id = $1`, [
      id,
    ]);
    mailServer.refuseWith(null);
    await program.later(5_000);
    expect((await messages())[0]).toMatchObject({ status: 'pending', retried: 1 });
    expect(received()).toEqual([]);
    await makeDue(id);
    await program.later(3_595_000);
    // Not by our own pauses, the first of which is twelve seconds: by what it was told.
    expect((await messages())[0]).toMatchObject({ retried: 1 });
    await program.later(10_000);
    expect((await messages())[0]).toMatchObject({ status: 'delivered' });
    expect(received()).toHaveLength(1);
  });

  it('asks anew after each attempt that failed, until it was the last', async () => {
    const { id } = await sendMail(ctx, mail());
    for (let attempts = 2; attempts <= 5; attempts += 1) {
      await makeDue(id);
      await program.later(30 * 60_000);
      expect(await row(id)).toMatchObject({ status: 'failed', attempts });
    }
    expect((await row(id)).next_attempt_at).toBeNull();
    expect((await messages()).map(({ status }) => status)).toEqual(Array(4).fill('delivered'));
    await program.later(3_600_000);
    expect(await row(id)).toMatchObject({ attempts: 5 });
  });

  it('of an account as well, which belongs to no organization', async () => {
    const { id: userId } = await newPerson();
    const { id, delivered } = await sendAccountMail({ ...mail(), kind: 'reset', userId });
    await delivered;
    const [asked] = await messages();
    expect([asked.org_id, JSON.parse(String(asked.body))]).toEqual([null, { orgId: null, data: { id } }]);
    mailServer.refuseWith(null);
    await makeDue(id, 'account_messages');
    await program.later(5_000);
    expect(await row(id, 'account_messages')).toMatchObject({ status: 'sent', attempts: 2 });
  });
});

describe('with the queue away', () => {
  /** The queue is this from now on, to the end of the test. */
  function queueAt(url: string): void {
    const before = process.env.QSTASH_URL;
    const set = (to: string | undefined) => {
      vi.stubEnv('QSTASH_URL', to);
      (globalThis as unknown as Record<symbol, Map<string, unknown>>)[Symbol.for('throughline')]?.delete('env');
    };
    set(url);
    onTestFinished(() => set(before));
  }

  /** Nobody listens there any more. */
  async function nobody(): Promise<string> {
    const server = createServer();
    const url = await listening(server);
    server.close();
    await once(server, 'close');
    return url;
  }

  /** Takes connections and says nothing. */
  async function silence(): Promise<string> {
    const server = createServer(() => {});
    onTestFinished(async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    });
    return listening(server);
  }

  it.each([
    ['refuses connections', nobody],
    ['hangs', silence],
  ])('where it %s: nobody waits for longer than its time, and the mail leaves by the sweep, once', async (_, where) => {
    queueAt(await where());
    const beganMs = performance.now();
    const { id, status } = await sendMail(ctx, mail());
    // Two seconds are the queue's; the rest is for the mail server and a busy machine.
    expect(performance.now() - beganMs).toBeLessThan(10_000);
    expect(status).toBe('failed');
    expect(await row(id)).toMatchObject({ status: 'failed', attempts: 1, next_attempt_at: expect.any(Date) });
    expect(await messages()).toEqual([]);
    mailServer.refuseWith(null);
    await makeDue(id);
    await Promise.all([retryUnsent(), retryUnsent()]);
    expect(await row(id)).toMatchObject({ status: 'sent', attempts: 2 });
    expect(received()).toHaveLength(1);
  });
});
