import { createHmac, randomBytes } from 'node:crypto';
import { Receiver } from '@upstash/qstash';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { uuidv7 } from '@/lib/platform/uuid';
import { claim } from '../store/claim';
import { type Delivered, type Reply, type TestDestination, testDestination } from '../testing/destination';
import { failedMessages, retryMessage } from './failed-messages';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Longer than all documented pauses of three repetitions. */
const ALL_RETRIES_MS = [13 * SECOND_MS, 149 * SECOND_MS, 31 * MINUTE_MS];

let test: TestDestination;
beforeEach(async () => {
  test = await testDestination();
});
afterEach(() => test.close());

const status =
  (code: number, headers: Record<string, string> = {}): Reply =>
  (response) =>
    void response.writeHead(code, headers).end(`said ${code}`);

const statuses = async () => (await test.messages()).map(({ status }) => status);

/** As a program does that checks what it is given. */
const verify = ({ headers, body, url }: Delivered, given: { body?: string; url?: string; signature?: string } = {}) =>
  test.receiver.verify({ signature: headers['upstash-signature'] as string, body, url, ...given });

async function publish(path: string, options: Record<string, unknown> = {}) {
  const published = await test.client.publishJSON({ url: test.at(path), body: { n: 1 }, ...options });
  await test.engine.drain();
  return published as { messageId: string; url: string; deduplicated?: boolean };
}

/** Without the client, which would not send everything. */
const raw = (path: string, headers: Record<string, string> = {}, body: string | Buffer = '{}', method = 'POST') =>
  fetch(`${test.baseUrl}${path}`, {
    method,
    headers: { authorization: `Bearer ${test.token}`, ...headers },
    body: method === 'POST' ? new Uint8Array(Buffer.from(body)) : null,
  });

describe('a message', () => {
  it('is delivered as it was sent, with what QStash adds, and signed', async () => {
    const { messageId, url } = await publish('/hook?a=b%20c&d', {
      headers: { 'X-Mine': 'yes', Authorization: 'Bearer of-the-program' },
      method: 'PUT',
    });
    expect(url).toBe(test.at('/hook?a=b%20c&d'));
    expect(test.delivered).toHaveLength(1);
    const [one] = test.delivered;
    expect(one).toMatchObject({ method: 'PUT', path: '/hook?a=b%20c&d', body: '{"n":1}' });
    expect(one!.headers).toMatchObject({
      'content-type': 'application/json',
      'x-mine': 'yes',
      authorization: 'Bearer of-the-program',
      'user-agent': 'Upstash-QStash',
      'upstash-message-id': messageId,
      'upstash-retried': '0',
    });
    expect(JSON.stringify(one!.headers)).not.toContain(test.token);
    expect(await verify(one!)).toBe(true);
    expect(await test.messages()).toMatchObject([{ id: messageId, status: 'delivered', response_status: 200 }]);
    expect(await test.queued()).toBe(0);
  });

  it('with another body, address, signature or key is not taken for ours', async () => {
    await publish('/hook');
    const one = test.delivered[0]!;
    await expect(verify(one, { body: '{"n":2}' })).rejects.toThrow('body hash does not match');
    await expect(verify(one, { url: test.at('/other') })).rejects.toThrow('invalid subject');
    const [header, claims, mac] = (one.headers['upstash-signature'] as string).split('.') as [string, string, string];
    const more = JSON.parse(Buffer.from(claims, 'base64url').toString());
    const forged = Buffer.from(JSON.stringify({ ...more, exp: more.exp + 1 })).toString('base64url');
    await expect(verify(one, { signature: `${header}.${forged}.${mac}` })).rejects.toThrow('signature');
    const own = createHmac('sha256', 'own').update(`${header}.${claims}`).digest('base64url');
    await expect(verify(one, { signature: `${header}.${claims}.${own}` })).rejects.toThrow('signature');
    const stranger = new Receiver({ currentSigningKey: 'a', nextSigningKey: 'b' });
    const signature = one.headers['upstash-signature'] as string;
    await expect(stranger.verify({ signature, body: one.body })).rejects.toThrow('signature');
  });

  it('is known by a program whose keys were rotated, and by one whose were not yet', async () => {
    await publish('/hook');
    const { headers, body } = test.delivered[0]!;
    const signature = headers['upstash-signature'] as string;
    const before = new Receiver({ currentSigningKey: 'the one before', nextSigningKey: test.signingKey });
    expect(await before.verify({ signature, body })).toBe(true);
  });

  it('may have no body, or one that is no text', async () => {
    await test.client.publish({ url: test.at('/empty'), method: 'GET' });
    const bytes = randomBytes(64);
    expect((await raw(`/v2/publish/${test.at('/bytes')}`, {}, bytes)).status).toBe(200);
    await test.engine.drain();
    expect(await verify(test.delivered.find(({ path }) => path === '/empty')!)).toBe(true);
    const { rows } = await test.admin.query('select body from engine.messages order by id desc limit 1');
    expect(rows[0].body).toEqual(bytes);
  });

  it('carries the organization that its body names', async () => {
    const orgId = uuidv7();
    await publish('/hook', { body: { orgId } });
    await publish('/hook', { body: { orgId: '-'.repeat(36) } });
    expect((await test.messages()).map((message) => message.org_id)).toEqual([orgId, null]);
  });
});

