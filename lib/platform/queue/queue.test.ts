import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isQueueSet, publish, queuePayload } from '.';
import { queueAddress } from './address';
import { readPayload } from './payload';
import { verifiedDelivery } from './receive';

const NOWHERE = 'postgres://nobody:nothing@127.0.0.1:1/nothing';
const ORG = '01890a5d-ac96-774b-bcce-b302099a8057';
const [TOKEN, CURRENT, NEXT, THIRD] = ['a-token-of-a-test', 'the-current-key', 'the-next-key', 'a-third-key'];

const servers: Server[] = [];

beforeEach(() => {
  for (const role of ['', '_DOOR', '_IDENTITY', '_SYSTEM']) vi.stubEnv(`DATABASE${role}_URL`, NOWHERE);
  vi.stubEnv('BETTER_AUTH_SECRET', 's'.repeat(40));
  vi.stubEnv('ENCRYPTION_KEY', 'k'.repeat(44));
});

afterEach(() => {
  vi.unstubAllEnvs();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** The program as it is after a start with these variables. */
function startedWith(variables: Record<string, string>): void {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  (globalThis as unknown as Record<symbol, Map<string, unknown>>)[Symbol.for('throughline')]?.delete('env');
}

const QUEUE = {
  APP_URL: 'https://app.company.org',
  QSTASH_TOKEN: TOKEN,
  QSTASH_CURRENT_SIGNING_KEY: CURRENT,
  QSTASH_NEXT_SIGNING_KEY: NEXT,
};

interface Taken {
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A queue that answers with this status, or not at all. */
async function queue(status: number | null): Promise<{ url: string; taken: Taken[] }> {
  const taken: Taken[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    taken.push({ url: request.url!, headers: request.headers, body });
    if (status === null) return;
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(status === 200 ? { messageId: 'msg_1' } : { error: 'not now' }));
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, taken };
}

const message = { kind: 'retry-mail', payload: queuePayload(ORG, { id: 'x' }) };

describe('a message is published', () => {
  it('to this program’s own address, with its organization, in the words of QStash', async () => {
    const { url, taken } = await queue(200);
    startedWith({ ...QUEUE, QSTASH_URL: url });
    const notBefore = new Date(Date.UTC(2026, 2, 1, 12, 0, 0, 1));
    expect(await publish({ ...message, notBefore, retries: 2, deduplicationId: 'one' })).toBe('msg_1');
    expect(taken).toMatchObject([
      {
        url: '/v2/publish/https://app.company.org/api/queue/retry-mail',
        headers: {
          authorization: `Bearer ${TOKEN}`,
          // In whole seconds, and never before.
          'upstash-not-before': String(Date.UTC(2026, 2, 1, 12, 0, 1) / 1_000),
          'upstash-retries': '2',
          'upstash-deduplication-id': 'one',
        },
        body: JSON.stringify({ orgId: ORG, data: { id: 'x' } }),
      },
    ]);
    expect(Object.keys(taken[0]!.headers).filter((name) => name.includes('telemetry'))).toEqual([]);
  });

  it('only where a queue is set, and what it delivers can be believed', async () => {
    for (const name of ['QSTASH_TOKEN', 'QSTASH_CURRENT_SIGNING_KEY', 'QSTASH_NEXT_SIGNING_KEY']) {
      startedWith({ ...QUEUE, [name]: '' });
      expect(isQueueSet(), `without ${name}`).toBe(false);
      await expect(publish(message)).rejects.toMatchObject({ code: 'CONFLICT' });
    }
    startedWith(QUEUE);
    expect(isQueueSet()).toBe(true);
  });

  it.each([
    ['is full of trouble', 500],
    ['knows no such token', 401],
    ['limits', 429],
    ['says nothing', null],
  ])(
    'and is given up, once asked and within its time, where the queue %s',
    async (_, status) => {
      const { url, taken } = await queue(status);
      startedWith({ ...QUEUE, QSTASH_URL: url });
      const beganMs = performance.now();
      await expect(publish(message)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
      // Two seconds are its time; the rest is for a busy machine.
      expect(performance.now() - beganMs).toBeLessThan(10_000);
      expect(taken).toHaveLength(1);
    },
    20_000,
  );

  it('and is given up where nobody listens', async () => {
    const { url } = await queue(200);
    const server = servers.pop()!;
    server.close();
    await once(server, 'close');
    startedWith({ ...QUEUE, QSTASH_URL: url });
    await expect(publish(message)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});

describe('keys that are replaced', () => {
  const url = queueAddress(QUEUE.APP_URL, 'retry-mail');
  const now = new Date();
  const request = (key: string) => {
    const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const nowS = Math.floor(now.getTime() / 1_000);
    const body = createHash('sha256').update('{}').digest('base64url');
    const claims = { iss: 'Upstash', sub: url, exp: nowS + 300, nbf: nowS, jti: 'jwt_1', body };
    const signed = `${encoded({ alg: 'HS256', typ: 'JWT' })}.${encoded(claims)}`;
    const mac = createHmac('sha256', key).update(signed).digest('base64url');
    return new Request(url, { method: 'POST', headers: { 'upstash-signature': `${signed}.${mac}` }, body: '{}' });
  };
  const takes = (key: string) =>
    verifiedDelivery(request(key), 'retry-mail', now).then(
      ({ id }) => id === 'jwt_1',
      (error: { code: string }) => (error.code === 'UNAUTHORIZED' ? false : Promise.reject(error)),
    );

  it('count while they are the current or the next one; without both, and in anybody’s mode for trying out, none do', async () => {
    const all = async () => Promise.all([CURRENT, NEXT, THIRD].map(takes));
    startedWith(QUEUE);
    expect(await all()).toEqual([true, true, false]);
    startedWith({ ...QUEUE, QSTASH_CURRENT_SIGNING_KEY: NEXT, QSTASH_NEXT_SIGNING_KEY: THIRD });
    expect(await all()).toEqual([false, true, true]);
    startedWith({ ...QUEUE, QSTASH_NEXT_SIGNING_KEY: '' });
    expect(await all()).toEqual([false, false, false]);
    startedWith({ ...QUEUE, QSTASH_DEV: '1' });
    expect(await takes('sig_7kYjw48mhY7kAjqNGcy6cr29RJ6r')).toBe(false);
  });
});

describe('what a message carries', () => {
  it('names its organization, or says that it has none', () => {
    for (const orgId of [ORG, null])
      expect(readPayload(JSON.stringify(queuePayload(orgId, { id: 'x' })))).toEqual({ orgId, data: { id: 'x' } });
    for (const bad of [
      '',
      '[]',
      '{}',
      '{"data":{}}',
      `{"orgId":"${ORG}"}`,
      `{"orgId":"x","data":{}}`,
      `{"orgId":null,"data":[]}`,
    ])
      expect(() => readPayload(bad), bad).toThrow(expect.objectContaining({ code: 'VALIDATION' }));
  });
});
