import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hashKey } from '@/lib/platform/crypto';
import { type OrgContext, orgContext, type Permission, systemDb } from '@/lib/tenancy';
import { acceptInvitation } from './accept-invitation';
import type { Membership } from './contract';
import { createInvitation } from './create-invitation';
import type { CallerUser } from './identify-caller';
import { listInvitations } from './list-invitations';
import { listMembers } from './list-members';
import { previewInvitation } from './preview-invitation';
import { removeMember } from './remove-member';
import { revokeInvitation } from './revoke-invitation';
import { contextOf, newOrganization, newPerson, type Person } from './testing/people';

const fixtures = systemDb('fixtures of a test');
const DAY_MS = 24 * 3600 * 1000;

let ada: Person;
let bob: Person;
let org: Membership;
let ctx: OrgContext;

beforeAll(async () => {
  ada = await newPerson('Ada');
  bob = await newPerson('Bob');
});

beforeEach(async () => {
  org = await newOrganization(ada);
  ctx = contextOf(org.orgId, ada, 'admin');
});

const tokenOf = ({ link }: { link: string }) => link.split('/').at(-1)!;
const deps = (now = new Date()) => ({ requestId: 'test', now: () => now });
const accept = (user: CallerUser, token: string, now?: Date) => acceptInvitation(user, { token }, deps(now));

async function memberNames(): Promise<string[]> {
  return (await listMembers(ctx, { limit: 50 })).items.map(({ name }) => name);
}