describe('time', () => {
  it('a delay holds a message until its moment, not before', async () => {
    await publish('/hook', { delay: '1h' });
    await test.later(HOUR_MS - SECOND_MS);
    expect(test.delivered).toEqual([]);
    await test.later(SECOND_MS);
    expect(test.delivered).toHaveLength(1);
  });

  it('so does a moment, which wins over a delay', async () => {
    await publish('/hook', { notBefore: Math.ceil(test.now() / SECOND_MS) + 7_200, delay: 10 });
    await test.later(HOUR_MS);
    expect(test.delivered).toEqual([]);
    await test.later(HOUR_MS + SECOND_MS);
    expect(test.delivered).toHaveLength(1);
  });
});

describe('a message published twice', () => {
  it('is one within ten minutes, by id', async () => {
    const first = await publish('/hook', { deduplicationId: 'one' });
    const second = await publish('/other', { deduplicationId: 'one', body: { n: 2 } });
    expect(second).toMatchObject({ messageId: first.messageId, deduplicated: true });
    expect(first.deduplicated).toBeUndefined();
    await publish('/hook', { deduplicationId: 'two' });
    await test.later(10 * MINUTE_MS + SECOND_MS);
    expect((await publish('/hook', { deduplicationId: 'one' })).messageId).not.toBe(first.messageId);
    expect(test.delivered.map(({ path }) => path)).toEqual(['/hook', '/hook', '/hook']);
  });

  it('or by content, and is answered with 202', async () => {
    const send = () =>
      raw(`/v2/publish/${test.at('/hook')}`, { 'upstash-content-based-deduplication': 'true' }, 'the same');
    const answers = await Promise.all([send(), send(), send(), send()]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 202, 202, 202]);
    const bodies = (await Promise.all(answers.map((answer) => answer.json()))) as { messageId: string }[];
    expect(new Set(bodies.map(({ messageId }) => messageId)).size).toBe(1);
    await test.engine.drain();
    expect(test.delivered).toHaveLength(1);
  });
});

