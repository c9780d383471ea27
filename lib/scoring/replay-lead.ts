import type { OrgDb } from '@/lib/tenancy';
import { eventsOfSubjects, isOwed, type LedgerRow } from '@/lib/tracking';
import { newStep } from './apply-events';
import { insertHistory, type NewHistoryRow } from './history-queries';
import type { RuleBook } from './rules';
import { afterStep, EMPTY_STATE, type FoldedStep, type FoldState, fold } from './score-lead';
import { type Counters, mergeCounters, saveScores } from './score-queries';
import type { ScoringSettings } from './stage';
import { standingOf } from './standing';

const CHUNK_EVENTS = 2_000;

export interface Replay {
  settings: ScoringSettings;
  rules: RuleBook;
  now: Date;
}

/** How far the fold of one lead has come. */
interface Folding {
  state: FoldState;
  counters: Counters;
}

const START: Folding = { state: EMPTY_STATE, counters: mergeCounters([], []) };

/** Scores one lead from nothing. */
export async function replayLead(db: OrgDb, leadId: string, replay: Replay): Promise<void> {
  await replayLeads(db, [leadId], replay);
}

/**
 * Scores leads from nothing: reads the events of their subjects from the ledger in the order in which they count, folds
 * them, and replaces history and score. Events still owed to the drain are left to it, and a lead that was joined into
 * another meanwhile to the one it was joined into.
 */
export async function replayLeads(db: OrgDb, leadIds: string[], replay: Replay): Promise<void> {
  const subjects = await subjectsOfLiving(db, leadIds);
  const living = [...subjects.keys()];
  await db.query('delete from score_history where org_id = $1 and lead_id = any($2::uuid[])', [db.orgId, living]);
  const foldings = (await foldTogether(db, subjects, replay)) ?? (await foldOneByOne(db, subjects, replay));
  await saveScores(
    db,
    [...foldings].map(([leadId, { state, counters }]) => ({
      leadId,
      ...state,
      ...standingOf(state, replay.now.getTime(), replay.settings),
      ...counters,
    })),
    replay.now,
  );
  await db.query('delete from pending_replays where org_id = $1 and lead_id = any($2::uuid[])', [db.orgId, leadIds]);
}

/** Question: which of these leads live, and what are their subjects? Whoever asks for replays does not hold up merges. */
async function subjectsOfLiving(db: OrgDb, leadIds: string[]): Promise<Map<string, string[]>> {
  const { rows } = await db.query<{ lead_id: string; subject_ids: string[] }>(
    `select l.id as lead_id, coalesce(array_agg(s.subject_id) filter (where s.subject_id is not null), '{}') as subject_ids
       from leads l left join subjects s on s.org_id = l.org_id and s.lead_id = l.id
      where l.org_id = $1 and l.id = any($2::uuid[]) and l.merged_into is null
      group by l.id`,
    [db.orgId, leadIds],
  );
  return new Map(rows.map(({ lead_id, subject_ids }) => [lead_id, subject_ids]));
}

/** Most leads have done little, and are read in one go. @returns null when together they have done too much for that */
async function foldTogether(
  db: OrgDb,
  subjects: Map<string, string[]>,
  replay: Replay,
): Promise<Map<string, Folding> | null> {
  const leadOf = new Map([...subjects].flatMap(([leadId, ids]) => ids.map((id) => [id, leadId] as const)));
  const rows = await eventsOfSubjects(db, [...leadOf.keys()], null, CHUNK_EVENTS + 1);
  if (rows.length > CHUNK_EVENTS) return null;
  const byLead = Map.groupBy(await counted(db, rows), ({ subjectId }) => leadOf.get(subjectId)!);
  const results = [...subjects.keys()].map((leadId) => ({
    leadId,
    ...foldOn(START, byLead.get(leadId) ?? [], leadId, replay),
  }));
  await insertHistory(
    db,
    results.flatMap(({ steps }) => steps),
  );
  return new Map(results.map(({ leadId, folding }) => [leadId, folding]));
}

/** Piece by piece, so that a long history never stands in memory as a whole. */
async function foldOneByOne(db: OrgDb, subjects: Map<string, string[]>, replay: Replay): Promise<Map<string, Folding>> {
  const foldings = new Map<string, Folding>();
  for (const [leadId, subjectIds] of subjects) {
    let folding = START;
    let after: { occurredAt: Date; eventId: string } | null = null;
    for (;;) {
      const chunk = await eventsOfSubjects(db, subjectIds, after, CHUNK_EVENTS);
      const result = foldOn(folding, await counted(db, chunk), leadId, replay);
      await insertHistory(db, result.steps);
      folding = result.folding;
      const last = chunk.at(-1);
      if (chunk.length < CHUNK_EVENTS || !last) break;
      after = { occurredAt: last.occurredAt, eventId: last.eventId };
    }
    foldings.set(leadId, folding);
  }
  return foldings;
}

async function counted(db: OrgDb, rows: LedgerRow[]): Promise<LedgerRow[]> {
  const owed = await isOwed(
    db,
    rows.map(({ id }) => id),
  );
  return rows.filter((row) => row.machine === null && !owed.has(row.id));
}

function foldOn(
  { state, counters }: Folding,
  rows: LedgerRow[],
  leadId: string,
  { rules, settings }: Replay,
): { folding: Folding; steps: (NewHistoryRow & FoldedStep)[] } {
  let current = state;
  const steps = rows.map((row) => {
    const step = newStep(row, leadId, rules);
    const result = fold(current, step, settings);
    current = afterStep(step, result);
    return { ...step, ...result };
  });
  return { folding: { state: current, counters: mergeCounters([counters], rows) }, steps };
}
