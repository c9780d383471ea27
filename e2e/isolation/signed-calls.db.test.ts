import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createTestOrg } from '@/db/testing/factories';
import { durableFunctions } from '@/inngest';
import { SCHEDULES } from '@/inngest/schedule';
import { type DrivenProgram, drivenProgram, SHARED } from '@/inngest/testing/driven-program';
import { recordMail } from '@/lib/mail';
import { outboxesToOneself } from '@/lib/mail/testing/outboxes-to-oneself';
import { apiToken } from '@/lib/platform/durable/api-token';
import { type MailServer, startMailServer } from '@/lib/platform/mail/testing/mail-server';
import { jobContext, type OrgContext } from '@/lib/tenancy';
import { forgedDurableCalls, replayedDurableCalls } from './forged-calls';
import { forgedMessages, replayedMessages } from './forged-messages';
import { answer } from './routes';
import {
  type Attempt,
  claimsFor,
  type DurableCall,
  delivery,
  durableCall,
  requestOf,
  type SignedCall,
  tokenOf,
} from './signed';

/** What an accepted call would do: each of these functions writes down that it ran. The clock asks for all of them. */
const FUNCTION = 'throughline-forget-seen-calls';
const OTHERS = ['throughline-retry-mail', 'throughline-sweep', 'throughline-forget-refused-events'];
const EVENT = { name: 'inngest/scheduled.timer', data: { cron: SCHEDULES['forget-seen-calls'].cron } };

const NONE: Record<string, string> = {};

let program: DrivenProgram;
let mailServer: MailServer;
let ctx: OrgContext;
let mailId: string;
let attempts = 0;

beforeAll(async () => {
  mailServer = await startMailServer();
  vi.stubEnv('SMTP_URL', mailServer.url);
  vi.stubEnv('MAIL_FROM', 'Throughline <mail@throughline.test>');
  program = await drivenProgram(durableFunctions, answer);
  await outboxesToOneself(program.admin);
  // A minute that passes meanwhile is no effect of a call.
  await program.admin.query(`update engine.schedules set next_at = now() + interval '1 day'`);
  ctx = jobContext((await createTestOrg()).orgId, 'test', randomUUID());
  const content = { title: 'Join us', paragraphs: ['Come in.'], footer: 'Why.' };
  const mail = {
    kind: 'invitation' as const,
    to: 'ada@reader.org',
    subject: 'Join us',
    content,
    dedupeKey: randomUUID(),
  };
  mailId = (await ctx.run((db) => recordMail(ctx, db, mail))).id;
  await makeMailDue();
});

afterAll(async () => {
  await program.close();
  await mailServer.close();
});

/** As after an attempt that failed, and its pause. */
const makeMailDue = () =>
  ctx.run((db) =>
    db.query(
      `update outbox_messages set status = 'failed', attempts = 1, attempted_at = now(), next_attempt_at = now() where id = $1`,
      [mailId],
    ),
  );

/** Everything that a call could change, of this suite's own: the engine is nobody else's while it runs. */
async function effects(): Promise<Record<string, unknown>> {
  const { rows } = await program.admin.query(
    `select (select count(*)::int from engine.runs) as runs, (select count(*)::int from engine.steps) as steps,
            (select count(*)::int from engine.queue) as queue, (select count(*)::int from engine.messages) as messages,
            (select count(*)::int from engine.seen) as seen, (select count(*)::int from engine.functions) as functions,
            (select coalesce(sum(hashtext(f::text)), 0) from engine.functions f) as "functionsAre",
            (select count(*)::int from worker_runs) as "workerRuns",
            (select count(*)::int from live_changes where org_id = $1) as live,
            (select string_agg(status || attempts, ',') from outbox_messages where org_id = $1) as mail`,
    [ctx.orgId],
  );
  return { ...rows[0], sent: mailServer.received.length };
}

const written = async () => (await program.admin.query('select from seen_calls')).rowCount!;

