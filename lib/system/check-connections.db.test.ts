import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestOrg } from '@/db/testing/factories';
import { listening } from '@/inngest/engine/testing/listening';
import { type MailServer, startMailServer } from '@/lib/platform/mail/testing/mail-server';
import { jobContext, type OrgContext } from '@/lib/tenancy';
import { checkConnections, judgeRole } from './check-connections';

const TOKEN = 'a-token-of-this-suite';
let ctx: OrgContext;
let mail: MailServer;
let isAway = false;

/** Redis by its REST interface, and an Inngest of one's own; both only say that they are there. */
const others = createServer((request, response) => {
  if (request.url === '/health' && !isAway) return response.writeHead(200).end('{"status":200}');
  if (request.url === '/ping' && request.headers.authorization === `Bearer ${TOKEN}`)
    return response.writeHead(200, { 'content-type': 'application/json' }).end('{"result":"PONG"}');
  return response.writeHead(request.url === '/ping' ? 401 : 503).end();
});

beforeAll(async () => {
  mail = await startMailServer();
  const url = await listening(others);
  Object.assign(process.env, {
    SMTP_URL: mail.url,
    MAIL_FROM: 'mail@example.test',
    UPSTASH_REDIS_REST_URL: url,
    UPSTASH_REDIS_REST_TOKEN: TOKEN,
    INNGEST_BASE_URL: url,
    INNGEST_EVENT_KEY: 'an-event-key',
    INNGEST_SIGNING_KEY: 'ab'.repeat(16),
  });
  const { orgId } = await createTestOrg();
  ctx = jobContext(orgId, 'test', crypto.randomUUID());
});

afterAll(async () => {
  others.close();
  others.closeAllConnections();
});

const outcome = async () => {
  const { checks } = await checkConnections(ctx);
  return Object.fromEntries(checks.map(({ name, state }) => [name, state]));
};

describe('the connections of an installation', () => {
  it('are each asked, and how long it took is told', async () => {
    const { checks } = await checkConnections(ctx);
    expect(checks.filter(({ state }) => state !== 'works')).toEqual([]);
    expect(checks.map(({ name }) => name)).toEqual([
      'Database, as throughline_app',
      'Database, as throughline_door',
      'Database, as throughline_identity',
      'Database, as throughline_system',
      'Durable work',
      'Mail server',
      'Redis',
    ]);
    for (const { durationMs } of checks) expect(durationMs).toBeGreaterThanOrEqual(0);
    expect(mail.received).toEqual([]);
  });

  it('fail one by one, without the others and without a word of their secrets', async () => {
    isAway = true;
    process.env.UPSTASH_REDIS_REST_TOKEN = 'another-token-of-this-suite';
    await mail.close();
    expect(await outcome()).toMatchObject({
      'Database, as throughline_app': 'works',
      'Durable work': 'fails',
      'Mail server': 'fails',
      Redis: 'fails',
    });
    const told = JSON.stringify(await checkConnections(ctx));
    expect(told).toContain('It refuses the token.');
    for (const secret of ['another-token-of-this-suite', 'app-test', 'ab'.repeat(16)])
      expect(told).not.toContain(secret);
  });
});

describe('a role', () => {
  const role = { role: 'throughline_door', isSuperuser: false, bypassesPolicies: false, serverVersion: '17.2' };

  it('is as weak as it must be, and the right one', () => {
    expect(judgeRole('throughline_door', role).state).toBe('works');
    expect(judgeRole('throughline_app', role)).toMatchObject({
      state: 'fails',
      detail: expect.stringContaining('must as'),
    });
  });

  it.each([{ isSuperuser: true }, { bypassesPolicies: true }, { serverVersion: '16.9' }])('fails with %j', (change) =>
    expect(judgeRole('throughline_door', { ...role, ...change }).state).toBe('fails'),
  );
});
