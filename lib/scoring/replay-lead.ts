import type { OrgDb } from '@/lib/tenancy';
import { eventsOfSubjects, isOwed } from '@/lib/tracking';
import { newStep } from './apply-events';
import { insertHistory } from './history-queries';
import type { RuleBook } from './rules';
import { afterStep, EMPTY_STATE, type FoldState, fold } from './score-lead';
import { type Counters, mergeCounters, saveScores } from './score-queries';
import type { ScoringSettings } from './stage';
import { standingOf } from './standing';

const CHUNK_EVENTS = 2_000;

interface Replay {
  settings: ScoringSettings;
  rules: RuleBook;
  now: Date;
}

/**
 * Scores a lead from nothing: reads the events of its subjects from the ledger in the order in which they count, folds
 * them, and replaces its history and score. Events still owed to the drain are left to it.
 */
export async function replayLead(db: OrgDb, leadId: string, { settings, rules, now }: Replay): Promise<void> {
  // Whoever asks for replays does not hold up merges: a lead may have been joined into another between the two.
  const living = await db.query('select 1 from leads where org_id = $1 and id = $2 and merged_into is null', [
    db.orgId,
    leadId,
  ]);
  if (living.rowCount === 0) {
    await db.query('delete from pending_replays where org_id = $1 and lead_id = $2', [db.orgId, leadId]);
    return;
  }
  const subjects = await db.query<{ subject_id: string }>(
    'select subject_id from subjects where org_id = $1 and lead_id = $2',
    [db.orgId, leadId],
  );
  const subjectIds = subjects.rows.map((row) => row.subject_id);
  await db.query('delete from score_history where org_id = $1 and lead_id = $2', [db.orgId, leadId]);

  let state: FoldState = EMPTY_STATE;
  let counters: Counters = mergeCounters([], []);
  let after: { occurredAt: Date; eventId: string } | null = null;
  for (;;) {
    const chunk = await eventsOfSubjects(db, subjectIds, after, CHUNK_EVENTS);
    const owed = await isOwed(
      db,
      chunk.map((row) => row.id),
    );
    const counted = chunk.filter((row) => row.machine === null && !owed.has(row.id));
    const steps = counted.map((row) => newStep(row, leadId, rules));
    const folded = steps.map((step) => {
      const result = fold(state, step, settings);
      state = afterStep(step, result);
      return { ...step, ...result };
    });
    await insertHistory(db, folded);
    counters = mergeCounters([counters], counted);
    const last = chunk.at(-1);
    if (chunk.length < CHUNK_EVENTS || !last) break;
    after = { occurredAt: last.occurredAt, eventId: last.eventId };
  }
  await saveScores(db, [{ leadId, ...state, ...standingOf(state, now.getTime(), settings), ...counters }], now);
  await db.query('delete from pending_replays where org_id = $1 and lead_id = $2', [db.orgId, leadId]);
}