type Send = (call: SignedCall) => Promise<Response>;
const byRoute: Send = async (call) => answer(requestOf(call));
const byWire: Send = ({ url, method, headers, body }) => fetch(url, { method, headers, body });

/** Each is refused, and nothing is other than before. */
async function refuseAll(list: Attempt[], send: Send = byRoute): Promise<void> {
  const before = await effects();
  for (const attempt of list) {
    const { status } = await send(attempt);
    expect(status, attempt.what).toBeGreaterThanOrEqual(400);
    expect(await effects(), attempt.what).toEqual(before);
  }
  await program.engine.drain();
  expect(await effects()).toEqual(before);
  attempts += list.length;
}

const call = (change: Partial<DurableCall> = {}): DurableCall => ({
  functionId: FUNCTION,
  event: EVENT,
  key: SHARED.signingKey,
  ...change,
});
const workerRuns = async () => (await effects()).workerRuns as number;

describe('a call for a step', () => {
  it('that nobody signed like this is refused, and leaves no trace', async () => {
    const before = await written();
    await refuseAll(forgedDurableCalls(program.programUrl, call(), OTHERS));
    expect(await written()).toBe(before);
  });

  it.each([true, false])(
    'has its effect once, and none when it is sent again in any form (says what for: %s)',
    async (bound) => {
      const heard = durableCall(program.programUrl, call({ bound }));
      const before = await workerRuns();
      const first = await byRoute(heard);
      expect([first.status, first.headers.has('x-inngest-sdk')]).toEqual([206, true]);
      expect(await workerRuns()).toBe(before + 1);
      await refuseAll(replayedDurableCalls(heard, OTHERS));
    },
  );

  it('that is sent eight times at once has its effect once', async () => {
    const heard = durableCall(program.programUrl, call());
    const before = await workerRuns();
    const answers = await Promise.all(Array.from({ length: 8 }, () => byRoute(heard)));
    expect(answers.map(({ status }) => status).sort()).toEqual([206, ...Array(7).fill(401)]);
    expect(await workerRuns()).toBe(before + 1);
    attempts += 7;
  });

  it('is taken up to five minutes before and after it was signed', async () => {
    const now = Math.floor(Date.now() / 1_000);
    for (const seconds of [now - 290, now + 290])
      expect((await byRoute(durableCall(program.programUrl, call({ seconds })))).status).toBe(206);
  });
});

describe('a delivery of the queue', () => {
  const url = () => `${program.programUrl}/api/queue/retry-mail`;
  const body = () => JSON.stringify({ orgId: ctx.orgId, data: { id: mailId } });
  const good = (claims: Record<string, unknown> = {}, key = SHARED.qstashKey) =>
    delivery(url(), body(), tokenOf({ claims: { ...claimsFor(url(), body()), ...claims }, key }));

  it('that the queue did not sign for this is refused, and leaves no trace', async () => {
    const before = await written();
    await refuseAll(forgedMessages(url(), body(), SHARED.qstashKey));
    expect(await written()).toBe(before);
  });

  it.each([
    ['current', SHARED.qstashKey],
    ['next', SHARED.nextQstashKey],
  ])('by the %s key has its effect once, and none when it is sent again in any form', async (_, key) => {
    await makeMailDue();
    const before = mailServer.received.length;
    const heard = good({}, key);
    expect((await byRoute(heard)).status).toBe(200);
    expect(mailServer.received.length).toBe(before + 1);
    await makeMailDue();
    await refuseAll(replayedMessages(heard));
    const others = durableCall(program.programUrl, call());
    await refuseAll([
      { ...heard, what: 'sent to the functions', url: others.url },
      { ...others, what: 'a call for a step, sent to the queue', url: url() },
    ]);
  });

  it('is delivered again where that may help, and not where it cannot', async () => {
    const answerTo = async (text: string, kind = 'retry-mail') => {
      const to = `${program.programUrl}/api/queue/${kind}`;
      const response = await byRoute(
        delivery(to, text, tokenOf({ claims: claimsFor(to, text), key: SHARED.qstashKey })),
      );
      return [response.status, response.headers.get('upstash-nonretryable-error')];
    };
    const before = await effects();
    for (const bad of ['', 'null', '[]', '{}', '{"orgId":"x","data":{}}', body().replace('"data"', '"date"')])
      expect(await answerTo(bad), bad).toEqual([489, 'true']);
    expect(await answerTo(JSON.stringify({ orgId: ctx.orgId, data: { id: mailId, to: 'eve' } }))).toEqual([
      489,
      'true',
    ]);
    // A newer program may know it.
    for (const kind of ['unknown', 'constructor', '__proto__'])
      expect(await answerTo(body(), kind)).toEqual([404, null]);
    // Of no message there is, or of another organization, nothing is done, and nothing is said of it.
    const { orgId } = await createTestOrg();
    for (const nothing of [
      { orgId, data: { id: mailId } },
      { orgId: null, data: { id: mailId } },
    ])
      expect(await answerTo(JSON.stringify(nothing))).toEqual([200, null]);
    expect(await effects()).toEqual(before);
  });
});

