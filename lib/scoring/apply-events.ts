import type { OrgDb } from '@/lib/tenancy';
import type { LedgerRow } from '@/lib/tracking';
import type { Stage } from './contract';
import { historyFrom, insertHistory, type NewHistoryRow, updateHistory } from './history-queries';
import { LATE_LIMIT, refold, type StoredStep } from './refold';
import type { RuleBook } from './rules';
import { compareSteps, EMPTY_STATE, type FoldedStep } from './score-lead';
import { type LeadScore, type LeadState, loadScores, mergeCounters, requestReplay, saveScores } from './score-queries';
import type { ScoringSettings } from './stage';
import { standingOf } from './standing';

export interface LeadEvents {
  leadId: string;
  /** Events that are not in the lead's history yet, any order. Machines' events are not among them. */
  rows: LedgerRow[];
  /** The leads that were joined into this one since it was last scored. */
  joined: string[];
}

export interface ScoredLead {
  leadId: string;
  isNew: boolean;
  score: number;
  stage: Stage;
  eventTypes: string[];
}

export interface Scored {
  leads: ScoredLead[];
  /** Leads that may never have done anything as early as what they were scored for now. */
  maybeEarlier: Set<string>;
}

export interface Scoring {
  settings: ScoringSettings;
  rules: RuleBook;
  nowMs: number;
}

/**
 * Scores events of several leads: loads where each stands, folds, and writes scores and history in the caller's
 * transaction. A lead whose late events would touch more than a few thousand rows is left to a replay.
 */
export async function applyEvents(
  db: OrgDb,
  groups: LeadEvents[],
  { settings, rules, nowMs }: Scoring,
): Promise<Scored> {
  const scores = await loadScores(
    db,
    groups.flatMap((group) => [group.leadId, ...group.joined]),
  );
  const work = groups.map((group) => {
    const before = scores.get(group.leadId);
    const joined = group.joined.map((leadId) => scores.get(leadId)).filter((score) => score !== undefined);
    const fresh = group.rows.map((row) => newStep(row, group.leadId, rules)).sort(compareSteps);
    return { ...group, before, joinedScores: joined, fresh, since: refoldStart(before, joined, fresh) };
  });
  const stored = await historyFrom(
    db,
    work.flatMap(({ leadId, since }) => (since ? [{ leadId, since }] : [])),
    LATE_LIMIT + 1,
  );

  const inserts: (NewHistoryRow & FoldedStep)[] = [];
  const updates: StoredStep[] = [];
  const saves: LeadScore[] = [];
  const scored: ScoredLead[] = [];
  for (const { leadId, before, joinedScores, fresh, since, rows } of work) {
    const history = stored.get(leadId);
    if (history && history.after.length > LATE_LIMIT) {
      await requestReplay(db, leadId, 'many late events', new Date(nowMs));
      // The lead must stand somewhere meanwhile; the replay writes all of this anew.
      if (!before)
        saves.push({
          leadId,
          ...EMPTY_STATE,
          ...standingOf(EMPTY_STATE, nowMs, settings),
          ...mergeCounters(joinedScores, rows),
        });
      continue;
    }
    const base = since ? (history?.base ?? EMPTY_STATE) : (before ?? EMPTY_STATE);
    const result = refold(base, history?.after ?? [], fresh, settings, { joined: joinedScores.length > 0 });
    for (const step of result.inserted) inserts.push(step);
    for (const step of result.changed) updates.push(step);
    const standing = standingOf(result.state, nowMs, settings);
    saves.push({ leadId, ...result.state, ...standing, ...mergeCounters([before, ...joinedScores], rows) });
    scored.push({
      leadId,
      isNew: before === undefined,
      score: result.state.score,
      stage: standing.stage,
      eventTypes: [...new Set(fresh.map((step) => step.eventType))],
    });
  }
  await Promise.all([insertHistory(db, inserts), updateHistory(db, updates), saveScores(db, saves, new Date(nowMs))]);
  const maybeEarlier = work.filter(({ before, since }) => since !== null || (before?.lastEventAtMs ?? null) === null);
  return { leads: scored, maybeEarlier: new Set(maybeEarlier.map(({ leadId }) => leadId)) };
}

/** Null: everything new comes after what is known, so the fold simply goes on. Else: fold again from there. */
function refoldStart(
  before: LeadState | undefined,
  joined: LeadState[],
  fresh: NewHistoryRow[],
): 'start' | NewHistoryRow | null {
  if (joined.some((score) => score.lastEventAtMs !== null)) return 'start';
  const first = fresh[0];
  if (!before || before.lastEventAtMs === null || before.lastTie === null || !first) return null;
  return compareSteps(first, { occurredAtMs: before.lastEventAtMs, tie: before.lastTie }) < 0 ? first : null;
}

export function newStep(row: LedgerRow, leadId: string, rules: RuleBook): NewHistoryRow {
  const occurredAtMs = row.occurredAt.getTime();
  const award = rules.award({ type: row.type, occurredAtMs, properties: row.properties });
  return { eventId: row.id, leadId, occurredAtMs, tie: row.eventId, eventType: row.type, ...award };
}
