import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type BadValue, badValues, inputSchema } from './bad-values';
import { EXAMPLES } from './examples';
import { fingerprintOf } from './fingerprint';
import { complaints, failureIn } from './refusals';
import {
  type Answer,
  type Fields,
  type Operation,
  operations,
  procedureOf,
  refusalIn,
  requestFor,
  send,
} from './requests';
import { buildWorld, liftLimits, type World } from './world';

// Behind the proxy of these tests the outbox of accounts is an address of nothing; lib/identity asks it.
const ALL = operations().filter(({ name }) => name !== 'auth.accountOutbox');
/** Segment's clients are taken as they are, and a stream's organization is a name: odd values mean what they can. */
const isTolerant = ({ name }: Operation) => /^door\.(?!ingest)|^live\.stream$/.test(name);

let world: World;
let fingerprint: () => Promise<string>;

beforeAll(async () => {
  liftLimits();
  world = await buildWorld();
  fingerprint = await fingerprintOf(world);
});

afterAll(async () => {
  await world.close();
  vi.unstubAllEnvs();
});

/** Somebody who may call the operation. */
async function rightful({ access }: Operation): Promise<Record<string, string>> {
  if (access === 'public') return {};
  if (access === 'ingest') return { 'x-api-key': world.ours.writeKey };
  return { cookie: await world.cookieOf(world.people.admin), 'x-organization': world.ours.orgId };
}

const ACCOUNT = { name: 'Nobody Yet', email: 'nobody-yet@example.test', password: 'correct horse battery' };
/** Where the matrix's example is refused itself, so that it changes nothing. */
const GOOD: Record<string, Fields> = {
  'auth.signUp': ACCOUNT,
  'auth.signIn': ACCOUNT,
  'auth.requestPasswordReset': { email: ACCOUNT.email },
};

/** What would be understood, were it not for what a test changes in it. */
async function goodFields({ name }: Operation): Promise<Fields> {
  const { fields, ids = [] } = EXAMPLES[name]!;
  const given: Fields = GOOD[name] ?? (typeof fields === 'function' ? await fields(world) : (fields ?? {}));
  const own = await Promise.all(ids.map(async ({ field, kind }) => [field, await world.make(kind, world.ours)]));
  return { ...given, ...Object.fromEntries(own) };
}

const schemaOf = ({ name }: Operation) => inputSchema(procedureOf(name)['~orpc'].inputSchema);

describe.each(ALL.filter((operation) => schemaOf(operation).properties))('$method $path', (operation) => {
  const { properties = {}, required = [] } = schemaOf(operation);

  it('refuses each field that is wrong, names it, and changes nothing', async () => {
    const headers = await rightful(operation);
    const good = await goodFields(operation);
    const wrong: string[] = [];
    const before = await fingerprint();
    for (const [name, property] of Object.entries(properties)) {
      const inPath = operation.path.includes(`{${name}}`);
      const isText = inPath || operation.method === 'GET';
      for (const bad of badValues(name, property, !inPath && required.includes(name), isText)) {
        const answer = await send(requestFor(operation, changed(good, name, bad), headers));
        const problems = isTolerant(operation)
          ? failureIn(answer)
          : complaints(answer, expectedFor(operation, name, bad));
        wrong.push(...problems.map((problem) => `${name} ${bad.what}: ${problem}`));
      }
    }
    if (!isTolerant(operation) && (await fingerprint()) !== before) wrong.push('something was changed');
    expect(wrong).toEqual([]);
  });
});

function changed(good: Fields, name: string, { value }: BadValue): Fields {
  const fields = { ...good, [name]: value };
  if (value === undefined) delete fields[name];
  return fields;
}

function expectedFor({ name }: Operation, field: string, { what }: BadValue): { status: number[]; field?: string } {
  // Any text may be somebody's password, so this one is only not the right one.
  if (name === 'auth.signIn' && field === 'password' && what === 'with NUL') return { status: [401] };
  return { status: name === 'door.ingestBatch' ? [202, 400] : [400, 413], field };
}

const WITHOUT_BODY = ['auth.makeToken', 'auth.signOut', 'auth.sendVerification'];
const takesBody = ALL.filter(({ method, name }) => method !== 'GET' && !WITHOUT_BODY.includes(name));