describe('the other doors', () => {
  it('the clock’s is opened by its secret alone', async () => {
    const secret = process.env.CRON_SECRET!;
    const spellings = [
      null,
      '',
      secret,
      `bearer ${secret}`,
      `Bearer  ${secret}`,
      `Bearer ${secret} x`,
      `Basic ${secret}`,
    ];
    const others = [`Bearer ${secret.slice(0, -1)}`, `Bearer ${secret.toUpperCase()}x`, 'Bearer ', 'Bearer undefined'];
    await refuseAll(
      [...spellings, ...others].map((text) => ({
        what: `authorization: ${text}`,
        method: 'GET',
        url: `${program.programUrl}/api/cron/forget-seen-calls${text === null ? `?secret=${secret}` : ''}`,
        headers: text === null ? NONE : { authorization: text },
        body: null,
      })),
    );
  });

  it('the engine’s are opened by their keys alone', async () => {
    const { engineUrl, programUrl } = program;
    const event = JSON.stringify({ name: 'schedule/forget-seen-calls', data: {} });
    const json = { 'content-type': 'application/json' };
    const door = (what: string, path: string, headers: Record<string, string> = {}, method = 'POST'): Attempt => ({
      what,
      method,
      url: `${engineUrl}${path}`,
      headers: { ...json, ...headers },
      body: method === 'GET' ? null : event,
    });
    const { eventKey, signingKey, qstashToken } = SHARED;
    const events = ['x', eventKey.slice(1), eventKey.toUpperCase(), `${eventKey}%00`, `${eventKey}/`, '%zz', '%20'];
    const bearers = ['', 'Bearer ', `Bearer ${signingKey}`, `Bearer ${eventKey}`, `Basic ${apiToken(signingKey)}`];
    const tokens = ['', 'Bearer ', `Bearer ${qstashToken}x`, `Bearer ${apiToken(signingKey)}`, `Basic ${qstashToken}`];
    await refuseAll(
      [
        ...events.map((key) => door(`the event key ${key}`, `/e/${key}`)),
        door('no event key', '/e/', { authorization: `Bearer ${eventKey}` }),
        ...['', `Bearer ${apiToken(signingKey)}`].map((authorization) =>
          door(`a registration with ${authorization}`, '/fn/register', { authorization }),
        ),
        ...bearers.map((authorization) =>
          door(`admin, ${authorization}`, '/admin/revive-failed?org=none', { authorization }),
        ),
        door('admin, by GET', '/admin/runs?org=none', {}, 'GET'),
        ...tokens.map((authorization) =>
          door(`publishing, ${authorization}`, `/v2/publish/${programUrl}/api/queue/retry-mail`, { authorization }),
        ),
        door('publishing to somebody else', '/v2/publish/https://somebody.example/hook', {
          authorization: `Bearer ${qstashToken}`,
        }),
      ],
      byWire,
    );
  });
});

it('they were two hundred and more', () => {
  expect(attempts).toBeGreaterThanOrEqual(200);
});
