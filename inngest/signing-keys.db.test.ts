import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import canonicalize from 'canonicalize';
import { ulid } from 'ulid';
import { afterAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createTestOrg } from '@/db/testing/factories';
import { askEngine } from '@/lib/platform/durable/ask-engine';
import { sendEvent } from '@/lib/platform/durable/send-event';
import { createEngine } from './engine/engine';
import { engineServer } from './engine/http';
import { signatureOf } from './engine/signature';
import { openDatabase } from './engine/store/database';
import { synchronize } from './engine/synchronize';
import { listening } from './engine/testing/listening';
import { orgFunction } from './org-function';
import { answerProtocol } from './serve';
import { drivenProgram, SHARED } from './testing/driven-program';
import { webListener } from './testing/web-listener';

const OLD = SHARED.signingKey;
const [NEW, STRANGE] = [randomBytes(32).toString('hex'), randomBytes(32).toString('hex')];

/** What the function of this suite did. */
const did: string[] = [];
const note = () =>
  orgFunction({ id: 'note', event: 'test/note' }, ({ data, step }) =>
    step('note', async () => did.push(String(data.word))),
  );

const program = await drivenProgram(() => [note()]);
afterAll(() => program.close());
beforeEach(() => {
  did.length = 0;
});

type Durable = ReturnType<typeof answerProtocol>;

/** The program as it is after a restart with these variables. */
function restartedWith(variables: Record<string, string>): Durable {
  const before = Object.fromEntries(Object.keys(variables).map((name) => [name, process.env[name]]));
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  forget('env', 'inngest');
  onTestFinished(() => {
    for (const [name, value] of Object.entries(before)) vi.stubEnv(name, value);
    forget('env', 'inngest');
  });
  return answerProtocol([note()]);
}

/** What a process reads or opens once is read and opened anew. */
function forget(...names: string[]): void {
  const state = (globalThis as unknown as Record<symbol, Map<string, unknown>>)[Symbol.for('throughline')];
  for (const name of names) state?.delete(name);
}

const orgId = (await createTestOrg()).orgId;

/** A call for the function's step, as an engine with this key makes it; without one, unsigned. */
function callWith(key: string | null, word: string): Request {
  const event = { name: 'test/note', data: { orgId, word }, ts: Date.now() };
  const stack = { stack: [], current: 0 };
  const call = { fn_id: 'throughline-note', step_id: 'step', id: ulid() };
  const ctx = { run_id: ulid(), env: '', step_id: 'step', attempt: 0, max_attempts: 5, stack, call };
  const body = { event, events: [event], steps: {}, defers: {}, version: -1, use_api: false, ctx };
  return new Request(`${program.programUrl}/api/inngest?fnId=throughline-note&stepId=step`, {
    method: 'POST',
    headers: key === null ? {} : { 'x-inngest-signature': signatureOf(canonicalize(body)!, key, Date.now()) },
    body: JSON.stringify(body),
  });
}

describe('a signing key that is replaced', () => {
  it('counts while it is the fallback, and no longer; a call without a signature never does', async () => {
    const stages: [Record<string, string>, string[]][] = [
      [{ INNGEST_SIGNING_KEY: OLD, INNGEST_SIGNING_KEY_FALLBACK: '' }, [OLD]],
      [{ INNGEST_SIGNING_KEY: OLD, INNGEST_SIGNING_KEY_FALLBACK: NEW }, [OLD, NEW]],
      [{ INNGEST_SIGNING_KEY: NEW, INNGEST_SIGNING_KEY_FALLBACK: OLD }, [NEW, OLD]],
      [{ INNGEST_SIGNING_KEY: `signkey-prod-${NEW}`, INNGEST_SIGNING_KEY_FALLBACK: '' }, [NEW]],
      [{ INNGEST_SIGNING_KEY: '', INNGEST_SIGNING_KEY_FALLBACK: '', INNGEST_EVENT_KEY: '' }, []],
    ];
    for (const [variables, counting] of stages) {
      const { POST } = restartedWith(variables);
      for (const key of [OLD, NEW, STRANGE, '', null]) {
        did.length = 0;
        const { status } = await POST(callWith(key, 'word'));
        const counts = counting.includes(key ?? 'none');
        expect([status, did], `${counting.length} keys, ${String(key).slice(0, 4)}`).toEqual(
          counts ? [206, ['word']] : [401, []],
        );
      }
    }
  });

  it('leaves no run behind: an engine that still signs with the old one goes on', async () => {
    const handlers = restartedWith({ INNGEST_SIGNING_KEY: NEW, INNGEST_SIGNING_KEY_FALLBACK: OLD });
    const server = createServer(webListener((request) => handlers[request.method as keyof Durable](request)));
    const url = `${await listening(server)}/api/inngest`;
    await synchronize(program.engine, url, OLD);
    await sendEvent({ name: 'test/note', data: { orgId, word: 'while' } });
    await program.engine.drain();
    expect(did).toEqual(['while']);
    await expect(synchronize(program.engine, url, STRANGE)).rejects.toThrow('401');
    server.closeAllConnections();
    server.close();
    await synchronize(program.engine, `${program.programUrl}/api/inngest`, OLD);
  });

  it('opens what only the engine knows, on whichever side it is replaced first', async () => {
    const overview = () => askEngine('GET', 'overview', { org: 'none' });
    const answered = expect.objectContaining({ kind: 'answer', status: 200 });
    restartedWith({ INNGEST_SIGNING_KEY: NEW, INNGEST_SIGNING_KEY_FALLBACK: OLD });
    expect(await overview(), 'the program first').toEqual(answered);
    restartedWith({ INNGEST_SIGNING_KEY: NEW, INNGEST_SIGNING_KEY_FALLBACK: '' });
    await expect(overview(), 'the engine not at all').rejects.toMatchObject({ code: 'UNAVAILABLE' });

    const db = openDatabase(process.env.DATABASE_ENGINE_URL!);
    const engine = createEngine({ db, caller: { signingKey: NEW } });
    const keys = { eventKey: SHARED.eventKey, signingKey: NEW };
    const [both, one] = [engineServer({ engine, ...keys, signingKeyFallback: OLD }), engineServer({ engine, ...keys })];
    const [bothUrl, oneUrl] = [await listening(both), await listening(one)];
    restartedWith({ INNGEST_SIGNING_KEY: OLD, INNGEST_BASE_URL: bothUrl });
    expect(await overview(), 'the engine first').toEqual(answered);
    restartedWith({ INNGEST_SIGNING_KEY: OLD, INNGEST_BASE_URL: oneUrl });
    await expect(overview(), 'the program not at all').rejects.toMatchObject({ code: 'UNAVAILABLE' });
    for (const server of [both, one]) {
      server.closeAllConnections();
      server.close();
    }
    await db.end();
  });
});

