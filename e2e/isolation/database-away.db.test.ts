import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { isDatabaseAway } from '@/lib/platform/errors';
import { jobContext } from '@/lib/tenancy';
import { EXAMPLES } from './examples';
import {
  type Answer,
  type Fields,
  type Operation,
  operations,
  REQUEST_ID,
  refusalIn,
  requestFor,
  send,
} from './requests';
import { type SwitchableDatabase, switchableDatabase } from './switchable-database';
import { buildWorld, liftLimits, type World } from './world';

let database: SwitchableDatabase;
let world: World;

/** Answered without a question to it: who is nobody, keys that are remembered, a token whose signature is none. */
const NEEDS_NO_DATABASE = [
  'auth.jwks',
  'auth.getSession',
  'auth.signOut',
  'auth.verifyEmail',
  // Behind the proxy of these tests, an address of nothing.
  'auth.accountOutbox',
];
const NEEDS_DATABASE = operations().filter(({ name }) => !NEEDS_NO_DATABASE.includes(name));

beforeAll(async () => {
  liftLimits();
  database = await switchableDatabase();
  world = await buildWorld();
});

afterAll(async () => {
  await world.close();
  vi.unstubAllEnvs();
});

function unavailable({ status, headers, body }: Answer): string[] {
  const refusal = refusalIn({ status, headers, body });
  if (status !== 503 || refusal?.code !== 'UNAVAILABLE') return [`${status} ${body.slice(0, 200)}`];
  const list: string[] = [];
  if (!(Number(headers['retry-after']) >= 1)) list.push(`no Retry-After: ${headers['retry-after']}`);
  if (!refusal.message || refusal.requestId !== REQUEST_ID) list.push(`no message or request id: ${body}`);
  if (/postgres|econn|127\.0\.0\.1|relation|select /i.test(body)) list.push(`tells what is behind it: ${body}`);
  return list;
}

/** How long a statement may take where a test waits for it in vain. */
const PATIENCE = { statementTimeoutMs: 200 };
const SIGN_UP = { name: 'Nobody Yet', email: 'nobody-yet@example.test', password: 'correct horse battery' };

async function callOf(operation: Operation): Promise<{ fields: Fields; headers: Record<string, string> }> {
  const { fields, ids = [] } = EXAMPLES[operation.name]!;
  const given =
    operation.name.startsWith('auth.sign') || operation.name === 'auth.requestPasswordReset'
      ? SIGN_UP
      : typeof fields === 'function'
        ? await fields(world)
        : (fields ?? {});
  const own = await Promise.all(ids.map(async ({ field, kind }) => [field, await world.make(kind, world.ours)]));
  const cookie = await world.cookieOf(world.people.admin);
  const headers: Record<string, string> =
    operation.access === 'ingest'
      ? { 'x-api-key': world.ours.writeKey }
      : { cookie, 'x-organization': world.ours.orgId };
  return { fields: { ...given, ...Object.fromEntries(own) }, headers };
}

describe('while the database is away', () => {
  const calls = new Map<Operation, { fields: Fields; headers: Record<string, string> }>();

  beforeAll(async () => {
    for (const operation of NEEDS_DATABASE) calls.set(operation, await callOf(operation));
    // The door knows its key from now on, so that what is refused below is the event itself.
    await send(
      requestFor(
        { method: 'POST', path: '/api/events' },
        { eventType: 'page_view', userId: 'x' },
        { 'x-api-key': world.ours.writeKey },
      ),
    );
    await database.goAway();
  });

  afterAll(() => database.comeBack());

  it.each(NEEDS_DATABASE)('$method $path says so and when to come again', async (operation) => {
    const { fields, headers } = calls.get(operation)!;
    expect(unavailable(await send(requestFor(operation, fields, headers)))).toEqual([]);
  });

  it.each([
    ['an API key', () => ({ 'x-api-key': `tl_k_${'a'.repeat(43)}` })],
    ['a write key it has not seen', () => ({ 'x-api-key': `tl_w_${'a'.repeat(43)}` })],
  ])('the door does not take %s for a wrong one', async (_, headers) => {
    const answer = await send(
      requestFor({ method: 'POST', path: '/api/events' }, { eventType: 'page_view', userId: 'x' }, headers()),
    );
    expect(unavailable(answer)).toEqual([]);
  });

  it('an API key is not taken for a wrong one', async () => {
    const answer = await send(
      requestFor({ method: 'GET', path: '/api/leads' }, {}, { 'x-api-key': `tl_k_${'a'.repeat(43)}` }),
    );
    expect(unavailable(answer)).toEqual([]);
  });

  it('the session is not taken for none', async () => {
    const headers = { cookie: await world.cookieOf(world.people.admin) };
    expect(unavailable(await send(requestFor({ method: 'GET', path: '/api/auth/get-session' }, {}, headers)))).toEqual(
      [],
    );
  });

  it('the health check says so', async () => {
    const { status, headers, body } = await send(requestFor({ method: 'GET', path: '/health' }, {}, {}));
    expect(status).toBe(503);
    expect(Number(headers['retry-after'])).toBeGreaterThanOrEqual(1);
    expect(JSON.parse(body)).toMatchObject({ status: 'degraded', database: 'unreachable' });
  });

  it('what is wrong by itself is still refused as such', async () => {
    const body = { eventType: 'page_view' };
    const answer = await send(
      requestFor({ method: 'POST', path: '/api/events' }, body, { 'x-api-key': world.ours.writeKey }),
    );
    expect(answer.status).toBe(400);
    expect((await send(requestFor({ method: 'GET', path: '/api/leads' }, {}, {}))).status).toBe(401);
  });
});

