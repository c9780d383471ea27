import { afterAll, describe, expect, it } from 'vitest';
import { adminClient, allTables, ROLES, tenantTables } from './testing/catalogue';

const admin = await adminClient();
const tables = await allTables(admin);
const tenants = await tenantTables(admin);

afterAll(() => admin.end());

/** Tables whose rows belong to no organization, and why. */
const GLOBAL_TABLES: Record<string, string> = {
  organizations: 'the tenants themselves: a policy by id takes the place of org_id',
  users: 'a person may be in several organizations; each sees its own members',
  sessions: 'of a person, not of an organization; for sign-in alone',
  accounts: 'password hashes; for sign-in alone',
  verifications: 'tokens sent by mail; for sign-in alone',
  account_messages: 'mail with links that open an account; for sign-in alone',
  jwks: 'the keys that sign our tokens; for sign-in alone',
  limit_buckets: 'names of buckets and what they owe; reached through take_limits alone',
  worker_runs: 'what the clock asked for, of the whole installation; for its own schedules and the System page',
  seen_calls: 'hashes of signed calls that were taken; whoever finds out who is calling adds, and the clock forgets',
  'engine.functions': 'what the engine runs; for the engine alone',
  'engine.schedules': 'when it runs what; for the engine alone',
  'engine.queue': 'work by its run, which names the organization; for the engine alone',
  'engine.waits': 'of a run; for the engine alone',
  'engine.seen': 'keys of what was begun already; for the engine alone',
  'drizzle.__drizzle_migrations': 'which migrations were applied; for the migrator alone',
};

/** Unique values that are compared over all organizations, and why nobody learns anything from a clash. */
const GLOBAL_UNIQUES: Record<string, string> = {
  api_keys_hash_unique: 'a hash of 256 random bits',
  invitations_token_hash_unique: 'a hash of 256 random bits',
  sources_hash_unique: 'a hash of 256 random bits',
  live_changes_xid_seq_pk: 'numbers the database gives, by which one reader orders the changes of all',
};

/** References from a tenant's rows to a person, who is no tenant's. */
const REFERENCES_TO_PEOPLE = ['api_keys(created_by)', 'invitations(invited_by)', 'members(user_id)'];

interface Policy {
  table: string;
  name: string;
  roles: string[];
  command: string;
  using: string | null;
  check: string | null;
  permissive: boolean;
}

async function policies(): Promise<Policy[]> {
  const { rows } = await admin.query<Policy>(
    `select tablename as "table", policyname as name, roles::text[] as roles, cmd as command, qual as "using", with_check as "check", permissive = 'PERMISSIVE' as permissive
       from pg_policies order by 1, 2`,
  );
  return rows;
}

const column = async <Value>(sql: string): Promise<Value[]> =>
  (await admin.query<{ value: Value }>(sql)).rows.map((row) => row.value);

describe('every table', () => {
  it('belongs to organizations, or is listed with the reason why not', () => {
    const withoutOrganization = tables
      .filter((table) => !table.hasOrgId && !table.partition)
      .map((table) => table.name);
    expect(withoutOrganization.sort()).toEqual(Object.keys(GLOBAL_TABLES).sort());
  });

  it('holds its rows by row-level security, its owner’s too, partitions included', () => {
    const open = tables.filter((table) => !(table.rowSecurity && table.forced)).map((table) => table.name);
    // The buckets' functions have their owner's rights; to everybody else the table is closed.
    expect(open).toEqual(['drizzle.__drizzle_migrations', 'limit_buckets']);
    expect(tables.filter((table) => table.partition && table.hasOrgId).length).toBeGreaterThanOrEqual(5);
  });
});

describe('the policy of the program', () => {
  it('is one a tenant table, for reading and writing, and names the organization of the transaction', async () => {
    const ofApp = (await policies()).filter(
      (policy) => policy.roles.includes('throughline_app') && tenants.includes(policy.table),
    );
    const rule = '(org_id = ( SELECT current_org() AS current_org))';
    const expected = {
      name: 'tenant',
      roles: ['throughline_app'],
      command: 'ALL',
      using: rule,
      check: rule,
      permissive: true,
    };
    expect(ofApp).toEqual(tenants.toSorted().map((table) => ({ table, ...expected })));
  });

  it('shows of the other tables the organization itself and its people', async () => {
    const others = (await policies()).filter(
      (policy) => policy.roles.includes('throughline_app') && !tenants.includes(policy.table),
    );
    const itself = '(id = ( SELECT current_org() AS current_org))';
    expect(others.map(({ table, command, using, check }) => ({ table, command, using, check }))).toEqual([
      { table: 'organizations', command: 'ALL', using: itself, check: itself },
      {
        table: 'users',
        command: 'SELECT',
        using: expect.stringMatching(/exists.*members.*m\.user_id = users\.id.*current_org\(\)/is),
        check: null,
      },
    ]);
  });

  it('is nobody’s but the program’s roles’: none is for everybody', async () => {
    const roles = new Set((await policies()).flatMap((policy) => policy.roles));
    expect([...roles].sort()).toEqual([...ROLES].sort());
  });

  it('stands on no partition: those are closed by themselves', async () => {
    const partitions = tables.filter((table) => table.partition).map((table) => table.name);
    expect((await policies()).filter((policy) => partitions.includes(policy.table))).toEqual([]);
  });
});

