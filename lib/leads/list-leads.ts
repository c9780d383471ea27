import { decodeCursor, encodeCursor, isCursorMoment, refusedCursor } from '@/lib/platform/page-cursor';
import { isUuid } from '@/lib/platform/uuid';
import { loadSettings, type ScoringSettings } from '@/lib/scoring';
import type { OrgContext, OrgDb } from '@/lib/tenancy';
import type { LEAD_SORTS, Lead, STATUSES, Stage } from './contract';
import { LEAD_COLUMNS, type LeadRow, leadOf } from './lead-row';
import { rankedRows } from './rank';

export interface LeadFilter {
  search?: string | undefined;
  stage?: Stage | undefined;
  status?: (typeof STATUSES)[number] | undefined;
  known?: 'true' | 'false' | undefined;
  seenFrom?: string | undefined;
}

export interface ListLeadsInput extends LeadFilter {
  sort: (typeof LEAD_SORTS)[number];
  limit: number;
  cursor?: string | undefined;
}

export interface LeadPage {
  items: Lead[];
  nextCursor: string | null;
  asOf: string;
  total: number;
}

/** A condition over `leads l` and `lead_scores s`, with its values from `$2` on (`$1` is the organization). */
export interface FilterSql {
  text: string;
  values: unknown[];
}

export async function listLeads(ctx: OrgContext, input: ListLeadsInput): Promise<LeadPage> {
  return ctx.run(async (db) => {
    const settings = await loadSettings(db);
    const after = input.cursor === undefined ? null : readCursor(input.cursor, input.sort);
    const asOf = after?.asOf ?? ctx.now();
    const { items, last } = await readLeads(db, input, { asOf, after, limit: input.limit, settings });
    return {
      items,
      nextCursor: last ? encodeCursor([asOf.getTime(), last.key, last.id]) : null,
      asOf: asOf.toISOString(),
      total: await countLeads(db, filterSql(input)),
    };
  });
}

/** The part of the list that follows `after`, in its order; `last` is where the next one begins, null at the end. */
export async function readLeads(
  db: OrgDb,
  input: LeadFilter & Pick<ListLeadsInput, 'sort'>,
  read: ReadInput,
): Promise<{ items: Lead[]; last: PlaceInList | null }> {
  const { asOf, limit, settings } = read;
  const rows = await READERS[input.sort](db, filterSql(input), { ...read, limit: limit + 1 });
  const kept = rows.slice(0, limit);
  const last = kept.at(-1);
  return {
    items: kept.map(({ row }) => leadOf(row, asOf, settings)),
    last: rows.length > limit && last ? { asOf, key: last.key, id: last.row.id } : null,
  };
}

export interface PlaceInList {
  asOf: Date;
  /** The sort value of the row before: a score, or Unix milliseconds; null where the column is. */
  key: number | null;
  id: string;
}

export interface ReadInput {
  asOf: Date;
  after: PlaceInList | null;
  limit: number;
  settings: ScoringSettings;
}

interface KeyedRow {
  row: LeadRow;
  key: number | null;
}

const READERS: Record<ListLeadsInput['sort'], (db: OrgDb, filter: FilterSql, input: ReadInput) => Promise<KeyedRow[]>> =
  {
    score: rankedRows,
    activity: (db, filter, input) => byTime(db, filter, input, 's.last_event_at', (row) => row.last_event_at),
    created: (db, filter, input) => byTime(db, filter, input, 'l.created_at', (row) => row.created_at),
  };

/** Where a page begins is said in bounds that the indexes know, ties and what has no time apart: the last costs what the first does. */
async function byTime(
  db: OrgDb,
  filter: FilterSql,
  { after, limit }: ReadInput,
  column: string,
  time: (row: LeadRow) => Date | null,
): Promise<KeyedRow[]> {
  const n = filter.values.length;
  const [LIMIT, ID, KEY] = [2, 3, 4].map((offset) => `$${n + offset}`);
  const part = (seek: string) => `
    (select ${LEAD_COLUMNS} from leads l join lead_scores s on s.org_id = l.org_id and s.lead_id = l.id
      where l.org_id = $1 and l.merged_into is null and ${filter.text} and ${seek}
      order by ${column} desc nulls last, l.id limit ${LIMIT})`;
  const [, name] = column.split('.');
  const parts =
    after === null
      ? [part('true')]
      : after.key === null
        ? [part(`${column} is null and l.id > ${ID}::uuid`)]
        : [
            part(`${column} = ${KEY}::timestamptz and l.id > ${ID}::uuid`),
            part(`${column} < ${KEY}::timestamptz`),
            part(`${column} is null`),
          ];
  const { rows } = await db.query<LeadRow>(
    `select * from (${parts.join(' union all ')}) listed order by ${name} desc nulls last, id limit ${LIMIT}`,
    [
      db.orgId,
      ...filter.values,
      limit,
      ...(after === null ? [] : [after.id]),
      ...(after === null || after.key === null ? [] : [new Date(after.key)]),
    ],
  );
  return rows.map((row) => ({ row, key: time(row)?.getTime() ?? null }));
}

/** How many leads match, at most what is counted exactly here; the number on the tile that opens this list. */
export async function countLeads(db: OrgDb, filter: FilterSql): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `select count(*)::int as count from leads l join lead_scores s on s.org_id = l.org_id and s.lead_id = l.id
      where l.org_id = $1 and l.merged_into is null and ${filter.text}`,
    [db.orgId, ...filter.values],
  );
  return rows[0]!.count;
}

export function filterSql({ search, stage, status, known, seenFrom }: LeadFilter): FilterSql {
  const values: unknown[] = [];
  const conditions: string[] = [];
  const where = (condition: (parameter: string) => string, value: unknown) => {
    values.push(value);
    conditions.push(condition(`$${values.length + 1}`));
  };
  if (search)
    where(
      (p) => `concat_ws(' ', l.name, l.email, l.company, l.external_id) ilike ${p}`,
      `%${search.replace(/[\\%_]/g, '\\$&')}%`,
    );
  if (stage) where((p) => `s.stage = ${p}`, stage);
  if (status) where((p) => `l.status = ${p}`, status);
  if (known) where((p) => `l.known = ${p}`, known === 'true');
  if (seenFrom) where((p) => `l.first_seen_at >= ${p}::timestamptz`, seenFrom);
  return { text: conditions.length > 0 ? conditions.join(' and ') : 'true', values };
}

function readCursor(cursor: string, sort: ListLeadsInput['sort']): PlaceInList {
  const [asOf, key, id] = decodeCursor(cursor, 3);
  const isKey = sort === 'score' ? typeof key === 'number' : key === null || isCursorMoment(key);
  if (!isCursorMoment(asOf) || !isKey || !isUuid(id)) throw refusedCursor();
  return { asOf: new Date(asOf), key: key as number | null, id };
}
