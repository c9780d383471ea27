import { beforeAll, describe, expect, it } from 'vitest';
import { type OrgContext, systemDb } from '@/lib/tenancy';
import { createApiKey } from './create-api-key';
import { createInvitation } from './create-invitation';
import { contextOf, newOrganization, newPerson, type Person } from './testing/people';

const fixtures = systemDb('fixtures of a test');

let ada: Person;
let eve: Person;
let mine: OrgContext;
let theirs: OrgContext;

/** Each table of identity, with what a forgetful program might insert into it for another organization ($1). */
const INSERTS: Record<string, () => [columns: string, values: unknown[]]> = {
  organization_settings: () => ['org_id', []],
  members: () => ['org_id, id, user_id, role', [crypto.randomUUID(), ada.id, 'admin']],
  invitations: () => [
    'org_id, id, role, token_hash, expires_at',
    [crypto.randomUUID(), 'admin', Buffer.from(crypto.randomUUID()), new Date()],
  ],
  api_keys: () => [
    'org_id, id, name, prefix, hash, scopes',
    [crypto.randomUUID(), 'n', 'p', Buffer.from(crypto.randomUUID()), []],
  ],
  audit_log: () => [
    'org_id, id, at, actor, action, subject, change, request_id',
    [crypto.randomUUID(), new Date(), {}, 'a.b', 's', {}, 'r'],
  ],
};

beforeAll(async () => {
  [ada, eve] = [await newPerson('Ada'), await newPerson('Eve')];
  mine = contextOf((await newOrganization(ada)).orgId, ada, 'admin');
  theirs = contextOf((await newOrganization(eve)).orgId, eve, 'admin');
  for (const ctx of [mine, theirs]) {
    await createInvitation(ctx, { role: 'rep' });
    await createApiKey(ctx, { name: 'k', scopes: ['leads:read'] });
  }
});

describe.each(Object.keys(INSERTS))('%s', (table) => {
  it('shows the rows of one organization, with no filter at all', async () => {
    const { rows } = await mine.run((db) => db.query<{ org_id: string }>(`select org_id from ${table}`));
    expect(rows.length).toBeGreaterThan(0);
    expect(new Set(rows.map(({ org_id }) => org_id))).toEqual(new Set([mine.orgId]));
    const { rowCount } = await mine.run((db) => db.query(`select 1 from ${table} where org_id = $1`, [theirs.orgId]));
    expect(rowCount).toBe(0);
  });

  it('takes no row for another organization', async () => {
    const [columns, values] = INSERTS[table]!();
    const marks = [theirs.orgId, ...values].map((_, index) => `$${index + 1}`).join(', ');
    const insert = mine.run((db) =>
      db.query(`insert into ${table} (${columns}) values (${marks})`, [theirs.orgId, ...values]),
    );
    await expect(insert).rejects.toThrow(/row-level security/);
  });

  it('lets no row be changed, moved or removed for another organization', async () => {
    const count = async () =>
      (await fixtures.query<{ count: number }>(`select count(*) from ${table} where org_id = $1`, [theirs.orgId]))
        .rows[0]!.count;
    const before = await count();
    for (const statement of [
      `delete from ${table} where org_id = $1`,
      `update ${table} set org_id = org_id where org_id = $1`,
    ]) {
      const affected = await mine
        .run((db) => db.query(statement, [theirs.orgId]))
        .then(
          ({ rowCount }) => rowCount,
          (error: Error) => error.message,
        );
      // The audit log may not be changed by anybody; the others have nothing of the other organization to change.
      expect(affected).toBe(table === 'audit_log' ? 'permission denied for table audit_log' : 0);
    }
    const move = mine.run((db) => db.query(`update ${table} set org_id = $1`, [theirs.orgId]));
    await expect(move).rejects.toThrow(/row-level security|permission denied/);
    expect(await count()).toBe(before);
  });
});

describe('people', () => {
  it('are seen by those who share an organization with them, and without what signs them in', async () => {
    const { rows } = await mine.run((db) => db.query<{ name: string }>('select name from users'));
    expect(rows).toEqual([{ name: 'Ada' }]);
    for (const table of ['sessions', 'accounts', 'verifications', 'jwks'])
      await expect(mine.run((db) => db.query(`select 1 from ${table}`))).rejects.toThrow('permission denied');
    await expect(mine.run((db) => db.query(`update users set name = 'x'`))).rejects.toThrow('permission denied');
  });
});

describe('organizations', () => {
  it('are seen one at a time, and none without one', async () => {
    const { rows } = await mine.run((db) => db.query<{ id: string }>('select id from organizations'));
    expect(rows).toEqual([{ id: mine.orgId }]);
    const renamed = await mine.run((db) =>
      db.query(`update organizations set name = 'x' where id = $1`, [theirs.orgId]),
    );
    expect(renamed.rowCount).toBe(0);
    const blind = await mine.run(async (db) => {
      await db.query(`select set_config('app.org_id', '', true)`);
      return db.query('select 1 from organizations union all select 1 from members union all select 1 from api_keys');
    });
    expect(blind.rowCount).toBe(0);
  });
});

it('the audit log is only ever added to', async () => {
  for (const statement of [`update audit_log set action = 'x'`, 'delete from audit_log', 'truncate audit_log'])
    await expect(mine.run((db) => db.query(statement))).rejects.toThrow('permission denied');
});