describe('nothing reads around the policies', () => {
  it('no view but with the rights of who asks, and no materialized one', async () => {
    expect(
      await column(
        `select c.relname as value from pg_class c
          where c.relnamespace = 'public'::regnamespace
            and (c.relkind = 'm' or (c.relkind = 'v' and not coalesce(c.reloptions::text ~ 'security_invoker=(true|on|1)', false)))`,
      ),
    ).toEqual([]);
  });

  it('no function with its owner’s rights but those that make partitions and count limits', async () => {
    const { rows } = await admin.query(
      `select p.proname as name, p.prosecdef as definer, p.proconfig as settings, has_function_privilege('public', p.oid, 'execute') as "forAll"
         from pg_proc p
        where p.pronamespace = 'public'::regnamespace and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')
        order by 1`,
    );
    expect(rows).toEqual([
      { name: 'current_org', definer: false, settings: null, forAll: true },
      {
        name: 'ensure_event_partitions',
        definer: true,
        settings: [expect.stringMatching(/^search_path=/)],
        forAll: false,
      },
      ...['forget_full_buckets', 'take_limits'].map((name) => ({
        name,
        definer: true,
        settings: ['search_path=public, pg_temp'],
        forAll: false,
      })),
    ]);
    const mayExecute = (signature: string) =>
      column(
        `select rolname as value from pg_roles where rolname like 'throughline_%' and has_function_privilege(oid, '${signature}', 'execute')`,
      );
    const floats = 'double precision[], double precision[], double precision[], double precision';
    expect(await mayExecute('ensure_event_partitions(date, integer)')).toEqual(['throughline_system']);
    expect(await mayExecute('forget_full_buckets()')).toEqual(['throughline_system']);
    expect(await mayExecute(`take_limits(text[], ${floats})`)).toEqual(['throughline_door']);
  });

  it('no trigger and no rule of ours', async () => {
    expect(await column(`select tgname as value from pg_trigger where not tgisinternal`)).toEqual([]);
    expect(await column(`select rulename as value from pg_rules where schemaname = 'public'`)).toEqual([]);
  });

  it('nor does a partition made later', async () => {
    await admin.query('begin');
    await admin.query('set local role throughline_system');
    await admin.query(`select ensure_event_partitions('2090-01-15', 1)`);
    await admin.query('reset role');
    const made = (await allTables(admin)).filter((table) => table.name === 'events_2090_01');
    const open = await column(
      `select r.rolname as value from pg_roles r where r.rolname like 'throughline_%' and has_table_privilege(r.oid, 'events_2090_01', 'select')`,
    );
    await admin.query('rollback');
    expect(made).toMatchObject([{ partition: true, rowSecurity: true, forced: true }]);
    expect(open).toEqual([]);
  });
});

interface ForeignKey {
  table: string;
  columns: string[];
  referenced: string;
  referencedColumns: string[];
}

async function foreignKeys(): Promise<ForeignKey[]> {
  const { rows } = await admin.query<ForeignKey>(
    `select f.conrelid::regclass::text as "table", f.confrelid::regclass::text as referenced,
            array(select a.attname::text from unnest(f.conkey) with ordinality k(n, i) join pg_attribute a on a.attrelid = f.conrelid and a.attnum = k.n order by k.i) as columns,
            array(select a.attname::text from unnest(f.confkey) with ordinality k(n, i) join pg_attribute a on a.attrelid = f.confrelid and a.attnum = k.n order by k.i) as "referencedColumns"
       from pg_constraint f where f.contype = 'f' and f.conparentid = 0 order by 1, 3`,
  );
  return rows;
}

describe('a reference from a tenant’s row', () => {
  it('to a tenant’s row takes the organization with it: checks of references see all rows', async () => {
    const loose = (await foreignKeys()).filter(
      ({ table, referenced, columns, referencedColumns }) =>
        tenants.includes(table) &&
        tenants.includes(referenced) &&
        !columns.some((name, index) => name === 'org_id' && referencedColumns[index] === 'org_id'),
    );
    expect(loose).toEqual([]);
  });

  it('to anything else is to its organization or to a person of the list', async () => {
    const outside = (await foreignKeys()).filter(
      ({ table, referenced }) => tenants.includes(table) && !tenants.includes(referenced),
    );
    const toPeople = outside
      .filter(({ referenced }) => referenced === 'users')
      .map(({ table, columns }) => `${table}(${columns})`);
    expect(toPeople).toEqual(REFERENCES_TO_PEOPLE);
    const toOrganizations = outside.filter(({ referenced }) => referenced !== 'users');
    expect(toOrganizations.length).toBeGreaterThan(5);
    for (const key of toOrganizations)
      expect(key).toMatchObject({ referenced: 'organizations', columns: ['org_id'], referencedColumns: ['id'] });
  });

  it('never comes from a table without an organization', async () => {
    expect(
      (await foreignKeys()).filter(({ table, referenced }) => !tenants.includes(table) && tenants.includes(referenced)),
    ).toEqual([]);
  });
});

it('a value is unique within its organization: every other uniqueness is listed with the reason', async () => {
  const { rows } = await admin.query<{ name: string; first: string | null }>(
    `select i.indexrelid::regclass::text as name, a.attname::text as first
       from pg_index i join pg_class c on c.oid = i.indrelid
       left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
      where i.indisunique and c.relnamespace = 'public'::regnamespace
        and exists (select 1 from pg_attribute o where o.attrelid = c.oid and o.attname = 'org_id')
      order by 1`,
  );
  expect(rows.length).toBeGreaterThan(20);
  expect(rows.filter(({ first }) => first !== 'org_id').map(({ name }) => name)).toEqual(
    Object.keys(GLOBAL_UNIQUES).sort(),
  );
});
