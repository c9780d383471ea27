import type { OrgDb } from '@/lib/tenancy';
import type { Condition } from './contract';
import type { RuleVersion } from './rules';
import type { ScoringSettings } from './stage';

/** Question: how does this organization read its scores? */
export async function loadSettings(db: OrgDb): Promise<ScoringSettings> {
  const { rows } = await db.prepared<{
    warm_at: number;
    hot_at: number;
    qualified_at: number;
    decay_per_day: number;
    grace_days: number;
  }>(
    'scoring-settings',
    'select warm_at, hot_at, qualified_at, decay_per_day, grace_days from scoring_settings where org_id = $1',
    [db.orgId],
  );
  const row = rows[0];
  if (!row) throw new Error(`organization ${db.orgId} has no scoring settings`);
  return {
    warmAt: row.warm_at,
    hotAt: row.hot_at,
    qualifiedAt: row.qualified_at,
    decayPerDay: row.decay_per_day,
    graceDays: row.grace_days,
  };
}

/** Question: which rules, in which versions, has this organization ever had? */
export async function loadRuleVersions(db: OrgDb): Promise<RuleVersion[]> {
  const { rows } = await db.prepared<{
    rule_id: string;
    version: number;
    event_type: string;
    conditions: Condition[];
    points: number;
    active: boolean;
    description: string;
    effective_from: Date | null;
    applied_to_history_at: Date | null;
    deleted_at: Date | null;
  }>(
    'scoring-rule-versions',
    `select v.rule_id, v.version, v.event_type, v.conditions, v.points, v.active, v.description, v.effective_from, v.applied_to_history_at, r.deleted_at
       from scoring_rule_versions v join scoring_rules r on r.org_id = v.org_id and r.id = v.rule_id
      where v.org_id = $1`,
    [db.orgId],
  );
  return rows.map((row) => ({
    ruleId: row.rule_id,
    version: row.version,
    eventType: row.event_type,
    conditions: row.conditions,
    points: row.points,
    active: row.active,
    description: row.description,
    effectiveFromMs: row.applied_to_history_at ? null : (row.effective_from?.getTime() ?? null),
    deletedAtMs: row.deleted_at?.getTime() ?? null,
  }));
}

/** Question: where do these leads stand now? Leads that were never scored are absent. */
export async function scoresOf(db: OrgDb, leadIds: string[]): Promise<Map<string, { score: number; stage: string }>> {
  const { rows } = await db.query<{ lead_id: string; score: number; stage: string }>(
    'select lead_id, score, stage from lead_scores where org_id = $1 and lead_id = any($2::uuid[])',
    [db.orgId, leadIds],
  );
  return new Map(rows.map(({ lead_id, score, stage }) => [lead_id, { score, stage }]));
}
