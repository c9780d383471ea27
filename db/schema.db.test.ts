import { is } from 'drizzle-orm';
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core';
import { afterAll, expect, it } from 'vitest';
import * as schema from './schema';
import { adminClient, allColumns } from './testing/catalogue';

const admin = await adminClient();
const declared = Object.values(schema)
  .filter((value) => is(value, PgTable))
  .map((table) => getTableConfig(table as PgTable))
  .filter((table) => table.schema === undefined);

afterAll(() => admin.end());

/** `timestamp (3) with time zone` as the catalogue spells it. */
const spelled = (type: string) => type.replace(/ \(/g, '(');

it('the schema in code and the migrated tables have the same columns, types and defaults', async () => {
  const inCode = declared.flatMap((table) =>
    table.columns.map((column) => ({
      column: `${table.name}.${column.name}`,
      type: spelled(column.getSQLType()),
      notNull: column.notNull || column.primary,
      hasDefault: column.hasDefault && !column.generatedIdentity,
      generated: column.generatedIdentity !== undefined || column.generated !== undefined,
    })),
  );
  const inCatalogue = (await allColumns(admin)).map(({ table, column, ...rest }) => ({
    column: `${table}.${column}`,
    ...rest,
  }));
  const byName = (a: { column: string }, b: { column: string }) => (a.column < b.column ? -1 : 1);
  expect(inCatalogue.sort(byName)).toEqual(inCode.sort(byName));
});

it('and the same indexes and constraints', async () => {
  const inCode = declared.flatMap((table) => [
    ...table.indexes.map((index) => `${table.name}: index ${index.config.name}`),
    ...table.primaryKeys.map((key) => `${table.name}: primary key (${key.columns.map(({ name }) => name)})`),
    ...table.columns.filter((column) => column.primary).map((column) => `${table.name}: primary key (${column.name})`),
    ...table.columns.filter((column) => column.isUnique).map((column) => `${table.name}: unique (${column.name})`),
    ...table.uniqueConstraints.map((key) => `${table.name}: unique (${key.columns.map(({ name }) => name)})`),
    ...table.foreignKeys.map((key) => {
      const { columns, foreignTable, foreignColumns } = key.reference();
      return `${table.name}: (${columns.map(({ name }) => name)}) references ${getTableConfig(foreignTable).name}(${foreignColumns.map(({ name }) => name)}) on delete ${key.onDelete ?? 'no action'}`;
    }),
  ]);
  const { rows } = await admin.query<{ line: string }>(
    `with keys as (
       select k.conrelid::regclass::text as "table", k.contype, k.confrelid::regclass::text as other,
              array_to_string(array(select a.attname from unnest(k.conkey) with ordinality c(n, i) join pg_attribute a on a.attrelid = k.conrelid and a.attnum = c.n order by c.i), ',') as columns,
              array_to_string(array(select a.attname from unnest(k.confkey) with ordinality c(n, i) join pg_attribute a on a.attrelid = k.confrelid and a.attnum = c.n order by c.i), ',') as others,
              case k.confdeltype when 'c' then 'cascade' when 'n' then 'set null' when 'r' then 'restrict' when 'd' then 'set default' else 'no action' end as deletion
         from pg_constraint k join pg_class c on c.oid = k.conrelid
        where c.relnamespace = 'public'::regnamespace and not c.relispartition and k.conparentid = 0 and k.contype in ('p', 'u', 'f')
     )
     select case contype when 'p' then format('%s: primary key (%s)', "table", columns) when 'u' then format('%s: unique (%s)', "table", columns)
                         else format('%s: (%s) references %s(%s) on delete %s', "table", columns, other, others, deletion) end as line
       from keys
     union all
     select format('%s: index %s', c.relname, x.relname)
       from pg_index i join pg_class c on c.oid = i.indrelid join pg_class x on x.oid = i.indexrelid
      where c.relnamespace = 'public'::regnamespace and not c.relispartition
        and not exists (select 1 from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))`,
  );
  expect(rows.map(({ line }) => line).sort()).toEqual(inCode.sort());
});
