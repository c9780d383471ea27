import { audit } from '@/lib/identity';
import { requestJob, startJob } from '@/lib/jobs';
import { announce } from '@/lib/live';
import { AppError } from '@/lib/platform/errors';
import { earliestUuidv7 } from '@/lib/platform/uuid';
import type { OrgContext, OrgDb } from '@/lib/tenancy';
import { oldestOwedAt } from '@/lib/tracking';
import { loadRuleVersions } from './queries';
import type { RuleVersion } from './rules';

const REASON = 'rule applied to history';

/** What a job that applies a rule to history was asked for. */
export interface RuleHistoryInput {
  ruleId: string;
  version: number;
  eventType: string;
  /** Event types that any version of the rule speaks of: leads without such events keep their scores. */
  eventTypes: string[];
  /** Whatever the door took from then on may have been scored by the rules as they were. */
  owedSince: string;
}

/**
 * Has a rule's present version score what happened before it began, in place of the versions before it. Long work: the
 * version counts for the past once every lead is folded again, and cancelled before that, all is as it was.
 * @throws AppError NOT_FOUND, CONFLICT when it does so already, or another rule is being applied
 */
export async function applyRuleToHistory(ctx: OrgContext, { id }: { id: string }): Promise<{ jobId: string }> {
  const jobId = await ctx.run(async (db) => {
    const rule = await db.query(
      'select 1 from scoring_rules where org_id = $1 and id = $2 and deleted_at is null for update',
      [db.orgId, id],
    );
    if (rule.rowCount === 0) throw new AppError('NOT_FOUND');
    const versions = (await loadRuleVersions(db)).filter(({ ruleId }) => ruleId === id);
    const present = versions.reduce((newest, version) => (version.version > newest.version ? version : newest));
    if (present.effectiveFromMs === null)
      throw new AppError('CONFLICT', { message: 'This version counts for all of history already.' });
    const input: RuleHistoryInput = {
      ruleId: id,
      version: present.version,
      eventType: present.eventType,
      eventTypes: [...new Set(versions.map(({ eventType }) => eventType))],
      owedSince: ((await oldestOwedAt(db)) ?? ctx.now()).toISOString(),
    };
    const job = await requestJob(db, ctx, { kind: 'apply-rule-to-history', input: { ...input } });
    await audit(db, ctx, 'rule.applied_to_history', id, { version: present.version, jobId: job });
    return job;
  });
  await startJob(ctx, jobId);
  return { jobId };
}

/** The rules as they will be once a version counts for the past. */
export function appliedToHistory(versions: RuleVersion[], { ruleId, version }: RuleHistoryInput): RuleVersion[] {
  return versions.map((one) =>
    one.ruleId === ruleId && one.version === version ? { ...one, effectiveFromMs: null } : one,
  );
}

const HAS_SUCH_EVENTS = `exists (
  select 1 from score_history h where h.org_id = s.org_id and h.lead_id = s.lead_id and h.event_type = any($2))`;

/** Question: how many leads have done something that the rule speaks of? */
export async function countLeadsOfTypes(db: OrgDb, eventTypes: string[]): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `select count(*)::int as count from lead_scores s where s.org_id = $1 and ${HAS_SUCH_EVENTS}`,
    [db.orgId, eventTypes],
  );
  return rows[0]!.count;
}

/** Question: which of them come next, in the order of their ids; or, with `upTo`, from that one on backwards? */
export async function leadsOfTypes(
  db: OrgDb,
  eventTypes: string[],
  { after = null, upTo, limit }: { after?: string | null; upTo?: string; limit: number },
): Promise<string[]> {
  const backwards = upTo !== undefined;
  const isThere = (leadId: string) => `($3::uuid is null or ${leadId} ${backwards ? '<=' : '>'} $3)`;
  const { rows } = await db.query<{ lead_id: string }>(
    // Said of the history too: joined in order, it would otherwise be read from its beginning for every part.
    `select s.lead_id from lead_scores s
      where s.org_id = $1 and ${isThere('s.lead_id')} and exists (
        select 1 from score_history h
         where h.org_id = s.org_id and h.lead_id = s.lead_id and h.event_type = any($2) and ${isThere('h.lead_id')})
      order by s.lead_id ${backwards ? 'desc' : 'asc'} limit $4`,
    [db.orgId, eventTypes, backwards ? upTo : after, limit],
  );
  return rows.map(({ lead_id }) => lead_id);
}

/** How far the clocks of two doors may lie apart. */
const CLOCKS_APART_MS = 60_000;

/**
 * From now on the version counts for the past. Leads that were scored the old way while the others were folded are put
 * in line to be folded once more: something reached them late, they were joined, or settings changed.
 */
export async function makeRuleCountForHistory(
  db: OrgDb,
  { ruleId, version, eventTypes, owedSince }: RuleHistoryInput,
  since: Date,
  now: Date,
): Promise<void> {
  const { rows } = await db.query<{ effective_from: Date | null }>(
    `update scoring_rule_versions set applied_to_history_at = $4 where org_id = $1 and rule_id = $2 and version = $3
     returning effective_from`,
    [db.orgId, ruleId, version, now],
  );
  await db.query(
    `insert into pending_replays (org_id, lead_id, reason, requested_at)
     select $1, lead_id, '${REASON}', $6
       from (select lead_id from score_history where org_id = $1 and event_id >= $4 and event_type = any($2) and occurred_at < $3
             union
             select lead_id from score_history where org_id = $1 and rule_id = $7 and rule_version < $8 and occurred_at < $3
             union
             select winner_id from lead_merges where org_id = $1 and merged_at >= $5
             union
             select s.lead_id from lead_scores s
              where s.org_id = $1 and exists (select 1 from scoring_settings where org_id = $1 and updated_at >= $5) and ${HAS_SUCH_EVENTS}
            ) crossed
      where exists (select 1 from leads l where l.org_id = $1 and l.id = crossed.lead_id and l.merged_into is null)
     on conflict do nothing`,
    [
      db.orgId,
      eventTypes,
      rows[0]?.effective_from ?? null,
      earliestUuidv7(Date.parse(owedSince) - CLOCKS_APART_MS),
      since,
      now,
      ruleId,
      version,
    ],
  );
  await announce(db, 'rules', { changed: true });
}

/** Leads that others were joined into brought a part of the new scores along, beyond where they are taken back. */
export async function refoldJoinedSince(db: OrgDb, since: Date, now: Date): Promise<void> {
  await db.query(
    `insert into pending_replays (org_id, lead_id, reason, requested_at)
     select distinct $1::uuid, m.winner_id, '${REASON}', $3::timestamptz
       from lead_merges m join leads l on l.org_id = m.org_id and l.id = m.winner_id
      where m.org_id = $1 and m.merged_at >= $2 and l.merged_into is null
     on conflict do nothing`,
    [db.orgId, since, now],
  );
}
