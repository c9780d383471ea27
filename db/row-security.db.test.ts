import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { adminClient, tenantTables } from './testing/catalogue';
import { sampleRows } from './testing/sample-rows';

// Everything happens in one transaction that is taken back, so that no other suite meets these rows.
const admin = await adminClient();
const tables = await tenantTables(admin);

const ours = randomUUID();
const theirs = randomUUID();
const [colleague, stranger] = [randomUUID(), randomUUID()];
let insert: Awaited<ReturnType<typeof sampleRows>>;

beforeAll(async () => {
  insert = await sampleRows(admin);
  await admin.query('begin');
  // Rows stand by themselves: what is asked here is who sees them, not what they refer to.
  await admin.query('set local session_replication_role = replica');
  for (const [orgId, user] of [
    [ours, colleague],
    [theirs, stranger],
  ] as const) {
    await insert('organizations', { id: orgId, slug: orgId });
    await insert('users', { id: user, email: `${user}@example.test` });
    for (const table of tables)
      await insert(table, { org_id: orgId, ...(table === 'members' ? { user_id: user } : {}) });
  }
  await admin.query('set local session_replication_role = origin');
});

beforeEach(async () => {
  await admin.query('savepoint test');
  await admin.query('set local role throughline_app');
});

afterEach(async () => {
  await admin.query('rollback to savepoint test');
});

afterAll(async () => {
  await admin.query('rollback');
  await admin.end();
});

const actFor = (orgId: string) => admin.query(`select set_config('app.org_id', $1, true)`, [orgId]);

async function organizationsSeenIn(table: string): Promise<string[]> {
  const { rows } = await admin.query<{ org_id: string }>(`select distinct org_id from "${table}" order by 1`);
  return rows.map((row) => row.org_id);
}

/** The SQLSTATE of a refusal, or how many rows were reached. The transaction goes on either way. */
async function attempt(work: () => Promise<unknown>): Promise<string | number | null> {
  await admin.query('savepoint attempt');
  try {
    const result = await work();
    return result instanceof pg.Result ? result.rowCount : null;
  } catch (error) {
    await admin.query('rollback to savepoint attempt');
    if (error instanceof pg.DatabaseError && error.code) return error.code;
    throw error;
  }
}

const REFUSED = '42501';
const NOTHING_REACHED = [0, REFUSED];

it('there are tenant tables, and the database’s owner is not held by their policies', async () => {
  await admin.query('reset role');
  expect(tables.length).toBeGreaterThanOrEqual(20);
  for (const table of tables) expect(await organizationsSeenIn(table)).toEqual(expect.arrayContaining([ours, theirs]));
});

describe.each(tables)('%s', (table) => {
  it('shows an organization its own rows alone', async () => {
    await actFor(ours);
    expect(await organizationsSeenIn(table)).toEqual([ours]);
    await actFor(theirs);
    expect(await organizationsSeenIn(table)).toEqual([theirs]);
  });

  it('takes no row for another organization, and gives none away', async () => {
    await actFor(ours);
    expect(await attempt(() => insert(table, { org_id: theirs }))).toBe(REFUSED);
    expect(
      await attempt(() => admin.query(`update "${table}" set org_id = $1 where org_id = $2`, [theirs, ours])),
    ).toBe(REFUSED);
  });

  it('lets nobody change or delete another organization’s rows', async () => {
    await actFor(ours);
    expect(NOTHING_REACHED).toContain(
      await attempt(() => admin.query(`update "${table}" set org_id = org_id where org_id = $1`, [theirs])),
    );
    expect(NOTHING_REACHED).toContain(
      await attempt(() => admin.query(`delete from "${table}" where org_id = $1`, [theirs])),
    );
    await admin.query('reset role');
    expect(await organizationsSeenIn(table)).toEqual(expect.arrayContaining([theirs]));
  });

  it('is empty and closed while no organization is set', async () => {
    expect(await organizationsSeenIn(table)).toEqual([]);
    // What a transaction-local setting leaves behind.
    await actFor('');
    expect(await organizationsSeenIn(table)).toEqual([]);
    expect(await attempt(() => insert(table, { org_id: ours }))).toBe(REFUSED);
  });
});

describe('the tables without an organization', () => {
  it('show an organization itself and the people in it', async () => {
    await actFor(ours);
    const organizations = await admin.query('select id from organizations');
    expect(organizations.rows).toEqual([{ id: ours }]);
    const people = await admin.query('select id from users');
    expect(people.rows).toEqual([{ id: colleague }]);
    expect(await attempt(() => admin.query('update organizations set name = name where id = $1', [theirs]))).toBe(0);
    expect(await attempt(() => admin.query('update organizations set id = $1 where id = $2', [theirs, ours]))).toBe(
      REFUSED,
    );
    expect(await attempt(() => insert('organizations', { slug: 'another' }))).toBe(REFUSED);
  });

  it.each(['sessions', 'accounts', 'verifications', 'jwks', 'account_messages'])(
    'are closed where they hold secrets: %s',
    async (table) => {
      await actFor(ours);
      expect(await attempt(() => admin.query(`select 1 from "${table}"`))).toBe(REFUSED);
    },
  );

  it('show nobody’s secrets among the people', async () => {
    await actFor(ours);
    expect(await attempt(() => admin.query('select email_verified from users'))).toBe(REFUSED);
    expect(await attempt(() => admin.query('update users set name = name'))).toBe(REFUSED);
  });
});

it('a setting that is no id shows nothing at all', async () => {
  await actFor(`${ours}' or true --`);
  expect(await attempt(() => admin.query('select 1 from leads'))).toBe('22P02');
});

it('a partition cannot be read around the ledger’s policy', async () => {
  await actFor(ours);
  const { rows } = await admin.query<{ name: string }>(
    `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'events'::regclass`,
  );
  expect(rows.length).toBeGreaterThanOrEqual(5);
  for (const { name } of rows) expect(await attempt(() => admin.query(`select 1 from ${name}`))).toBe(REFUSED);
});