describe('an invitation', () => {
  it('is a link of 256 random bits that is shown once and stored as a hash', async () => {
    const made = await createInvitation(ctx, { role: 'rep' });
    expect(made.link).toMatch(/^http:\/\/localhost:3000\/invite\/[A-Za-z0-9_-]{43}$/);
    const { rows } = await fixtures.query<{ token_hash: Buffer; invited_by: string; row: string }>(
      'select token_hash, invited_by, i::text as row from invitations i where id = $1',
      [made.id],
    );
    expect(rows[0]!.token_hash).toEqual(hashKey(tokenOf(made)));
    expect(rows[0]!.invited_by).toBe(ada.id);
    const audits = await fixtures.query<{ row: string }>('select a::text as row from audit_log a where org_id = $1', [
      org.orgId,
    ]);
    for (const { row } of [...rows, ...audits.rows]) expect(row).not.toContain(tokenOf(made));
    const { items } = await listInvitations(ctx, { limit: 5 });
    expect(items).toEqual([
      { id: made.id, email: null, role: 'rep', createdAt: made.createdAt, expiresAt: made.expiresAt, mail: null },
    ]);
    expect((await fixtures.query('select 1 from outbox_messages where org_id = $1', [org.orgId])).rows).toEqual([]);
  });

  it('to an address is kept in the outbox where nothing is sent, with the link', async () => {
    const made = await createInvitation(ctx, { role: 'rep', email: 'New@Reader.org' });
    expect(made).toMatchObject({ email: 'new@reader.org', mail: 'kept' });
    expect((await listInvitations(ctx, { limit: 5 })).items).toMatchObject([{ id: made.id, mail: 'kept' }]);
    const { rows } = await fixtures.query<{ to_address: string; subject: string; text: string }>(
      'select to_address, subject, text from outbox_messages where org_id = $1',
      [org.orgId],
    );
    expect(rows).toEqual([
      { to_address: 'new@reader.org', subject: `Join ${org.name} on Throughline`, text: expect.any(String) },
    ]);
    expect(rows[0]!.text).toContain(`\n${made.link}\n`);
    expect(rows[0]!.text).toContain('Ada invites you');
  });

  it('says what it leads to', async () => {
    const made = await createInvitation(ctx, { role: 'rep', email: 'New@Example.test' });
    expect(await previewInvitation({ token: tokenOf(made) }, deps())).toEqual({
      organization: org.name,
      role: 'rep',
      email: 'new@example.test',
    });
    await expect(previewInvitation({ token: 'x'.repeat(43) }, deps())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('makes a member, and accepting twice changes nothing', async () => {
    const token = tokenOf(await createInvitation(ctx, { role: 'rep' }));
    const joined = { orgId: org.orgId, slug: org.slug, name: org.name, role: 'rep', isDemo: false };
    expect(await accept(bob, token)).toEqual(joined);
    expect(await accept(bob, token)).toEqual(joined);
    expect(await memberNames()).toEqual(['Ada', 'Bob']);
    expect((await listInvitations(ctx, { limit: 5 })).items).toEqual([]);
    const { rows } = await fixtures.query<{ action: string; actor: { userId: string } }>(
      `select action, actor from audit_log where org_id = $1 and action = 'member.joined'`,
      [org.orgId],
    );
    expect(rows).toEqual([{ action: 'member.joined', actor: { kind: 'user', userId: bob.id, role: 'rep' } }]);
  });

  it('accepted twice at once by one person makes one member', async () => {
    const token = tokenOf(await createInvitation(ctx, { role: 'rep' }));
    const outcomes = await Promise.all([accept(bob, token), accept(bob, token), accept(bob, token)]);
    expect(new Set(outcomes.map(({ role }) => role))).toEqual(new Set(['rep']));
    expect(await memberNames()).toEqual(['Ada', 'Bob']);
  });

  it('is good for one person, also when two are quick', async () => {
    const cleo = await newPerson('Cleo');
    for (let round = 0; round < 5; round += 1) {
      const { orgId } = await newOrganization(ada);
      const own = contextOf(orgId, ada, 'admin');
      const token = tokenOf(await createInvitation(own, { role: 'rep' }));
      const outcomes = await Promise.allSettled([accept(bob, token), accept(cleo, token)]);
      const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
      expect(refused).toHaveLength(1);
      expect(refused[0]!.reason).toMatchObject({ code: 'GONE' });
      expect((await listMembers(own, { limit: 5 })).items).toHaveLength(2);
      await expect(accept(await newPerson(), token)).rejects.toMatchObject({ code: 'GONE' });
    }
  });

  it('withdrawn while it is accepted is one or the other, never both', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { orgId } = await newOrganization(ada);
      const own = contextOf(orgId, ada, 'admin');
      const made = await createInvitation(own, { role: 'rep' });
      const [accepted, revoked] = await Promise.allSettled([
        accept(bob, tokenOf(made)),
        revokeInvitation(own, { id: made.id }),
      ]);
      expect(accepted.status).not.toBe(revoked.status);
      expect((await listMembers(own, { limit: 5 })).items).toHaveLength(accepted.status === 'fulfilled' ? 2 : 1);
    }
  });

  it('raises no member: who is in already keeps their role, and the link stays good', async () => {
    await accept(bob, tokenOf(await createInvitation(ctx, { role: 'viewer' })));
    const token = tokenOf(await createInvitation(ctx, { role: 'admin' }));
    expect((await accept(bob, token)).role).toBe('viewer');
    expect((await accept(await newPerson(), token)).role).toBe('admin');
  });

  it('does not let a removed member back in', async () => {
    const token = tokenOf(await createInvitation(ctx, { role: 'rep' }));
    await accept(bob, token);
    const member = (await listMembers(ctx, { limit: 5 })).items.find(({ userId }) => userId === bob.id)!;
    await removeMember(ctx, { id: member.id });
    await expect(accept(bob, token)).rejects.toMatchObject({ code: 'GONE' });
  });

  it('runs out after seven days', async () => {
    const made = await createInvitation(ctx, { role: 'rep' });
    const end = new Date(made.createdAt).getTime() + 7 * DAY_MS;
    expect(made.expiresAt).toBe(new Date(end).toISOString());
    expect((await previewInvitation({ token: tokenOf(made) }, deps(new Date(end - 1)))).role).toBe('rep');
    for (const attempt of [
      () => previewInvitation({ token: tokenOf(made) }, deps(new Date(end))),
      () => accept(bob, tokenOf(made), new Date(end)),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: 'GONE' });
    const later = contextOf(org.orgId, ada, 'admin', () => new Date(end));
    expect((await listInvitations(later, { limit: 5 })).items).toEqual([]);
    expect(await memberNames()).toEqual(['Ada']);
  });

  it('for one address is refused to another', async () => {
    const token = tokenOf(await createInvitation(ctx, { role: 'rep', email: bob.email.toUpperCase() }));
    await expect(accept(await newPerson('Eve'), token)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect((await accept(bob, token)).role).toBe('rep');
  });

  it('can be withdrawn until it was used', async () => {
    const made = await createInvitation(ctx, { role: 'rep' });
    await revokeInvitation(ctx, { id: made.id });
    await revokeInvitation(ctx, { id: made.id });
    await expect(accept(bob, tokenOf(made))).rejects.toMatchObject({ code: 'GONE' });
    await expect(previewInvitation({ token: tokenOf(made) }, deps())).rejects.toMatchObject({ code: 'GONE' });
    const used = await createInvitation(ctx, { role: 'rep' });
    await accept(bob, tokenOf(used));
    await expect(revokeInvitation(ctx, { id: used.id })).rejects.toMatchObject({ code: 'CONFLICT' });
    const { rowCount } = await fixtures.query(
      `select 1 from audit_log where org_id = $1 and action = 'invitation.revoked'`,
      [org.orgId],
    );
    expect(rowCount).toBe(1);
  });

  it('gives no more than who makes it holds', async () => {
    const permissions: ReadonlySet<Permission> = new Set(['members:write', 'dashboard:read', 'reports:read']);
    const limited = orgContext({
      orgId: org.orgId,
      actor: { kind: 'user', userId: ada.id, role: 'analyst' },
      permissions,
      requestId: 't',
    });
    await expect(createInvitation(limited, { role: 'rep' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect((await createInvitation(limited, { role: 'analyst' })).role).toBe('analyst');
  });

  it('of another organization is not found, like one that does not exist', async () => {
    const stranger = await newPerson();
    const { orgId } = await newOrganization(stranger);
    const theirs = await createInvitation(contextOf(orgId, stranger, 'admin'), { role: 'rep' });
    const refusals = [];
    for (const id of [theirs.id, '01990000-0000-7000-8000-000000000000'])
      refusals.push(await revokeInvitation(ctx, { id }).catch(({ code, message }) => ({ code, message })));
    expect(refusals[0]).toEqual(refusals[1]);
    expect(refusals[0]).toMatchObject({ code: 'NOT_FOUND' });
    expect((await previewInvitation({ token: tokenOf(theirs) }, deps())).role).toBe('rep');
  });
});

it('the list is read page by page, newest first', async () => {
  const made = [];
  for (let index = 0; index < 3; index += 1) made.push(await createInvitation(ctx, { role: 'rep' }));
  const first = await listInvitations(ctx, { limit: 2 });
  const second = await listInvitations(ctx, { limit: 2, cursor: first.nextCursor! });
  expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(made.map(({ id }) => id).reverse());
  expect(second.nextCursor).toBeNull();
  await expect(listInvitations(ctx, { limit: 2, cursor: 'W10' })).rejects.toMatchObject({ field: 'cursor' });
});
