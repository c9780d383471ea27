import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { listening } from '@/inngest/engine/testing/listening';
import { drainNow } from '@/lib/leads';
import { retryUnsent, sendMail } from '@/lib/mail';
import { outboxesToOneself } from '@/lib/mail/testing/outboxes-to-oneself';
import { type MailServer, startMailServer } from '@/lib/platform/mail/testing/mail-server';
import { createRule } from '@/lib/scoring/rule-verbs';
import { jobContext } from '@/lib/tenancy';
import { type Fields, requestFor, send } from './requests';
import { buildWorld, liftLimits, type World } from './world';

let world: World;
let mailServer: MailServer;

/** An engine is set, for durable work and for messages, and nobody listens at its address. */
beforeAll(async () => {
  liftLimits();
  mailServer = await startMailServer();
  const server = createServer();
  const engineUrl = await listening(server);
  server.close();
  await once(server, 'close');
  const variables = {
    INNGEST_BASE_URL: engineUrl,
    INNGEST_EVENT_KEY: 'event-key-of-a-test',
    INNGEST_SIGNING_KEY: 'ab'.repeat(32),
    QSTASH_URL: engineUrl,
    QSTASH_TOKEN: 'token-of-a-test',
    QSTASH_CURRENT_SIGNING_KEY: 'messages-of-a-test',
    QSTASH_NEXT_SIGNING_KEY: 'next-messages-of-a-test',
    SMTP_URL: mailServer.url,
    MAIL_FROM: 'Throughline <mail@throughline.test>',
  };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  world = await buildWorld();
  await outboxesToOneself(world.admin);
});

afterAll(async () => {
  await world.close();
  await mailServer.close();
  vi.unstubAllEnvs();
});

const call = (method: string, path: string, fields: Fields, headers: Record<string, string>) =>
  send(requestFor({ method, path } as Parameters<typeof requestFor>[0], fields, headers));

it('an event is taken, scored and shown', async () => {
  const { ours } = world;
  const email = `away-${randomUUID()}@reader.org`;
  const event = { eventType: 'demo_requested', email };
  expect((await call('POST', '/api/events', event, { 'x-api-key': ours.writeKey })).status).toBe(202);
  await drainNow(ours.orgId);
  const key = await world.apiKey(ours, ['leads:read']);
  const { status, body } = await call('GET', '/api/leads', { search: email }, { 'x-api-key': key });
  expect([status, JSON.parse(body).items]).toEqual([200, [expect.objectContaining({ score: expect.any(Number) })]]);
  expect(JSON.parse(body).items[0].score).toBeGreaterThan(0);
});

it('a mail is sent, and one that was not taken is sent by the sweep', async () => {
  const ctx = jobContext(world.ours.orgId, 'test', 'test');
  const content = { title: 'Join us', paragraphs: ['Come in.'], footer: 'Why.' };
  const mail = () => ({
    kind: 'invitation' as const,
    to: 'ada@reader.org',
    subject: 'Join us',
    content,
    dedupeKey: randomUUID(),
  });
  expect((await sendMail(ctx, mail())).status).toBe('sent');
  mailServer.refuseWith(451);
  const { id, status } = await sendMail(ctx, mail());
  expect(status).toBe('failed');
  mailServer.refuseWith(null);
  await world.admin.query('update outbox_messages set next_attempt_at = now() where id = $1', [id]);
  await retryUnsent();
  const { rows } = await world.admin.query('select status from outbox_messages where id = $1', [id]);
  expect(rows).toEqual([{ status: 'sent' }]);
});

it('long work is written down, and waits; what the clock asks for is to be asked for again', async () => {
  const { ours } = world;
  const description = '';
  const rule = { eventType: 'signup', conditions: [], points: 10, active: true, description };
  const { id } = await createRule(jobContext(ours.orgId, 'test', 'test'), rule);
  // One of a kind at a time; the world has some.
  await world.admin.query(
    `update jobs set status = 'completed', ended_at = now() where org_id = $1 and ended_at is null`,
    [ours.orgId],
  );
  const key = await world.apiKey(ours, ['scoring:write', 'scoring:read']);
  const asked = await call('POST', '/api/scoring-rules/{id}/apply-to-history', { id }, { 'x-api-key': key });
  expect(asked.status).toBeLessThan(300);
  const { rows } = await world.admin.query('select status from jobs where org_id = $1 and ended_at is null', [
    ours.orgId,
  ]);
  expect(rows).toEqual([{ status: 'queued' }]);

  const authorization = `Bearer ${process.env.CRON_SECRET}`;
  const clock = await call('GET', '/api/cron/sweep', {}, { authorization });
  expect([clock.status, Number(clock.headers['retry-after'])]).toEqual([503, 5]);
});
