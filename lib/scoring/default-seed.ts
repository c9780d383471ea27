import { uuidv7 } from '@/lib/platform/uuid';
import type { OrgDb } from '@/lib/tenancy';
import { DEFAULT_RULES } from './default-rules';

/** Gives a new organization the default rules, in force since ever so that imported history counts. */
export async function seedDefaultRules(db: OrgDb, now: Date): Promise<void> {
  db.touch('rules');
  for (const rule of DEFAULT_RULES) {
    const ruleId = uuidv7();
    await db.query('insert into scoring_rules (org_id, id, created_at) values ($1, $2, $3)', [db.orgId, ruleId, now]);
    await db.query(
      `insert into scoring_rule_versions (org_id, rule_id, version, event_type, conditions, points, active, description, effective_from, created_at)
       values ($1, $2, 1, $3, $4, $5, true, $6, null, $7)`,
      [db.orgId, ruleId, rule.eventType, JSON.stringify(rule.conditions ?? []), rule.points, rule.description, now],
    );
  }
}