describe('failure', () => {
  it('is tried again after the documented pauses, and then the message has failed and is kept', async () => {
    test.answers(status(500));
    await publish('/hook');
    for (const [n, pauseMs] of [12_000, 148_000, 1_808_000].entries()) {
      await test.later(pauseMs - SECOND_MS);
      expect(test.delivered).toHaveLength(n + 1);
      await test.later(SECOND_MS);
      expect(test.delivered).toHaveLength(n + 2);
    }
    await test.later(2 * DAY_MS);
    expect(test.delivered.map(({ headers }) => headers['upstash-retried'])).toEqual(['0', '1', '2', '3']);
    expect(new Set(test.delivered.map(({ headers }) => headers['upstash-message-id'])).size).toBe(1);
    for (const one of test.delivered) expect(await verify(one)).toBe(true);
    expect(await test.messages()).toMatchObject([
      { status: 'failed', retried: 3, response_status: 500, error: 'It answered 500: said 500' },
    ]);
    expect(await test.queued()).toBe(0);
  });

  it('of the first attempts is forgotten once one succeeds', async () => {
    test.answers(status(503));
    await publish('/hook');
    test.answers(status(204));
    await test.later(13 * SECOND_MS);
    expect(await test.messages()).toMatchObject([
      { status: 'delivered', retried: 1, error: null, response_status: 204 },
    ]);
  });

  it('is tried again when the answer asks for it', async () => {
    test.answers(status(429, { 'retry-after': '3600' }));
    await publish('/hook');
    await test.later(HOUR_MS - SECOND_MS);
    expect(test.delivered).toHaveLength(1);
    await test.later(SECOND_MS);
    expect(test.delivered).toHaveLength(2);
  });

  it('is not tried again where that was asked for, at first or in the answer', async () => {
    test.answers(status(500));
    await publish('/once', { retries: 0 });
    test.answers(status(489, { 'Upstash-NonRetryable-Error': 'true' }));
    await publish('/never');
    await test.later(DAY_MS);
    expect(test.delivered).toHaveLength(2);
    expect(await statuses()).toEqual(['failed', 'failed']);
  });

  it('a redirect is one, and is not followed', async () => {
    test.answers(status(307, { location: test.at('/elsewhere') }));
    await publish('/hook', { retries: 0 });
    expect(test.delivered.map(({ path }) => path)).toEqual(['/hook']);
    expect(await test.messages()).toMatchObject([{ status: 'failed', response_status: 307 }]);
  });

  it('so is no answer in time', async () => {
    test.answers(() => {});
    await publish('/hook', { timeout: 1, retries: 0 });
    expect(await test.messages()).toMatchObject([
      { status: 'failed', response_status: null, error: 'It did not answer within 1 s.' },
    ]);
  });

  it('and an answer that never ends, though it began well', async () => {
    test.answers((response) => void response.writeHead(200).write('and'));
    await publish('/hook', { timeout: 1, retries: 0 });
    expect(await test.messages()).toMatchObject([{ status: 'failed', error: 'It did not answer within 1 s.' }]);
  });

  it('and a program that is away', async () => {
    await test.goAway();
    await publish('/hook', { retries: 1 });
    expect(await test.messages()).toMatchObject([{ status: 'pending', retried: 1 }]);
    await test.later(13 * SECOND_MS);
    expect(await test.messages()).toMatchObject([
      { status: 'failed', retried: 1, error: expect.stringContaining('ECONNREFUSED') },
    ]);
  });

  it('an answer of any length and any bytes is not one: its beginning is read', async () => {
    test.answers((response) => void response.writeHead(200).write(Buffer.alloc(300 * 1024)));
    await publish('/endless', { timeout: 5, retries: 0 });
    test.answers((response) => void response.writeHead(400).end(Buffer.from([0, 255, 0, 10, 65])));
    await publish('/odd', { retries: 0 });
    expect(await test.messages()).toMatchObject([
      { status: 'delivered' },
      { status: 'failed', error: 'It answered 400: \uFFFD A' },
    ]);
  });
});

