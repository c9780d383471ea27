import { randomBytes, randomUUID } from 'node:crypto';
import type pg from 'pg';
import { allColumns, type CatalogueColumn } from './catalogue';

const SAMPLES: Record<string, () => unknown> = {
  uuid: randomUUID,
  text: () => `sample ${randomBytes(6).toString('hex')}`,
  bytea: () => randomBytes(32),
  jsonb: () => '{}',
  boolean: () => false,
  integer: () => 1,
  bigint: () => 1,
  'double precision': () => 1,
  'text[]': () => [],
  'timestamp(3) with time zone': () => new Date(),
};

/**
 * Rows of any table, made from the catalogue: a table of tomorrow has one without anybody remembering it. Values
 * satisfy types and NOT NULL; references are for who inserts them.
 */
export async function sampleRows(
  admin: pg.Client,
): Promise<(table: string, given: Record<string, unknown>) => Promise<void>> {
  const columns = await allColumns(admin);
  return async (table, given) => {
    const needed = columns.filter((column) => column.table === table && needsValue(column, given));
    if (needed.length === 0) throw new Error(`there is no table ${table}`);
    const values = needed.map((column) => (column.column in given ? given[column.column] : sampleOf(column)));
    await admin.query(
      `insert into "${table}" (${needed.map(({ column }) => `"${column}"`).join(', ')})
       values (${needed.map((_, index) => `$${index + 1}`).join(', ')})`,
      values,
    );
  };
}

function needsValue(
  { column, notNull, hasDefault, generated }: CatalogueColumn,
  given: Record<string, unknown>,
): boolean {
  return column in given || (notNull && !hasDefault && !generated);
}

function sampleOf({ table, column, type }: CatalogueColumn): unknown {
  const sample = SAMPLES[type];
  if (!sample) throw new Error(`db/testing/sample-rows.ts knows no sample of ${type}, the type of ${table}.${column}`);
  return sample();
}
