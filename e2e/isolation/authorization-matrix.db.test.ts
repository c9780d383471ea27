import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { workspaceSession } from '@/lib/identity';
import { importsOf } from '@/scripts/boundaries/imports';
import { readSourceTree } from '@/scripts/boundaries/source-tree';
import { type Caller, everybody } from './callers';
import { type Case, casesOf, differencesFrom, fieldsOf, leaksIn, toldApart } from './cases';
import { EXAMPLES } from './examples';
import { fingerprintOf } from './fingerprint';
import { type Answer, operations, requestFor, send } from './requests';
import { ROUTE_HANDLERS } from './routes';
import { buildWorld, liftLimits, type World } from './world';

const ALL = operations();

let world: World;
let callers: Caller[];
let fingerprint: () => Promise<string>;

beforeAll(async () => {
  liftLimits();
  world = await buildWorld();
  callers = await everybody(world);
  fingerprint = await fingerprintOf(world);
});

afterAll(async () => {
  await world.close();
  vi.unstubAllEnvs();
});

describe('the matrix', () => {
  it('has an example input for every operation, and none for what is gone', () => {
    expect(Object.keys(EXAMPLES).sort()).toEqual(ALL.map(({ name }) => name).sort());
  });

  it('goes through every route handler of the program', () => {
    const files = [...readSourceTree(process.cwd()).paths].filter((file) => /^app\/.*\/route\.tsx?$/.test(file));
    expect(ROUTE_HANDLERS.map(({ file }) => file).sort()).toEqual(files.sort());
  });

  it('has an id for every id in a path, and asks about many', () => {
    expect(ALL.filter(({ name }) => EXAMPLES[name]?.ids).length).toBeGreaterThanOrEqual(14);
    for (const { name, path } of ALL) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, field]) => field);
      const examples = (EXAMPLES[name]?.ids ?? [])
        .map(({ field }) => field)
        .filter((field) => path.includes(`{${field}}`));
      expect([name, ...examples, ...(EXAMPLES[name]?.elsewhere ?? [])]).toEqual([name, ...inPath]);
    }
  });
});

describe.each(ALL)('$method $path', (operation) => {
  it('may be called by whom its example says', () => {
    expect(operation.access).toEqual(EXAMPLES[operation.name]!.access);
  });

  it('answers everybody as the one table of permissions says; a refusal changes nothing', async () => {
    const cases = await casesOf(world, operation, callers);
    const answers = new Map<Case, Answer>();
    const ask = async (one: Case) => answers.set(one, await send(requestFor(operation, one.fields, one.headers)));
    const refused = cases.filter(({ expected }) => expected.status >= 400);
    const before = await fingerprint();
    for (const one of refused) await ask(one);
    const changed = (await fingerprint()) === before ? [] : ['a refused call changed something'];
    for (const one of cases) if (!answers.has(one)) await ask(one);
    const wrong = [...answers].flatMap(([one, answer]) =>
      [...differencesFrom(one.expected, answer), ...leaksIn(world, one, answer)].map(
        (problem) => `${one.name}: ${problem}`,
      ),
    );
    // Another organization's id is answered like one that never was.
    expect([...changed, ...wrong, ...toldApart(answers)]).toEqual([]);
  });
});