describe('callbacks', () => {
  const bodyOf = (path: string) =>
    test.delivered.filter((one) => one.path === path).map(({ body }) => JSON.parse(body) as Record<string, unknown>);
  const failing: Reply = (response, { path }) =>
    void response.writeHead(path === '/hook' ? 500 : 200, { 'x-why': 'broken' }).end('no');

  it('of failure are told once, when the last attempt has failed, in a signed message of their own', async () => {
    test.answers(failing);
    const orgId = uuidv7();
    const { messageId } = await publish('/hook', {
      body: { orgId },
      headers: { 'Upstash-Failure-Callback-Forward-X-Mine': 'yes' },
      failureCallback: test.at('/failed'),
    });
    for (const pauseMs of ALL_RETRIES_MS) {
      expect(bodyOf('/failed')).toEqual([]);
      await test.later(pauseMs);
    }
    expect(bodyOf('/failed')).toEqual([
      {
        status: 500,
        header: expect.objectContaining({ 'x-why': ['broken'] }),
        body: Buffer.from('no').toString('base64'),
        retried: 3,
        maxRetries: 3,
        dlqId: messageId,
        sourceMessageId: messageId,
        url: test.at('/hook'),
        method: 'POST',
        sourceHeader: { 'content-type': 'application/json' },
        sourceBody: Buffer.from(JSON.stringify({ orgId })).toString('base64'),
        notBefore: expect.stringMatching(/^\d{13}$/),
        createdAt: expect.stringMatching(/^\d{13}$/),
      },
    ]);
    const told = test.delivered.at(-1)!;
    expect(await verify(told)).toBe(true);
    expect(told).toMatchObject({ method: 'POST', headers: { 'x-mine': 'yes', 'content-type': 'application/json' } });
    expect(told.headers['upstash-message-id']).not.toBe(messageId);
    expect((await test.messages()).map(({ org_id, status }) => [org_id, status])).toEqual([
      [orgId, 'failed'],
      [orgId, 'delivered'],
    ]);
  });

  it('of failure are tried again themselves, as often as their message unless they say otherwise', async () => {
    test.answers(status(500));
    await publish('/hook', { retries: 0, failureCallback: test.at('/failed') });
    await publish('/hook', {
      retries: 0,
      headers: { 'Upstash-Failure-Callback-Retries': '1' },
      failureCallback: test.at('/again'),
    });
    test.answers(status(200));
    await test.later(13 * SECOND_MS);
    const times = (path: string) => test.delivered.filter((one) => one.path === path).length;
    expect([times('/failed'), times('/again')]).toEqual([1, 2]);
    expect(await statuses()).toEqual(['failed', 'failed', 'failed', 'delivered']);
  });

  it('of attempts are told of each, with what was answered', async () => {
    test.answers(failing);
    await publish('/hook', { retries: 1, callback: test.at('/told'), failureCallback: test.at('/failed') });
    test.answers(status(201));
    await test.later(13 * SECOND_MS);
    expect(bodyOf('/told').map(({ status, retried, dlqId }) => [status, retried, dlqId])).toEqual([
      [500, 0, undefined],
      [201, 1, undefined],
    ]);
    expect(bodyOf('/failed')).toEqual([]);
  });

  it('say why where nobody answered', async () => {
    test.answers((response, { path }) => void (path === '/hook' ? response.socket?.destroy() : response.end()));
    await publish('/hook', { retries: 0, failureCallback: test.at('/failed') });
    const [body] = bodyOf('/failed');
    expect(body).toMatchObject({ status: 0, header: {} });
    expect(Buffer.from(body!.body as string, 'base64').toString()).toContain('cannot be reached');
  });
});

describe('an engine that ends', () => {
  it('before a delivery loses nothing', async () => {
    await test.client.publishJSON({ url: test.at('/hook'), body: {} });
    await test.secondEngine().drain();
    expect(test.delivered).toHaveLength(1);
  });

  it('after it has taken a message leaves it to the next one, when its lease has run out', async () => {
    await test.client.publishJSON({ url: test.at('/hook'), body: {} });
    expect(await claim(test.db, new Date(test.now()), 1)).toHaveLength(1);
    await test.engine.drain();
    expect(test.delivered).toEqual([]);
    await test.later(11 * SECOND_MS);
    expect(test.delivered).toHaveLength(1);
    expect(await statuses()).toEqual(['delivered']);
  });

  it('in the midst of a delivery has it delivered again, and what it hears then counts no more', async () => {
    const first = Promise.withResolvers<void>();
    test.answers((response) => {
      if (test.delivered.length === 1) return first.promise.then(() => void response.writeHead(500).end());
      response.end();
    });
    await test.client.publishJSON({ url: test.at('/hook'), body: {} });
    const slow = test.engine.drain();
    await vi.waitFor(() => expect(test.delivered).toHaveLength(1));
    test.skip(11 * SECOND_MS);
    await test.secondEngine().drain();
    expect(await statuses()).toEqual(['delivered']);
    first.resolve();
    await slow;
    expect(test.delivered.map(({ headers }) => headers['upstash-retried'])).toEqual(['0', '0']);
    expect(await test.messages()).toMatchObject([{ status: 'delivered', retried: 0 }]);
    expect(await test.queued()).toBe(0);
  });

  it('and one that runs on delivers by itself, at most eight at once', async () => {
    let [now, most] = [0, 0];
    test.answers(async (response) => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, 100));
      now -= 1;
      response.end();
    });
    test.engine.start();
    await Promise.all(Array.from({ length: 20 }, () => test.client.publishJSON({ url: test.at('/hook'), body: {} })));
    await vi.waitFor(async () => expect(await statuses()).toEqual(Array(20).fill('delivered')), 20_000);
    expect(most).toBe(8);
    expect(test.delivered).toHaveLength(20);
  });
});

