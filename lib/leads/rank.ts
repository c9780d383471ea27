import { decayRate, MS_PER_DAY } from '@/lib/scoring';
import type { OrgDb } from '@/lib/tenancy';
import { LEAD_COLUMNS, type LeadRow } from './lead-row';
import type { FilterSql, ReadInput } from './list-leads';

/**
 * Leads by score as it is at `asOf`, without decaying all of them. Within the grace period a score stands still, so
 * `score` orders those leads; past it, all fade at the same rate, so `rank_key` orders those for ever. The sweep flips
 * `in_grace` once a minute and a page's `asOf` may be older, so the two sets that a flag tells wrongly are read apart:
 * they are small, and each of the four parts is exact by itself. The lateral look-up keeps the planner on the order of
 * the scores even before it has statistics; as a plain join it once compared every lead with every score.
 */
export async function rankedRows(
  db: OrgDb,
  filter: FilterSql,
  { asOf, after, limit, settings }: ReadInput,
): Promise<{ row: LeadRow; key: number }[]> {
  const n = filter.values.length;
  const [AS_OF, LAMBDA, DAYS, SEEK, KEY, ID, LIMIT] = [2, 3, 4, 5, 6, 7, 8].map((offset) => `$${n + offset}`);
  const faded = `least(s.score, exp(s.rank_key - ${LAMBDA}::float8 * ${DAYS}::float8))`;
  const part = (condition: string, value: string, order: string) => `
    (select ${LEAD_COLUMNS}, ${value} as key
       from lead_scores s
      cross join lateral (select * from leads where org_id = s.org_id and id = s.lead_id limit 1) l
      where s.org_id = $1 and ${filter.text} and ${condition}
        and (not ${SEEK}::bool or ${value} < ${KEY}::float8 or (${value} = ${KEY}::float8 and s.lead_id > ${ID}::uuid))
      order by ${order} desc, s.lead_id limit ${LIMIT})`;
  const { rows } = await db.query<LeadRow & { key: number }>(
    `select * from (
       ${part(`s.in_grace and (s.grace_until is null or s.grace_until > ${AS_OF}::timestamptz)`, 's.score', 's.score')}
       union all
       ${part(`s.in_grace and s.score > 0 and s.grace_until <= ${AS_OF}::timestamptz`, faded, faded)}
       union all
       ${part(`not s.in_grace and s.grace_until <= ${AS_OF}::timestamptz`, faded, 's.rank_key')}
       union all
       ${part(`not s.in_grace and s.grace_until > ${AS_OF}::timestamptz`, 's.score', 's.score')}
     ) ranked order by key desc, id limit ${LIMIT}`,
    [
      db.orgId,
      ...filter.values,
      asOf,
      decayRate(settings),
      asOf.getTime() / MS_PER_DAY,
      after !== null,
      after?.key ?? null,
      after?.id ?? null,
      limit,
    ],
  );
  return rows.map((row) => ({ row, key: row.key }));
}
