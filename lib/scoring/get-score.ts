import { AppError } from '@/lib/platform/errors';
import { decodeCursor, isCursorMoment, pageFrom, refusedCursor } from '@/lib/platform/page-cursor';
import type { OrgContext } from '@/lib/tenancy';
import type { HistoryEntry } from './contract';
import { decayedScore } from './decay';
import { loadSettings } from './queries';
import { loadScores } from './score-queries';
import { stageOf } from './stage';

interface Row {
  event_id: string;
  event_type: string;
  occurred_at: Date;
  tie: string;
  rule_id: string | null;
  rule_version: number | null;
  points: number;
  decay_delta: number;
  delta: number;
  score_after: number;
  reason: string;
}

/** Why a lead has its score: the fold step by step, newest first, and its sums. */
export async function getScore(ctx: OrgContext, input: { id: string; limit: number; cursor?: string | undefined }) {
  const before = input.cursor === undefined ? null : placeOf(input.cursor);
  return ctx.run(async (db) => {
    const living = await db.query<{ id: string }>(
      'select coalesce(merged_into, id) as id from leads where org_id = $1 and id = $2',
      [db.orgId, input.id],
    );
    const leadId = living.rows[0]?.id;
    if (!leadId) throw new AppError('NOT_FOUND');
    const settings = await loadSettings(db);
    const current = (await loadScores(db, [leadId])).get(leadId);
    const { rows } = await db.query<Row>(
      `select event_id, event_type, occurred_at, tie, rule_id, rule_version, points, decay_delta, delta, score_after, reason
         from score_history
        where org_id = $1 and lead_id = $2 and ($3::timestamptz is null or (occurred_at, tie collate "C") < ($3, $4 collate "C"))
        order by occurred_at desc, tie collate "C" desc limit $5`,
      [db.orgId, leadId, before?.at ?? null, before?.tie ?? '', input.limit + 1],
    );
    const sums = await db.query<{ event_type: string; events: number; delta: number; decay: number }>(
      `select event_type, count(*)::int as events, sum(delta) as delta, sum(decay_delta) as decay
         from score_history where org_id = $1 and lead_id = $2 group by event_type order by abs(sum(delta)) desc, event_type limit 200`,
      [db.orgId, leadId],
    );
    const pending = await db.query('select 1 from pending_replays where org_id = $1 and lead_id = $2', [
      db.orgId,
      leadId,
    ]);

    const asOf = ctx.now();
    const scoreAtLastEvent = current?.score ?? 0;
    const score = decayedScore(scoreAtLastEvent, current?.lastEventAtMs ?? null, asOf.getTime(), settings);
    return {
      ...pageFrom(rows, input.limit, { item: entryOf, cursor: (row) => [row.occurred_at.getTime(), row.tie] }),
      score,
      asOf: asOf.toISOString(),
      scoreAtLastEvent,
      decaySinceLastEvent: score - scoreAtLastEvent,
      lastEventAt: current?.lastEventAtMs == null ? null : new Date(current.lastEventAtMs).toISOString(),
      stage: stageOf(score, settings),
      contributions: sums.rows.map((row) => ({ eventType: row.event_type, events: row.events, delta: row.delta })),
      decayTotal: sums.rows.reduce((total, row) => total + row.decay, 0),
      replayPending: (pending.rowCount ?? 0) > 0,
    };
  });
}

function entryOf(row: Row): HistoryEntry {
  return {
    eventId: row.event_id,
    eventType: row.event_type,
    occurredAt: row.occurred_at.toISOString(),
    ruleId: row.rule_id,
    ruleVersion: row.rule_version,
    points: row.points,
    decayDelta: row.decay_delta,
    delta: row.delta,
    scoreAfter: row.score_after,
    reason: row.reason,
  };
}

function placeOf(cursor: string): { at: Date; tie: string } {
  const [at, tie] = decodeCursor(cursor, 2);
  if (!isCursorMoment(at) || typeof tie !== 'string') throw refusedCursor();
  return { at: new Date(at), tie };
}
