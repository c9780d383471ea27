import { AppError } from '@/lib/platform/errors';
import { livingLead, loadSettings } from '@/lib/scoring';
import type { OrgContext } from '@/lib/tenancy';
import type { LeadDetail } from './contract';
import { LEAD_COLUMNS, type LeadRow, leadOf } from './lead-row';

/** One lead as it stands now. The id of a lead that was joined into another answers with the one it became. */
export async function getLead(ctx: OrgContext, { id }: { id: string }): Promise<LeadDetail> {
  return ctx.run(async (db) => {
    const leadId = await livingLead(db, id);
    const { rows } = await db.query<LeadRow & { traits: Record<string, unknown> }>(
      `select ${LEAD_COLUMNS}, l.traits from leads l join lead_scores s on s.org_id = l.org_id and s.lead_id = l.id
        where l.org_id = $1 and l.id = $2`,
      [db.orgId, leadId],
    );
    const row = rows[0];
    if (!row) throw new AppError('NOT_FOUND');
    const identifiers = await db.query<{ kind: string; value: string }>(
      `select kind, value from subjects where org_id = $1 and lead_id = $2 and kind <> 'lead' order by kind, value limit 100`,
      [db.orgId, leadId],
    );
    const merges = await db.query<{ loser_id: string; merged_at: Date; reason: string }>(
      'select loser_id, merged_at, reason from lead_merges where org_id = $1 and winner_id = $2 and undone_at is null order by merged_at desc limit 100',
      [db.orgId, leadId],
    );
    return {
      ...leadOf(row, ctx.now(), await loadSettings(db)),
      traits: row.traits,
      identifiers: identifiers.rows,
      mergedFrom: merges.rows.map((merge) => ({
        leadId: merge.loser_id,
        mergedAt: merge.merged_at.toISOString(),
        reason: merge.reason,
      })),
    };
  });
}
