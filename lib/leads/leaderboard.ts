import { loadSettings } from '@/lib/scoring';
import type { OrgContext } from '@/lib/tenancy';
import { STAGES } from './contract';
import { LEAD_COLUMNS, type LeadRow, leadOf } from './lead-row';
import { countLeads, filterSql, listLeads } from './list-leads';
import { rankedRows } from './rank';

/** Candidates for attention: the longest silent. Risk weighs more than silence alone, so more are read than are shown. */
const CANDIDATES = 500;

export async function leaderboard(ctx: OrgContext, input: { limit: number; cursor?: string | undefined }) {
  const { items, nextCursor, asOf } = await listLeads(ctx, { ...input, sort: 'score' });
  return { items, nextCursor, asOf };
}

export async function leaderboardByStage(ctx: OrgContext, { limit }: { limit: number }) {
  const asOf = ctx.now();
  return ctx.run(async (db) => {
    const settings = await loadSettings(db);
    const stages = [];
    for (const stage of [...STAGES].reverse()) {
      const filter = filterSql({ stage });
      const rows = await rankedRows(db, filter, { asOf, after: null, limit, settings });
      stages.push({
        stage,
        count: await countLeads(db, filter),
        leads: rows.map(({ row }) => leadOf(row, asOf, settings)),
      });
    }
    return { stages, asOf: asOf.toISOString() };
  });
}

/** Leads worth keeping (warm or better) that are about to be lost, riskiest first. */
export async function needingAttention(ctx: OrgContext, { limit }: { limit: number }) {
  const asOf = ctx.now();
  return ctx.run(async (db) => {
    const settings = await loadSettings(db);
    const { rows } = await db.query<LeadRow>(
      `select ${LEAD_COLUMNS} from lead_scores s join leads l on l.org_id = s.org_id and l.id = s.lead_id
        where s.org_id = $1 and s.stage in ('warm', 'hot', 'qualified') and l.merged_into is null and l.status not in ('closed', 'lost')
        order by s.last_event_at, s.lead_id limit $2`,
      [db.orgId, CANDIDATES],
    );
    const items = rows
      .map((row) => leadOf(row, asOf, settings))
      .filter((lead) => lead.risk > 0)
      .sort((a, b) => b.risk - a.risk || b.score - a.score || (a.id < b.id ? -1 : 1))
      .slice(0, limit);
    return { items, asOf: asOf.toISOString() };
  });
}
