import { afterAll, expect, it } from 'vitest';
import { adminClient, allTables, type DatabaseRole, ROLES, tenantTables } from './testing/catalogue';

const admin = await adminClient();
const tenants = await tenantTables(admin);
const engineTables = (await allTables(admin)).map(({ name }) => name).filter((name) => name.startsWith('engine.'));

afterAll(() => admin.end());

const ALL = 'select insert update delete';
/** Only ever added to, whatever the code above the database does. */
const APPEND_ONLY = ['audit_log', 'event_keys', 'events'];

const each = (names: string[], privileges: string) => Object.fromEntries(names.map((name) => [name, privileges]));

/** What each role may do, in full: what is not here it may not. Columns are named where not all are meant. */
const EXPECTED: Record<DatabaseRole, Record<string, string>> = {
  throughline_app: {
    ...each(tenants, ALL),
    ...each(APPEND_ONLY, 'select insert'),
    refused_events: 'select',
    organizations: ALL,
    users: 'select(id,name,email,image,created_at)',
  },
  throughline_door: {
    events: 'insert',
    event_keys: 'select insert',
    inbox: 'insert',
    refused_events: 'insert',
    live_changes: 'insert(org_id,kind,payload)',
    sources: 'select',
    api_keys: 'select',
    organization_settings: 'select(org_id,keep_ip_addresses)',
  },
  throughline_identity: {
    ...each(['users', 'sessions', 'accounts', 'verifications', 'jwks'], ALL),
    ...each(['organizations', 'members', 'invitations'], 'select'),
    api_keys: 'select update(last_used_at)',
    account_messages: 'select insert update',
    seen_calls: 'insert',
  },
  throughline_system: { ...each([...tenants, 'worker_runs'], ALL), organizations: ALL, seen_calls: 'select delete' },
  // The engine's tables are its own; it reaches nothing of the program, and the program nothing of it.
  throughline_engine: each(engineTables, ALL),
};

const PRIVILEGES = ['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger', 'maintain'];
const OF_COLUMNS = ['select', 'insert', 'update', 'references'];

/** What the role may do in effect: granted to it, to a role it is in, or to everybody. */
async function privilegesOf(role: string): Promise<Record<string, string>> {
  const { rows } = await admin.query<{ name: string; held: string[] }>(
    `select case n.nspname when 'public' then c.relname else n.nspname || '.' || c.relname end as name,
            array(select p from unnest($2::text[]) with ordinality as t(p, i) where has_table_privilege($1, c.oid, p) order by i)
            || array(select p || '(' || string_agg(a.attname, ',' order by a.attnum) || ')'
                       from unnest($3::text[]) p, pg_attribute a
                      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                        and not has_table_privilege($1, c.oid, p) and has_column_privilege($1, c.oid, a.attnum, p)
                      group by p) as held
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p', 'f', 'v', 'm') and n.nspname !~ '^(pg_|information_schema$)'`,
    [role, PRIVILEGES, OF_COLUMNS],
  );
  return Object.fromEntries(rows.filter(({ held }) => held.length > 0).map(({ name, held }) => [name, held.join(' ')]));
}

it.each(ROLES)('%s may do exactly what its table says', async (role) => {
  expect(await privilegesOf(role)).toEqual(EXPECTED[role]);
});

it('everybody else may do nothing', async () => {
  expect(await privilegesOf('public')).toEqual({});
});

it('no role of the program is a superuser, owns anything, is in another role, or may step past row security', async () => {
  const { rows } = await admin.query(
    `select rolname as name, rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication as mighty,
            exists (select 1 from pg_auth_members m where m.member = r.oid or m.roleid = r.oid) as "inRoles",
            exists (select 1 from pg_shdepend d where d.refclassid = 'pg_authid'::regclass and d.refobjid = r.oid and d.deptype = 'o') as owns,
            has_schema_privilege(r.oid, 'public', 'create') or has_database_privilege(r.oid, current_database(), 'create') as "mayCreate"
       from pg_roles r where rolname like 'throughline_%' order by 1`,
  );
  expect(rows).toEqual(
    ROLES.toSorted().map((name) => ({ name, mighty: false, inRoles: false, owns: false, mayCreate: false })),
  );
});

it('no privilege is given away by default, and no sequence is open', async () => {
  expect((await admin.query('select defaclobjtype from pg_default_acl')).rows).toEqual([]);
  const { rows } = await admin.query(
    `select c.relname from pg_class c, pg_roles r
      where c.relkind = 'S' and c.relnamespace = 'public'::regnamespace and r.rolname like 'throughline_%'
        and has_sequence_privilege(r.oid, c.oid, 'usage, select, update')`,
  );
  expect(rows).toEqual([]);
});

it('the table above speaks of tables that exist', async () => {
  const known = (await allTables(admin)).map((table) => table.name);
  for (const role of ROLES) expect(known).toEqual(expect.arrayContaining(Object.keys(EXPECTED[role])));
});
