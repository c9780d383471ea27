import { expect, it } from 'vitest';
import { systemDb } from '@/lib/tenancy';
import { audit } from './audit';
import { contextOf, newOrganization, newPerson } from './testing/people';

const fixtures = systemDb('fixtures of a test');

it('a change and its row in the audit log come together or not at all', async () => {
  const ada = await newPerson();
  const { orgId } = await newOrganization(ada);
  const ctx = contextOf(orgId, ada, 'admin', () => new Date('2030-01-02T03:04:05.678Z'));
  const change = ctx.run(async (db) => {
    await audit(db, ctx, 'test.changed', 'subject', { before: 1, after: 2 });
    throw new Error('and then it failed');
  });
  await expect(change).rejects.toThrow('and then it failed');
  await ctx.run((db) => audit(db, ctx, 'test.changed', 'subject', { before: [1], after: null }));
  const { rows } = await fixtures.query(
    'select at, actor, subject, change, request_id from audit_log where org_id = $1 and action = $2',
    [orgId, 'test.changed'],
  );
  expect(rows).toEqual([
    {
      at: new Date('2030-01-02T03:04:05.678Z'),
      actor: { kind: 'user', userId: ada.id, role: 'admin' },
      subject: 'subject',
      change: { before: [1], after: null },
      request_id: 'test',
    },
  ]);
});

it.each([
  'key',
  'writeKey',
  'apiKey',
  'sealedKey',
  'sealed_key',
  'token',
  'tokenHash',
  'password',
  'clientSecret',
  'link',
])('the audit log takes no field named %s, however deep', async (name) => {
  const ada = await newPerson();
  const ctx = contextOf((await newOrganization(ada)).orgId, ada, 'admin');
  const write = (change: Record<string, unknown>) => ctx.run((db) => audit(db, ctx, 'test.changed', 's', change));
  await expect(write({ [name]: 'x' })).rejects.toThrow(name);
  await expect(write({ after: [{ [name]: 'x' }] })).rejects.toThrow(name);
  await write({ prefix: 'tl_k_abcde', keyCount: 1 });
});
