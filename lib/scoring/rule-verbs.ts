import { audit } from '@/lib/identity';
import { announce } from '@/lib/live';
import { AppError } from '@/lib/platform/errors';
import { decodeIdCursor, pageFrom } from '@/lib/platform/page-cursor';
import { uuidv7 } from '@/lib/platform/uuid';
import type { OrgContext, OrgDb } from '@/lib/tenancy';
import type { Condition, Rule } from './contract';

interface RuleInput {
  eventType: string;
  conditions: Condition[];
  points: number;
  active: boolean;
  description: string;
}

interface Row {
  id: string;
  version: number;
  event_type: string;
  conditions: Condition[];
  points: number;
  active: boolean;
  description: string;
  effective_from: Date | null;
  applied_to_history_at: Date | null;
}

/** The present version of each rule that was not deleted. */
const PRESENT = `select distinct on (r.id) r.id, v.version, v.event_type, v.conditions, v.points, v.active, v.description, v.effective_from, v.applied_to_history_at
  from scoring_rules r join scoring_rule_versions v on v.org_id = r.org_id and v.rule_id = r.id
 where r.org_id = $1 and r.deleted_at is null`;

function ruleOf(row: Row): Rule {
  return {
    id: row.id,
    version: row.version,
    eventType: row.event_type,
    conditions: row.conditions,
    points: row.points,
    active: row.active,
    description: row.description,
    effectiveFrom: row.effective_from?.toISOString() ?? null,
    appliedToHistoryAt: row.applied_to_history_at?.toISOString() ?? null,
  };
}

export async function listRules(ctx: OrgContext, input: { limit: number; cursor?: string | undefined }) {
  const after = decodeIdCursor(input.cursor);
  return ctx.run(async (db) => {
    const { rows } = await db.query<Row>(
      `${PRESENT} and ($2::uuid is null or r.id > $2) order by r.id, v.version desc limit $3`,
      [db.orgId, after, input.limit + 1],
    );
    return pageFrom(rows, input.limit, { item: ruleOf, cursor: (row) => [row.id] });
  });
}

/** Counts for events that occur from now on; what happened before keeps the score it had. */
export async function createRule(ctx: OrgContext, input: RuleInput): Promise<Rule> {
  return ctx.run(async (db) => {
    const id = uuidv7();
    await db.query('insert into scoring_rules (org_id, id, created_at) values ($1, $2, $3)', [db.orgId, id, ctx.now()]);
    await insertVersion(db, id, 1, input, ctx.now());
    await audit(db, ctx, 'rule.created', id, { ...input });
    await announce(db, 'rules', { changed: true });
    return ruleById(db, id);
  });
}

/** Adds a version; the ones before keep scoring the events of their time. */
export async function updateRule(ctx: OrgContext, { id, ...input }: RuleInput & { id: string }): Promise<Rule> {
  return ctx.run(async (db) => {
    // Two people saving at once must become two versions, not one number twice.
    await db.query('select 1 from scoring_rules where org_id = $1 and id = $2 for update', [db.orgId, id]);
    const before = await ruleById(db, id);
    await insertVersion(db, id, before.version + 1, input, ctx.now());
    await audit(db, ctx, 'rule.updated', id, { from: before.version, ...input });
    await announce(db, 'rules', { changed: true });
    return ruleById(db, id);
  });
}

export async function deleteRule(ctx: OrgContext, { id }: { id: string }): Promise<{ done: true }> {
  return ctx.run(async (db) => {
    const before = await ruleById(db, id);
    await db.query('update scoring_rules set deleted_at = $3 where org_id = $1 and id = $2', [db.orgId, id, ctx.now()]);
    await audit(db, ctx, 'rule.deleted', id, { version: before.version });
    await announce(db, 'rules', { changed: true });
    return { done: true };
  });
}

async function insertVersion(db: OrgDb, id: string, version: number, input: RuleInput, now: Date): Promise<void> {
  await db.query(
    `insert into scoring_rule_versions (org_id, rule_id, version, event_type, conditions, points, active, description, effective_from, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)`,
    [
      db.orgId,
      id,
      version,
      input.eventType,
      JSON.stringify(input.conditions),
      input.points,
      input.active,
      input.description,
      now,
    ],
  );
}

async function ruleById(db: OrgDb, id: string): Promise<Rule> {
  const { rows } = await db.query<Row>(`${PRESENT} and r.id = $2 order by r.id, v.version desc`, [db.orgId, id]);
  if (!rows[0]) throw new AppError('NOT_FOUND');
  return ruleOf(rows[0]);
}
