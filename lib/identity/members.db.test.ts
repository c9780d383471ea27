import { beforeEach, describe, expect, it } from 'vitest';
import { type OrgContext, orgContext, type Permission, systemDb } from '@/lib/tenancy';
import { changeMemberRole } from './change-member-role';
import { listMembers } from './list-members';
import { removeMember } from './remove-member';
import { addMember, contextOf, newOrganization, newPerson, type Person } from './testing/people';

const fixtures = systemDb('fixtures of a test');
const RANDOM_ID = '01990000-0000-7000-8000-000000000000';

let ada: Person;
let orgId: string;
let ctx: OrgContext;
let adasMembership: string;

beforeEach(async () => {
  ada = await newPerson('Ada');
  ({ orgId } = await newOrganization(ada));
  ctx = contextOf(orgId, ada, 'admin');
  adasMembership = (await listMembers(ctx, { limit: 1 })).items[0]!.id;
});

async function admins(): Promise<number> {
  const { rows } = await fixtures.query<{ count: number }>(
    `select count(*) from members where org_id = $1 and role = 'admin'`,
    [orgId],
  );
  return rows[0]!.count;
}

async function actions(): Promise<string[]> {
  const { rows } = await fixtures.query<{ action: string }>(
    'select action from audit_log where org_id = $1 order by id',
    [orgId],
  );
  return rows.map(({ action }) => action);
}

describe('the list of members', () => {
  it('is read page by page, each member once', async () => {
    for (const name of ['Bob', 'Cleo', 'Dan', 'Eve']) await addMember(orgId, await newPerson(name), 'rep');
    await addMember((await newOrganization(await newPerson())).orgId, await newPerson('Stranger'), 'rep');
    const names: string[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < 3; page += 1) {
      const { items, nextCursor } = await listMembers(ctx, { limit: 2, cursor });
      names.push(...items.map(({ name }) => name));
      cursor = nextCursor ?? undefined;
      expect(nextCursor === null).toBe(page === 2);
    }
    expect(names).toEqual(['Ada', 'Bob', 'Cleo', 'Dan', 'Eve']);
    expect((await listMembers(ctx, { limit: 5 })).nextCursor).toBeNull();
  });

  it('refuses a cursor that is none', async () => {
    await expect(listMembers(ctx, { limit: 2, cursor: 'garbage' })).rejects.toMatchObject({
      code: 'VALIDATION',
      field: 'cursor',
    });
  });
});

describe('a role', () => {
  it('changes, and the change is written down', async () => {
    const bob = await newPerson('Bob');
    const id = await addMember(orgId, bob, 'rep');
    expect(await changeMemberRole(ctx, { id, role: 'manager' })).toMatchObject({
      id,
      userId: bob.id,
      name: 'Bob',
      role: 'manager',
    });
    expect((await listMembers(ctx, { limit: 5 })).items.map(({ role }) => role)).toEqual(['admin', 'manager']);
    await changeMemberRole(ctx, { id, role: 'manager' });
    expect(await actions()).toEqual(['organization.created', 'member.role_changed']);
  });

  it('cannot be given, or taken, by somebody who holds less', async () => {
    const id = await addMember(orgId, await newPerson(), 'viewer');
    const permissions: ReadonlySet<Permission> = new Set(['members:write', 'dashboard:read', 'team:read']);
    const limited = orgContext({
      orgId,
      actor: { kind: 'user', userId: ada.id, role: 'manager' },
      permissions,
      requestId: 'test',
    });
    await expect(changeMemberRole(limited, { id, role: 'admin' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(changeMemberRole(limited, { id: adasMembership, role: 'viewer' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    await expect(removeMember(limited, { id: adasMembership })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await removeMember(limited, { id });
  });
});

describe('the last admin', () => {
  it('stays, and stays admin', async () => {
    await addMember(orgId, await newPerson(), 'manager');
    await expect(removeMember(ctx, { id: adasMembership })).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(changeMemberRole(ctx, { id: adasMembership, role: 'viewer' })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    expect(await admins()).toBe(1);
  });

  it('stays when two admins remove each other in the same moment', async () => {
    for (let round = 0; round < 10; round += 1) {
      const bob = await newPerson();
      await addMember(orgId, bob, 'admin');
      const current = (await listMembers(ctx, { limit: 200 })).items.filter(({ role }) => role === 'admin');
      expect(current).toHaveLength(2);
      const [first, second] = current as [(typeof current)[0], (typeof current)[0]];
      const removals = await Promise.allSettled([
        removeMember(ctx, { id: first.id }),
        round % 2 ? removeMember(ctx, { id: second.id }) : changeMemberRole(ctx, { id: second.id, role: 'viewer' }),
      ]);
      expect(await admins()).toBe(1);
      const refused = removals.filter((outcome) => outcome.status === 'rejected');
      expect(refused).toHaveLength(1);
      expect(refused[0]!.reason).toMatchObject({ code: 'CONFLICT' });
    }
  });
});

describe('removal', () => {
  it('removes the member, keeps the account, and is written down', async () => {
    const bob = await newPerson();
    const id = await addMember(orgId, bob, 'rep');
    await removeMember(ctx, { id });
    expect((await listMembers(ctx, { limit: 5 })).items.map(({ userId }) => userId)).toEqual([ada.id]);
    expect(await actions()).toEqual(['organization.created', 'member.removed']);
    await expect(removeMember(ctx, { id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

it('a member of another organization is not found, like one that does not exist', async () => {
  const stranger = await newPerson();
  const { orgId: elsewhere } = await newOrganization(stranger);
  const theirs = await addMember(elsewhere, await newPerson(), 'rep');
  const refusals: unknown[] = [];
  for (const id of [theirs, RANDOM_ID]) {
    for (const attempt of [() => removeMember(ctx, { id }), () => changeMemberRole(ctx, { id, role: 'viewer' })])
      refusals.push(await attempt().catch(({ code, message, field }) => ({ code, message, field })));
  }
  expect(new Set(refusals.map((refusal) => JSON.stringify(refusal))).size).toBe(1);
  expect(refusals[0]).toMatchObject({ code: 'NOT_FOUND' });
});
