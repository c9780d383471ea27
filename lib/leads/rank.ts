import { decayRate, MS_PER_DAY } from '@/lib/scoring';
import type { OrgDb } from '@/lib/tenancy';
import { LEAD_COLUMNS, type LeadRow } from './lead-row';
import type { FilterSql, ReadInput } from './list-leads';

/**
 * Leads by score as it is at `asOf`, without decaying all of them. Within the grace period a score stands still, so
 * `score` orders those leads; past it, all fade at the same rate, so `rank_key` orders those for ever. The sweep flips
 * `in_grace` once a minute and a page's `asOf` may be older, so the two sets that a flag tells wrongly are read apart:
 * they are small, and each of the four parts is exact by itself. The lateral look-up keeps the planner on the order of
 * the scores even before it has statistics; as a plain join it once compared every lead with every score. Where a page
 * begins is said in bounds that the indexes know, ties apart, so that the last page costs what the first does.
 */
export async function rankedRows(
  db: OrgDb,
  filter: FilterSql,
  { asOf, after, limit, settings }: ReadInput,
): Promise<{ row: LeadRow; key: number }[]> {
  const n = filter.values.length;
  const [AS_OF, LAMBDA, DAYS, LIMIT, KEY, ID, RANK] = [2, 3, 4, 5, 6, 7, 8].map((offset) => `$${n + offset}`);
  const days = asOf.getTime() / MS_PER_DAY;
  const lambda = decayRate(settings);
  const faded = `least(s.score, exp(s.rank_key - ${LAMBDA}::float8 * ${DAYS}::float8))`;
  const standingSeeks = [`s.score = ${KEY}::float8 and s.lead_id > ${ID}::uuid`, `s.score < ${KEY}::float8`];
  const fadedSeeks = [
    `s.rank_key <= ${RANK}::float8 and (${faded} < ${KEY}::float8 or (${faded} = ${KEY}::float8 and s.lead_id > ${ID}::uuid))`,
  ];
  const part = (condition: string, value: string, order: string, seeks: string[]) =>
    (after === null ? ['true'] : seeks).map(
      (seek) => `
    (select ${LEAD_COLUMNS}, ${value} as key
       from lead_scores s
      cross join lateral (select * from leads where org_id = s.org_id and id = s.lead_id limit 1) l
      where s.org_id = $1 and ${filter.text} and ${condition} and ${seek}
      order by ${order} desc, s.lead_id limit ${LIMIT})`,
    );
  const parts = [
    ...part(
      `s.in_grace and (s.grace_until is null or s.grace_until > ${AS_OF}::timestamptz)`,
      's.score',
      's.score',
      standingSeeks,
    ),
    ...part(`s.in_grace and s.score > 0 and s.grace_until <= ${AS_OF}::timestamptz`, faded, faded, fadedSeeks),
    ...part(`not s.in_grace and s.grace_until <= ${AS_OF}::timestamptz`, faded, 's.rank_key', fadedSeeks),
    ...part(`not s.in_grace and s.grace_until > ${AS_OF}::timestamptz`, 's.score', 's.score', standingSeeks),
  ];
  const { rows } = await db.query<LeadRow & { key: number }>(
    `select * from (${parts.join(' union all ')}) ranked order by key desc, id limit ${LIMIT}`,
    [
      db.orgId,
      ...filter.values,
      asOf,
      lambda,
      days,
      limit,
      ...(after === null ? [] : [after.key, after.id, rankBound(after.key, lambda * days)]),
    ],
  );
  return rows.map((row) => ({ row, key: row.key }));
}

/** Scores lie within a few rounding errors of what the database says; the page's own condition is exact. */
const ROUNDING = 1e-6;

/** No `rank_key` above this has faded to `key` or less by then. */
function rankBound(key: number | null, fade: number): number {
  return key !== null && key > 0 ? Math.log(key) + fade + ROUNDING : Number.POSITIVE_INFINITY;
}
