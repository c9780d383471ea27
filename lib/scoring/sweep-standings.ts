import type { OrgDb } from '@/lib/tenancy';
import type { Stage } from './contract';
import { decayedScore } from './decay';
import { loadSettings } from './queries';
import { loadScores } from './score-queries';
import { standingOf } from './standing';

const SWEEP_LEADS = 1_000;

export interface CooledLead {
  leadId: string;
  score: number;
  stage: Stage;
}

/**
 * Time alone moves leads out of their grace period and down a stage. Touches only leads whose moment has come;
 * no score is rewritten. Returns those whose stage fell, at most 1,000 a call.
 */
export async function sweepStandings(db: OrgDb, now: Date): Promise<CooledLead[]> {
  await db.query(
    `update lead_scores set in_grace = false where org_id = $1 and in_grace and score > 0 and grace_until <= $2`,
    [db.orgId, now],
  );
  const due = await db.query<{ lead_id: string }>(
    'select lead_id from lead_scores where org_id = $1 and cools_at <= $2 order by cools_at limit $3',
    [db.orgId, now, SWEEP_LEADS],
  );
  if (due.rows.length === 0) return [];
  const settings = await loadSettings(db);
  const scores = [
    ...(
      await loadScores(
        db,
        due.rows.map((row) => row.lead_id),
      )
    ).values(),
  ];
  const standings = scores.map((score) => ({ ...score, ...standingOf(score, now.getTime(), settings) }));
  await db.query(
    `update lead_scores s set stage = n.stage, cools_at = n.cools_at
       from unnest($2::uuid[], $3::text[], $4::timestamptz[]) as n(lead_id, stage, cools_at)
      where s.org_id = $1 and s.lead_id = n.lead_id`,
    [
      db.orgId,
      standings.map((row) => row.leadId),
      standings.map((row) => row.stage),
      standings.map((row) => (row.coolsAtMs === null ? null : new Date(row.coolsAtMs))),
    ],
  );
  return standings.map((row) => ({
    leadId: row.leadId,
    score: decayedScore(row.score, row.lastEventAtMs, now.getTime(), settings),
    stage: row.stage,
  }));
}
