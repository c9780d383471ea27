import { issueAccessToken } from '@/lib/identity/access-token';
import type { Person } from '@/lib/identity/testing/people';
import type { ErrorCode } from '@/lib/platform/errors';
import { KEY_SCOPES, type Permission, ROLE_PERMISSIONS, ROLES } from '@/lib/tenancy';
import type { Operation } from './requests';
import { answer } from './routes';
import type { World } from './world';

/** Somebody who calls: what they show, and what follows from it by the rules of identity. */
export interface Caller {
  name: string;
  headers: Record<string, string>;
  /** Who it is, where it is a person; a cookie can do what a token cannot. */
  person?: Person;
  by: 'cookie' | 'token' | 'key' | 'nothing';
  /** What they may do in the organization in which they act; null when there is none. */
  permissions: ReadonlySet<Permission> | null;
  /** Why there is none. */
  refusal: ErrorCode;
  /** The organization they belong to, or would like to. */
  home: 'ours' | 'theirs';
  ingest: 'yes' | ErrorCode;
}

const NONE: Pick<Caller, 'permissions' | 'refusal' | 'home' | 'ingest'> = {
  permissions: null,
  refusal: 'UNAUTHORIZED',
  home: 'ours',
  ingest: 'UNAUTHORIZED',
};

/** Everybody the matrix asks for. What roles may do is read from the one table. */
export async function everybody(world: World): Promise<Caller[]> {
  const { ours, theirs } = world;
  const here = { 'x-organization': ours.orgId };
  const callers: Caller[] = [{ ...NONE, name: 'nobody', headers: here, by: 'nothing' }];

  const byCookie = async (
    name: string,
    person: Person,
    rest: Partial<Caller> = {},
    named: Record<string, string> = here,
  ) =>
    callers.push({
      ...NONE,
      name,
      person,
      by: 'cookie',
      headers: { ...named, cookie: await world.cookieOf(person) },
      ...rest,
    });
  const byToken = (
    name: string,
    token: string,
    person: Person | undefined,
    rest: Partial<Caller> = {},
    named: Record<string, string> = here,
  ) =>
    callers.push({
      ...NONE,
      name,
      ...(person ? { person } : {}),
      by: 'token',
      headers: { ...named, authorization: `Bearer ${token}` },
      ...rest,
    });
  const byKey = (name: string, key: string, rest: Partial<Caller> = {}, named: Record<string, string> = here) =>
    callers.push({ ...NONE, name, by: 'key', headers: { ...named, 'x-api-key': key }, ...rest });

  for (const role of ROLES) {
    const permissions = new Set(ROLE_PERMISSIONS[role]);
    const person = world.people[role];
    await byCookie(role, person, { permissions });
    byToken(`${role} by token`, await tokenOf(world, person, ours.orgId), person, { permissions }, {});
  }
  const admin = world.people.admin;
  const all = new Set(ROLE_PERMISSIONS.admin);
  byToken('admin by a token for any organization', await tokenOf(world, admin), admin, { permissions: all });
  byToken('a token bound to the other organization', await tokenOf(world, world.both, theirs.orgId), world.both, {
    refusal: 'NOT_FOUND',
  });
  const { token: stale } = await issueAccessToken(
    { userId: admin.id, orgId: ours.orgId },
    new Date(Date.now() - 16 * 60_000),
  );
  byToken('a token that has run out', stale, undefined);
  byToken(
    'a token with a forged signature',
    `${(await tokenOf(world, admin)).split('.').slice(0, 2).join('.')}.${'A'.repeat(86)}`,
    undefined,
  );

  for (const scope of KEY_SCOPES) byKey(`key with ${scope}`, await world.apiKey(ours, [scope]), keyed([scope]));
  byKey('key with every scope', await world.apiKey(ours, KEY_SCOPES), keyed(KEY_SCOPES));
  const bearer = await world.apiKey(ours, KEY_SCOPES);
  callers.push({
    ...NONE,
    name: 'key as bearer',
    by: 'key',
    headers: { authorization: `Bearer ${bearer}` },
    ...keyed(KEY_SCOPES),
  });
  byKey('key without a scope', await world.apiKey(ours, []), keyed([]));
  byKey('key of the other organization', await world.apiKey(theirs, KEY_SCOPES), {
    refusal: 'NOT_FOUND',
    home: 'theirs',
    ingest: 'yes',
  });
  byKey('revoked key', await world.apiKey(ours, KEY_SCOPES, 'revoked'));
  byKey('key that has run out', await world.apiKey(ours, KEY_SCOPES, 'expired'));
  byKey('key that never was', `tl_k_${'A'.repeat(43)}`);
  byKey('write key', ours.writeKey, { ingest: 'yes' });
  const basic = Buffer.from(`${ours.writeKey}:`).toString('base64');
  callers.push({
    ...NONE,
    name: 'write key as user name',
    by: 'nothing',
    headers: { authorization: `Basic ${basic}` },
    ingest: 'yes',
  });

  await byCookie('signed in without an organization', world.outsider, { refusal: 'NOT_FOUND' });
  await byCookie('removed member', world.removed, { refusal: 'NOT_FOUND' });
  await byCookie('admin of the other organization', theirs.admin, { refusal: 'NOT_FOUND', home: 'theirs' });
  await byCookie(
    'admin of the other organization, by our slug',
    theirs.admin,
    { refusal: 'NOT_FOUND', home: 'theirs' },
    { 'x-organization': ours.slug },
  );
  await byCookie('admin of the other organization, at home', theirs.admin, { permissions: all, home: 'theirs' }, {});
  await byCookie('admin of both who names none', world.both, { refusal: 'BAD_REQUEST' }, {});
  return callers;
}

function keyed(scopes: readonly Permission[]): Partial<Caller> {
  return { permissions: new Set(scopes), ingest: scopes.includes('events:write') ? 'yes' : 'FORBIDDEN' };
}

/** A token as anybody gets one: by a session, from the route. */
async function tokenOf(world: World, person: Person, orgId?: string): Promise<string> {
  const headers = {
    cookie: await world.cookieOf(person),
    origin: 'http://localhost:3000',
    ...(orgId ? { 'x-organization': orgId } : {}),
  };
  const response = await answer(new Request('http://localhost:3000/api/auth/token', { method: 'POST', headers }));
  const { token } = (await response.json()) as { token?: string };
  if (!token) throw new Error(`no token for ${person.name}: ${response.status}`);
  return token;
}

/** What the rules say of this caller and this operation: that it may, or the code of the refusal. */
export function verdict({ access, plain }: Pick<Operation, 'access' | 'plain'>, caller: Caller): 'may' | ErrorCode {
  if (access === 'public') return 'may';
  if (access === 'ingest') return caller.ingest === 'yes' ? 'may' : caller.ingest;
  if (access === 'session') {
    // The plain ones keep the session itself, which only its cookie can.
    if (plain) return caller.by === 'cookie' ? 'may' : 'UNAUTHORIZED';
    return caller.person ? 'may' : caller.permissions ? 'UNAUTHORIZED' : caller.refusal;
  }
  if (!caller.permissions) return caller.refusal;
  return caller.permissions.has(access.permission) ? 'may' : 'FORBIDDEN';
}