describe('who may ask the program what it is', () => {
  const ask = (method: 'GET' | 'PUT', key: string | null, headers: Record<string, string> = {}) => {
    const body = method === 'PUT' ? { url: `${program.programUrl}/api/inngest` } : null;
    const signed = key && signatureOf(body ? canonicalize(body)! : '""', key, Date.now());
    return new Request(`${program.programUrl}/api/inngest`, {
      method,
      headers: { ...headers, ...(signed ? { 'x-inngest-signature': signed } : {}) },
      body: body && JSON.stringify(body),
    });
  };

  it('is whoever shares the key, and a stranger has it register nowhere', async () => {
    const { GET, PUT } = restartedWith({});
    const sent = vi.spyOn(globalThis, 'fetch');
    for (const key of [null, STRANGE]) {
      expect((await GET(ask('GET', key))).status).toBe(401);
      expect((await PUT(ask('PUT', key))).status).toBe(401);
      expect((await PUT(ask('PUT', key, { 'x-inngest-sync-kind': 'in_band' }))).status).toBe(401);
      expect((await PUT(ask('PUT', key, { host: 'stranger.example' }))).status).toBe(401);
    }
    expect(sent).not.toHaveBeenCalled();
    sent.mockRestore();
    const listed = await PUT(ask('PUT', OLD, { 'x-inngest-sync-kind': 'in_band' }));
    expect([listed.status, await listed.json()]).toMatchObject([200, { functions: [{ id: 'throughline-note' }] }]);
  });

  it('and where it registers itself it is under its own address, whatever the host of the request says', async () => {
    const registered: unknown[] = [];
    const elsewhere = createServer(
      webListener(async (request) => {
        registered.push([new URL(request.url).pathname, await request.json()]);
        return Response.json({ ok: true, modified: true });
      }),
    );
    const { PUT } = restartedWith({ APP_URL: 'https://own.example', INNGEST_BASE_URL: await listening(elsewhere) });
    expect((await PUT(ask('PUT', OLD, { host: 'stranger.example' }))).status).toBe(200);
    expect(registered).toEqual([['/fn/register', expect.objectContaining({ url: 'https://own.example/api/inngest' })]]);
    elsewhere.closeAllConnections();
    elsewhere.close();
  });
});

it('a call that cannot be written down is refused and to be made again: then it has its effect', async () => {
  const { POST } = restartedWith({});
  const call = callWith(OLD, 'later');
  const again = call.clone();
  const database = process.env.DATABASE_IDENTITY_URL;
  vi.stubEnv('DATABASE_IDENTITY_URL', 'postgres://nobody:nothing@127.0.0.1:1/nothing');
  forget('pool:identity');
  const refused = await POST(call);
  expect([refused.status, refused.headers.get('retry-after'), did]).toEqual([503, '2', []]);
  vi.stubEnv('DATABASE_IDENTITY_URL', database);
  forget('pool:identity');
  expect([(await POST(again)).status, did]).toEqual([206, ['later']]);
});