it('what is under way when it goes is answered or told to come again', async () => {
  const headers = { cookie: await world.cookieOf(world.people.admin), 'x-organization': world.ours.orgId };
  const reads = NEEDS_DATABASE.filter(
    ({ method, path }) => method === 'GET' && !path.includes('{') && path !== '/api/stream',
  );
  const events = Array.from({ length: 20 }, (_, index) => ({
    eventType: 'page_view',
    userId: 'x',
    eventId: `under way ${index}`,
  }));
  const underWay = [
    ...reads.map((operation) => send(requestFor(operation, {}, headers))),
    ...events.map((event) =>
      send(requestFor({ method: 'POST', path: '/api/events' }, event, { 'x-api-key': world.ours.writeKey })),
    ),
  ];
  await underWay[0];
  await database.goAway();
  const answers = await Promise.all(underWay);
  await database.comeBack();
  expect(answers.filter(({ status }) => status !== 200 && status !== 202).flatMap(unavailable)).toEqual([]);
  const { rows } = await world.admin.query<{ event_id: string }>(
    `select event_id from events where org_id = $1 and event_id like 'under way %'`,
    [world.ours.orgId],
  );
  const stored = new Set(rows.map((row) => row.event_id));
  const acknowledged = events.filter((_, index) => answers[reads.length + index]!.status === 202);
  expect(acknowledged.filter(({ eventId }) => !stored.has(eventId))).toEqual([]);
});

it('a transaction that is cut off fails by itself, and does not take the process with it', async () => {
  const uncaught: unknown[] = [];
  const note = (error: unknown) => uncaught.push(error);
  process.on('uncaughtException', note);
  const marker = `cut off ${world.ours.orgId}`;
  const cut = jobContext(world.ours.orgId, 'test', 'test').run((db) => db.query(`select pg_sleep(30) /* ${marker} */`));
  const failure = cut.then(
    () => null,
    (error: unknown) => error,
  );
  const isRunning = async () => {
    const question = `select 1 from pg_stat_activity where query like $1 and wait_event = 'PgSleep'`;
    return (await world.admin.query(question, [`%${marker}%`])).rowCount === 1;
  };
  await vi.waitUntil(isRunning, { timeout: 20_000 });
  await database.goAway();
  expect(isDatabaseAway(await failure)).toBe(true);
  await database.comeBack();
  process.off('uncaughtException', note);
  expect(uncaught).toEqual([]);
});

describe('while the database says nothing and hangs up on nobody', () => {
  afterEach(() => database.speak());

  it('whoever waits for an answer is told to come again, and the connection is not used any more', async () => {
    const ask = () => jobContext(world.ours.orgId, 'test', 'test').run((db) => db.query('select 1 as one'), PATIENCE);
    await ask();
    database.goSilent();
    const failures = await Promise.all([ask(), ask()].map((asked) => asked.catch((error: unknown) => error)));
    expect(failures.map(isDatabaseAway)).toEqual([true, true]);
    database.speak();
    expect((await ask()).rows).toEqual([{ one: 1 }]);
  });

  it('the health check does not wait for it', async () => {
    database.goSilent();
    const { status, body } = await send(requestFor({ method: 'GET', path: '/health' }, {}, {}));
    expect([status, JSON.parse(body).database]).toEqual([503, 'unreachable']);
  });
});

describe('when it is back', () => {
  it('everything works again without a restart', async () => {
    const headers = { cookie: await world.cookieOf(world.people.admin), 'x-organization': world.ours.orgId };
    expect((await send(requestFor({ method: 'GET', path: '/api/leads' }, {}, headers))).status).toBe(200);
    const event = { eventType: 'page_view', userId: 'x', eventId: 'after the outage' };
    const answer = await send(
      requestFor({ method: 'POST', path: '/api/events' }, event, { 'x-api-key': world.ours.writeKey }),
    );
    expect([answer.status, JSON.parse(answer.body)]).toEqual([202, { accepted: 1, duplicates: 0, rejected: [] }]);
    expect((await send(requestFor({ method: 'GET', path: '/health' }, {}, {}))).status).toBe(200);
    expect((await send(requestFor({ method: 'GET', path: '/api/stream' }, {}, headers))).status).toBe(200);
  });

  it('nothing of what was refused has happened', async () => {
    const { rows } = await world.admin.query<{ event_id: string }>(
      "select event_id from events where org_id = $1 and received_at > now() - interval '1 hour' order by id",
      [world.ours.orgId],
    );
    expect(rows.at(-1)?.event_id).toBe('after the outage');
    expect((await world.admin.query('select 1 from users where email = $1', [SIGN_UP.email])).rowCount).toBe(0);
  });
});