describe('another organization’s name', () => {
  const places: [string, (name: string) => [Record<string, string>, Record<string, string>]][] = [
    ['header', (name) => [{}, { 'x-organization': name }]],
    ['query', (name) => [{ org: name }, {}]],
  ];
  const reads = ALL.filter(({ name }) => name === 'identity.getOrganization' || name === 'live.stream');

  it.each(reads.flatMap((operation) => places.map(([place, put]) => ({ ...operation, place, put }))))(
    'in the $place is answered by $path like one that never was',
    async ({ put, ...operation }) => {
      const wrong: string[] = [];
      for (const { name: caller, home, person, headers } of callers) {
        if (home !== 'ours' || person === world.both) continue;
        const { 'x-organization': _, ...unnamed } = headers;
        const answers = new Set<string>();
        for (const name of [world.theirs.orgId, world.theirs.slug, randomUUID(), 'no-such-organization']) {
          const [fields, named] = put(name);
          answers.add(JSON.stringify(await send(requestFor(operation, fields, { ...unnamed, ...named }))));
        }
        const [only = ''] = answers;
        if (answers.size !== 1 || only.startsWith('{"status":200'))
          wrong.push(`${caller}: ${[...answers].join(' | ')}`);
      }
      expect(wrong).toEqual([]);
    },
  );

  it('opens to those who are in both the one they name, and that alone', async () => {
    const cookie = await world.cookieOf(world.both);
    for (const [named, other] of [
      [world.ours, world.theirs],
      [world.theirs, world.ours],
    ] as const) {
      const headers = { cookie, 'x-organization': named.slug };
      const { status, body } = await send(requestFor({ method: 'GET', path: '/api/leads' }, {}, headers));
      expect(status).toBe(200);
      expect(body).toContain(named.marker);
      expect(body).not.toContain(other.marker);
    }
  });

  it('opens no page to who is not in it', async () => {
    for (const { name, by, headers, permissions, person } of callers.filter(({ by }) => by === 'cookie')) {
      const session = await workspaceSession(new Headers(headers), world.ours.slug);
      const isMember = person === world.both || Object.values(world.people).includes(person!);
      expect([name, session?.membership.orgId ?? null]).toEqual([name, isMember ? world.ours.orgId : null]);
      if (session && permissions) expect([name, ...session.permissions].sort()).toEqual([name, ...permissions].sort());
      expect(by).toBe('cookie');
    }
  });
});

it('an event belongs to the organization of its key, whatever else the request names', async () => {
  const events = async () => {
    const { rows } = await world.admin.query<{ ours: number; theirs: number }>(
      'select count(*) filter (where org_id = $1)::int as ours, count(*) filter (where org_id = $2)::int as theirs from events',
      [world.ours.orgId, world.theirs.orgId],
    );
    return rows[0]!;
  };
  const before = await events();
  const { orgId, leadId, admin } = world.theirs;
  const body = { eventType: 'page_view', anonymousId: 'x', orgId, org_id: orgId, leadId };
  const headers = { 'x-api-key': world.ours.writeKey, 'x-organization': orgId, cookie: await world.cookieOf(admin) };
  expect((await send(requestFor({ method: 'POST', path: '/api/events?org=zebra' }, body, headers))).status).toBe(202);
  expect(await events()).toEqual({ ours: before.ours + 1, theirs: before.theirs });
});

describe('a foreign page that has somebody’s cookie', () => {
  const writes = ALL.filter(({ method, access }) => method !== 'GET' && access !== 'ingest');

  it.each(writes)('cannot $method $path', async (operation) => {
    const { headers } = callers.find(({ name }) => name === 'admin')!;
    const [parameter] = EXAMPLES[operation.name]!.ids ?? [];
    const fields = await fieldsOf(world, operation, parameter && { ...parameter, whose: 'own', home: 'ours' });
    const before = await fingerprint();
    const sent = { ...headers, origin: 'https://foreign.test', 'sec-fetch-site': 'cross-site' };
    const answer = await send(requestFor(operation, fields, sent));
    // To look where an invitation leads is asked for by POST, so that its token stands in no log; it changes nothing.
    const isLook = operation.name === 'identity.previewInvitation';
    expect(
      differencesFrom(isLook ? { status: 404, code: 'NOT_FOUND' } : { status: 403, code: 'FORBIDDEN' }, answer),
    ).toEqual([]);
    expect(await fingerprint()).toBe(before);
  });
});

it('proxy.ts decides nothing: the matrix runs without it, and it knows nobody’s rights', () => {
  const imports = existsSync('proxy.ts') ? importsOf(readSourceTree(process.cwd()), 'proxy.ts') : [];
  expect(imports.map(({ specifier }) => specifier).filter((specifier) => specifier !== 'next/server')).toEqual([]);
});