describe.each(takesBody)('the body of $method $path', (operation) => {
  const limitBytes =
    operation.access === 'ingest' ? 500 * 1024 : operation.name.startsWith('auth.') ? 10_000 : 1_000_000;
  let sendBody: (body: BodyInit, headers?: Record<string, string>) => Promise<Answer>;

  beforeAll(async () => {
    const like = requestFor(operation, await goodFields(operation), await rightful(operation));
    sendBody = (body, headers = {}) => {
      const sent = new Headers(like.headers);
      for (const [name, value] of Object.entries(headers)) sent.set(name, value);
      return send(new Request(like.url, { method: like.method, headers: sent, body }));
    };
  });

  it('is refused when it is no JSON, and changes nothing', async () => {
    const before = await fingerprint();
    const wrong: string[] = [];
    for (const body of [
      '{',
      '{"a":1',
      "{'a':1}",
      'nul',
      '\u0000',
      '{"a":1}}',
      '[1,]',
      '{"a":NaN}',
      new Uint8Array([0x7b, 0xff, 0x7d]),
    ])
      wrong.push(...complaints(await sendBody(body), { status: [400] }).map((problem) => `${body}: ${problem}`));
    expect(wrong).toEqual([]);
    expect(await fingerprint()).toBe(before);
  });

  it('is refused when it is too large', async () => {
    const answer = await sendBody(JSON.stringify({ padding: 'x'.repeat(limitBytes) }));
    expect(complaints(answer, { status: [413] })).toEqual([]);
    expect(refusalIn(answer)?.code).toBe('PAYLOAD_TOO_LARGE');
  });

  const forms: [string, BodyInit, string?][] = [
    ['a list', '[]'],
    ['a text', '"x"'],
    ['a number', '12'],
    ['null', 'null'],
    ['nothing', ''],
    ['deep', '['.repeat(5_000) + ']'.repeat(5_000)],
    ['deep objects', `${'{"a":'.repeat(2_000)}1${'}'.repeat(2_000)}`],
    ['the prototype', '{"__proto__":{"id":"x"},"constructor":{"prototype":{"id":"x"}}}'],
    ['a lone surrogate', '{"name":"\\ud800","role":"\\udfff","eventType":"\\ud800"}'],
    ['a form', 'a=1&b[c]=2', 'application/x-www-form-urlencoded'],
    ['a form of parts without a boundary', 'x', 'multipart/form-data'],
    ['a form of parts that never ends', '--x\r\n\r\n', 'multipart/form-data; boundary=x'],
    ['plain text', '{}', 'text/plain'],
    ['XML', '<a/>', 'application/xml'],
    ['another alphabet', '{}', 'application/json; charset=utf-16'],
    ['no kind at all', '{}', ''],
  ];

  it('is never our failure, whatever its form', async () => {
    const wrong: string[] = [];
    for (const [what, body, type] of forms)
      wrong.push(
        ...failureIn(await sendBody(body, type === undefined ? {} : { 'content-type': type })).map(
          (problem) => `${what}: ${problem}`,
        ),
      );
    wrong.push(
      ...failureIn(await sendBody('{}', { 'content-encoding': 'gzip' })).map(
        (problem) => `labelled as compressed: ${problem}`,
      ),
    );
    expect(wrong).toEqual([]);
  });
});

it('in a batch each event is refused by itself, and its neighbours are kept', async () => {
  const whose = { userId: 'somebody' };
  const deep = `${'{"a":'.repeat(40)}1${'}'.repeat(40)}`;
  const events: [string, string][] = [
    [JSON.stringify({ ...whose, type: 'kept' }), ''],
    [JSON.stringify({ type: 'of_nobody' }), 'leadId'],
    [`{"userId":"somebody","type":"deep","properties":${deep}}`, 'properties'],
    ['{"userId":"somebody","type":"with_nul","properties":{"note":"a\\u0000b"}}', 'properties'],
    ['{"userId":"somebody","type":"endless","properties":{"amount":1e999}}', 'properties'],
    [JSON.stringify({ ...whose, type: 'long_ago', timestamp: '0001-01-01T00:00:00Z' }), 'timestamp'],
    [JSON.stringify({ ...whose, type: 'to_come', timestamp: new Date(Date.now() + 48 * 3_600_000) }), 'timestamp'],
    ['12', 'event'],
    [JSON.stringify({ ...whose, type: 'kept' }), ''],
  ];
  const like = requestFor({ method: 'POST', path: '/api/events/batch' }, {}, { 'x-api-key': world.ours.writeKey });
  const body = `{"events":[${events.map(([event]) => event).join(',')}]}`;
  const answer = await send(new Request(like.url, { method: 'POST', headers: like.headers, body }));
  const { accepted, rejected } = JSON.parse(answer.body) as {
    accepted: number;
    rejected: { index: number; field: string; message: string }[];
  };
  expect([answer.status, accepted]).toEqual([202, 2]);
  const expected = events.flatMap(([, field], index) =>
    field
      ? [{ index, field: expect.stringMatching(`^${field}`), message: expect.any(String), code: 'VALIDATION' }]
      : [],
  );
  expect(rejected).toEqual(expected);
});

it('who may not call is told so before what they sent is looked at', async () => {
  const wrong: string[] = [];
  for (const operation of ALL.filter(({ access, plain }) => access !== 'public' && !plain)) {
    const ids = Object.fromEntries([...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => [name!, 'not-an-id']));
    const answer = await send(requestFor(operation, { ...ids, limit: 'many' }, {}));
    wrong.push(...complaints(answer, { status: [401] }).map((problem) => `${operation.name}: ${problem}`));
  }
  expect(wrong).toEqual([]);
});