describe('what is refused', () => {
  const refused = async (response: Response) => [response.status, ((await response.json()) as { error: string }).error];

  it.each([undefined, 'Bearer', 'Bearer another', 'Basic dXNlcjpwYXNz'])('another token: %s', async (authorization) => {
    const headers = { 'x-any': '1', ...(authorization ? { authorization } : { authorization: '' }) };
    expect(await refused(await raw(`/v2/publish/${test.at('/hook')}`, headers))).toEqual([
      401,
      expect.stringContaining('invalid token'),
    ]);
    expect(await test.messages()).toEqual([]);
  });

  it.each([
    ['http://169.254.169.254/latest/meta-data', 403],
    ['file:///etc/passwd', 400],
    ['ftp://127.0.0.1/', 400],
    ['gopher://127.0.0.1:6379/_INFO', 400],
    ['http://127.0.0.1:1/hook', 403],
    ['https://example.com/', 403],
    ['my-url-group', 400],
    ['api/llm', 400],
    ['', 400],
  ])('the destination %s', async (destination, code) => {
    expect(await refused(await raw(`/v2/publish/${destination}`))).toEqual([code, expect.stringMatching(/\.$/)]);
    expect(await test.messages()).toEqual([]);
  });

  it('a user in the address, also where the rest is right', async () => {
    const url = test.at('/hook').replace('http://', 'http://user:pass@');
    expect(await refused(await raw(`/v2/publish/${url}`))).toEqual([
      400,
      expect.stringContaining('user or a password'),
    ]);
    const headers = { 'upstash-failure-callback': url };
    expect((await raw(`/v2/publish/${test.at('/hook')}`, headers)).status).toBe(400);
  });

  it('a callback elsewhere', async () => {
    const headers = { 'upstash-callback': 'http://169.254.169.254/' };
    expect(await refused(await raw(`/v2/publish/${test.at('/hook')}`, headers))).toEqual([
      403,
      expect.stringContaining('http://169.254.169.254 is not this program'),
    ]);
  });

  it('headers that cannot be read or are not done, with words', async () => {
    const answerTo = async (headers: Record<string, string>) =>
      refused(await raw(`/v2/publish/${test.at('/hook')}`, headers));
    expect(await answerTo({ 'upstash-retries': 'many' })).toEqual([400, 'Upstash-retries is a whole number up to 5.']);
    expect(await answerTo({ 'upstash-delay': 'soon' })).toEqual([400, expect.stringContaining('is a duration')]);
    expect(await answerTo({ 'upstash-cron': '* * * * *' })).toEqual([400, expect.stringContaining('schedules')]);
    await expect(publish('/hook', { retryDelay: '1000' })).rejects.toThrow('retry delays');
    await expect(publish('/hook', { flowControl: { key: 'k', rate: 1 } })).rejects.toThrow('flow control');
    await expect(test.client.publishJSON({ urlGroup: 'group', body: {} })).rejects.toThrow('URL groups');
  });

  it('a body above a megabyte, and takes one of a megabyte', async () => {
    const path = `/v2/publish/${test.at('/hook')}`;
    expect((await raw(path, {}, Buffer.alloc(1024 * 1024, 'a'))).status).toBe(200);
    expect(await refused(await raw(path, {}, Buffer.alloc(1024 * 1024 + 1, 'a')))).toEqual([
      413,
      expect.stringContaining('1048576 bytes'),
    ]);
  });

  it('the rest of QStash', async () => {
    await expect(test.client.schedules.list()).rejects.toThrow('does nothing else of QStash');
    await expect(test.client.queue({ queueName: 'q' }).enqueueJSON({ url: test.at('/'), body: {} })).rejects.toThrow(
      'does nothing else of QStash',
    );
    await expect(test.client.batchJSON([{ url: test.at('/'), body: {} }])).rejects.toThrow('does nothing else');
    expect((await raw(`/v2/publish/${test.at('/hook')}`, {}, '', 'DELETE')).status).toBe(405);
    expect(await test.messages()).toEqual([]);
  });

  it('a message whose program has moved: what listens there now is not called', async () => {
    await publish('/hook', { delay: 10, retries: 0 });
    await test.admin.query(`update engine.messages set url = 'http://127.0.0.1:1/hook'`);
    await test.later(10 * SECOND_MS);
    expect(await test.messages()).toMatchObject([
      { status: 'failed', error: expect.stringContaining('is not this program') },
    ]);
  });
});

