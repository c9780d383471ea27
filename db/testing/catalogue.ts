import pg from 'pg';

/** The roles under which the program connects; the owner of the tables is none of them. */
export const ROLES = [
  'throughline_app',
  'throughline_door',
  'throughline_identity',
  'throughline_system',
  'throughline_engine',
] as const;
export type DatabaseRole = (typeof ROLES)[number];

export interface Table {
  /** Without the schema where that is `public`. */
  name: string;
  partition: boolean;
  hasOrgId: boolean;
  rowSecurity: boolean;
  forced: boolean;
}

/** A connection of the tables' owner, who may read the whole catalogue. */
export async function adminClient(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: process.env.DATABASE_MIGRATE_URL });
  await client.connect();
  return client;
}

/** Every table that is not PostgreSQL's own: plain, partitioned, partition and foreign. */
export async function allTables(admin: pg.Client): Promise<Table[]> {
  const { rows } = await admin.query<Table>(
    `select case n.nspname when 'public' then c.relname else n.nspname || '.' || c.relname end as name,
            c.relispartition as partition, c.relrowsecurity as "rowSecurity", c.relforcerowsecurity as forced,
            exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped) as "hasOrgId"
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p', 'f') and n.nspname !~ '^(pg_|information_schema$)'
      order by 1`,
  );
  return rows;
}

/**
 * Tables of the program whose rows belong to organizations; a partitioned one stands for its partitions. Those of the
 * engine are not the program's.
 */
export async function tenantTables(admin: pg.Client): Promise<string[]> {
  return (await allTables(admin))
    .filter((table) => table.hasOrgId && !table.partition && !table.name.startsWith('engine.'))
    .map((table) => table.name);
}

export interface CatalogueColumn {
  table: string;
  column: string;
  type: string;
  notNull: boolean;
  hasDefault: boolean;
  /** The database makes the value itself and takes none. */
  generated: boolean;
}

/** Columns of the tables in `public`, partitions apart. */
export async function allColumns(admin: pg.Client): Promise<CatalogueColumn[]> {
  const { rows } = await admin.query<CatalogueColumn>(
    `select c.relname as "table", a.attname as "column", format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as "notNull",
            a.atthasdef as "hasDefault", a.attidentity <> '' or a.attgenerated <> '' as generated
       from pg_class c join pg_attribute a on a.attrelid = c.oid
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
        and a.attnum > 0 and not a.attisdropped
      order by c.relname, a.attnum`,
  );
  return rows;
}
