import { beforeAll, describe, expect, it } from 'vitest';
import { hashKey } from '@/lib/platform/crypto';
import { type OrgContext, orgContext, type Permission, systemDb } from '@/lib/tenancy';
import { createApiKey } from './create-api-key';
import { listApiKeys } from './list-api-keys';
import { revokeApiKey } from './revoke-api-key';
import { contextOf, newOrganization, newPerson, type Person } from './testing/people';

const fixtures = systemDb('fixtures of a test');

let ada: Person;
let orgId: string;
let ctx: OrgContext;

beforeAll(async () => {
  ada = await newPerson();
  ({ orgId } = await newOrganization(ada));
  ctx = contextOf(orgId, ada, 'admin');
});

describe('an API key', () => {
  it('is shown once, when it is made, and stored as a hash', async () => {
    const { key, ...made } = await createApiKey(ctx, {
      name: 'CI',
      scopes: ['leads:read', 'leads:read', 'events:write'],
    });
    expect(key).toMatch(/^tl_k_[A-Za-z0-9_-]{43}$/);
    expect(made).toMatchObject({
      name: 'CI',
      prefix: key.slice(0, 10),
      scopes: ['events:write', 'leads:read'],
      lastUsedAt: null,
    });
    const { rows } = await fixtures.query<{ hash: Buffer; row: string }>(
      'select hash, k::text as row from api_keys k where id = $1',
      [made.id],
    );
    expect(rows[0]!.hash).toEqual(hashKey(key));
    const { rows: audits } = await fixtures.query<{ row: string }>(
      'select a::text as row from audit_log a where org_id = $1',
      [orgId],
    );
    for (const { row } of [...rows, ...audits]) expect(row).not.toContain(key.slice(10));
    const listed = (await listApiKeys(ctx, { limit: 200 })).items.find(({ id }) => id === made.id);
    expect(listed).toEqual(made);
    expect(JSON.stringify(await listApiKeys(ctx, { limit: 200 }))).not.toContain(key.slice(10));
  });

  it('gets no scope that who makes it does not hold', async () => {
    const permissions: ReadonlySet<Permission> = new Set(['keys:write', 'leads:read']);
    const limited = orgContext({
      orgId,
      actor: { kind: 'user', userId: ada.id, role: 'rep' },
      permissions,
      requestId: 'test',
    });
    await expect(createApiKey(limited, { name: 'k', scopes: ['leads:read', 'leads:write'] })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    expect((await createApiKey(limited, { name: 'k', scopes: ['leads:read'] })).scopes).toEqual(['leads:read']);
  });

  it('cannot have run out before it is made', async () => {
    const at = new Date();
    const fixed = contextOf(orgId, ada, 'admin', () => at);
    const make = (expiresAt: Date) =>
      createApiKey(fixed, { name: 'k', scopes: ['leads:read'], expiresAt: expiresAt.toISOString() });
    await expect(make(at)).rejects.toMatchObject({ code: 'VALIDATION', field: 'expiresAt' });
    expect((await make(new Date(at.getTime() + 1))).expiresAt).toBe(new Date(at.getTime() + 1).toISOString());
  });

  it('stays in the list when revoked; revoking twice is harmless', async () => {
    const { id } = await createApiKey(ctx, { name: 'old', scopes: ['leads:read'] });
    await revokeApiKey(ctx, { id });
    const first = (await listApiKeys(ctx, { limit: 200 })).items.find((key) => key.id === id)!.revokedAt;
    expect(first).not.toBeNull();
    await revokeApiKey(ctx, { id });
    expect((await listApiKeys(ctx, { limit: 200 })).items.find((key) => key.id === id)!.revokedAt).toBe(first);
    const { rows } = await fixtures.query<{ action: string; change: object }>(
      'select action, change from audit_log where subject = $1 order by id',
      [id],
    );
    expect(rows.map(({ action }) => action)).toEqual(['api_key.created', 'api_key.revoked']);
  });

  it('of another organization is not found, like one that does not exist', async () => {
    const stranger = await newPerson();
    const elsewhere = await newOrganization(stranger);
    const theirs = contextOf(elsewhere.orgId, stranger, 'admin');
    const { id } = await createApiKey(theirs, { name: 'theirs', scopes: ['leads:read'] });
    const refusals = [];
    for (const named of [id, '01990000-0000-7000-8000-000000000000'])
      refusals.push(await revokeApiKey(ctx, { id: named }).catch(({ code, message }) => ({ code, message })));
    expect(refusals[0]).toEqual(refusals[1]);
    expect(refusals[0]).toMatchObject({ code: 'NOT_FOUND' });
    expect((await listApiKeys(theirs, { limit: 5 })).items[0]!.revokedAt).toBeNull();
  });
});

it('the list is read page by page, newest first', async () => {
  const person = await newPerson();
  const own = contextOf((await newOrganization(person)).orgId, person, 'admin');
  const made = [];
  for (let index = 0; index < 5; index += 1)
    made.push((await createApiKey(own, { name: `k${index}`, scopes: ['leads:read'] })).id);
  const read: string[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < 3; page += 1) {
    const { items, nextCursor } = await listApiKeys(own, { limit: 2, cursor });
    read.push(...items.map(({ id }) => id));
    cursor = nextCursor ?? undefined;
  }
  expect(read).toEqual(made.reverse());
  expect(cursor).toBeUndefined();
  await expect(listApiKeys(own, { limit: 2, cursor: '%' })).rejects.toMatchObject({
    code: 'VALIDATION',
    field: 'cursor',
  });
});