describe('failed messages', () => {
  it('are listed by organization, the newest first, page by page', async () => {
    test.answers(status(500));
    const [orgId, other] = [uuidv7(), uuidv7()];
    const ids: string[] = [];
    for (const body of [{ orgId, n: 0 }, { orgId: other }, { orgId, n: 1 }, { orgId, n: 2 }, {}]) {
      ids.push((await publish('/hook', { body, retries: 0, label: 'mine' })).messageId);
      await test.later(SECOND_MS);
    }
    test.answers(status(200));
    await publish('/hook', { body: { orgId } });
    const first = await failedMessages(test.db, { orgId, limit: 2 });
    expect(first.map(({ id }) => id)).toEqual([ids[3], ids[2]]);
    expect(first[0]).toMatchObject({
      url: test.at('/hook'),
      method: 'POST',
      label: 'mine',
      retried: 0,
      responseStatus: 500,
      error: 'It answered 500: said 500',
      bodyBytes: JSON.stringify({ orgId, n: 2 }).length,
      createdAt: expect.any(Date),
      failedAt: expect.any(Date),
    });
    const rest = await failedMessages(test.db, { orgId, limit: 2, before: first[1]!.id });
    expect(rest.map(({ id }) => id)).toEqual([ids[0]]);
    expect((await failedMessages(test.db, { orgId: null, limit: 9 })).map(({ id }) => id)).toEqual([ids[4]]);
  });

  it('are delivered again when asked for, with all their attempts', async () => {
    test.answers(status(500));
    const orgId = uuidv7();
    const { messageId } = await publish('/hook', { body: { orgId }, retries: 1 });
    await test.later(13 * SECOND_MS);
    const retry = (id: string, org?: string) => retryMessage(test.db, id, new Date(test.now()), org);
    expect(await retry(messageId, uuidv7())).toBe(false);
    expect(await retry('msg_none')).toBe(false);
    expect(await Promise.all([retry(messageId, orgId), retry(messageId, orgId)])).toEqual(
      expect.arrayContaining([true, false]),
    );
    await test.engine.drain();
    test.answers(status(200));
    await test.later(13 * SECOND_MS);
    expect(test.delivered.map(({ headers }) => headers['upstash-retried'])).toEqual(['0', '1', '0', '1']);
    expect(await statuses()).toEqual(['delivered']);
    expect(await retry(messageId)).toBe(false);
  });
});

it('delivered messages are forgotten after a day, failed ones after a month, and those that wait never', async () => {
  await publish('/delivered');
  test.answers(status(500));
  await publish('/failed', { retries: 0 });
  await publish('/waiting', { delay: '60d' });
  const left = async (ms: number) => {
    test.skip(ms);
    await test.forgetOld();
    return (await test.messages()).map(({ url }) => String(url).split('/').at(-1));
  };
  expect(await left(23 * HOUR_MS)).toEqual(['delivered', 'failed', 'waiting']);
  expect(await left(2 * HOUR_MS)).toEqual(['failed', 'waiting']);
  expect(await left(28 * DAY_MS)).toEqual(['failed', 'waiting']);
  expect(await left(2 * DAY_MS)).toEqual(['waiting']);
});
