import { decodeCursor, isCursorMoment, pageFrom, refusedCursor } from '@/lib/platform/page-cursor';
import type { OrgDb } from '@/lib/tenancy';
import type { HistoryEntry } from './contract';
import type { FoldState } from './score-lead';
import { msOf } from './sql-values';
import { RECENT_EVENTS } from './velocity';

/** Which steps of a lead's history: those of events that occurred by `until`, all of them where it is null. */
export interface HistoryPart {
  leadId: string;
  until: Date | null;
}

/** A page of steps, newest first; `cursor` comes from the page before. */
export interface StepsPage {
  limit: number;
  cursor?: string | undefined;
}

interface StepRow {
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

/** Event types a report tells one by one; the rest is told together, so that the lines always add up. */
const TYPES_TOLD = 200;

/** Question: how was this lead scored, step by step, newest first? */
export async function stepsOf(db: OrgDb, { leadId, until }: HistoryPart, { limit, cursor }: StepsPage) {
  const before = cursor === undefined ? null : placeOf(cursor);
  const { rows } = await db.query<StepRow>(
    `select event_id, event_type, occurred_at, tie, rule_id, rule_version, points, decay_delta, delta, score_after, reason
       from score_history
      where org_id = $1 and lead_id = $2 and occurred_at <= $3::timestamptz
        and ($4::timestamptz is null or (occurred_at, tie collate "C") < ($4, $5 collate "C"))
      order by occurred_at desc, tie collate "C" desc limit $6`,
    [db.orgId, leadId, until ?? 'infinity', before?.at ?? null, before?.tie ?? '', limit + 1],
  );
  return pageFrom(rows, limit, { item: entryOf, cursor: (row) => [row.occurred_at.getTime(), row.tie] });
}

/** A step as the newest of its time, with the state it left. */
interface LatestStep {
  eventId: string;
  eventType: string;
  occurredMs: number;
  tie: string;
  ruleId: string | null;
  ruleVersion: number | null;
  scoreAfter: number;
}

interface SumRow {
  event_type: string;
  events: number;
  delta: number;
  all_types: number;
  all_events: number;
  all_delta: number;
  all_decay: number;
  latest: LatestStep[];
}

/** Question: what do the steps add up to, and which were the latest? One statement, so that both are of one moment. */
export async function sumsOf(db: OrgDb, { leadId, until }: HistoryPart) {
  const { rows } = await db.query<SumRow>(
    `select t.*, l.latest
       from (select event_type, count(*)::int as events, sum(delta) as delta, (count(*) over ())::int as all_types,
                    (sum(count(*)) over ())::int as all_events, sum(sum(delta)) over () as all_delta,
                    sum(sum(decay_delta)) over () as all_decay
               from score_history where org_id = $1 and lead_id = $2 and occurred_at <= $3::timestamptz
              group by event_type order by abs(sum(delta)) desc, event_type limit ${TYPES_TOLD}) t
      cross join (select json_agg(json_build_object('eventId', event_id, 'eventType', event_type, 'occurredMs', occurred_ms,
                           'tie', tie, 'ruleId', rule_id, 'ruleVersion', rule_version, 'scoreAfter', score_after)
                           order by occurred_at desc, tie collate "C" desc) as latest
                    from (select *, ${msOf('occurred_at')} as occurred_ms from score_history
                           where org_id = $1 and lead_id = $2 and occurred_at <= $3::timestamptz
                           order by occurred_at desc, tie collate "C" desc limit ${RECENT_EVENTS}) newest) l
      order by abs(t.delta) desc, t.event_type`,
    [db.orgId, leadId, until ?? 'infinity'],
  );
  const all = rows[0];
  const told = rows.reduce((sum, row) => ({ events: sum.events + row.events, delta: sum.delta + row.delta }), {
    events: 0,
    delta: 0,
  });
  const latest = all?.latest ?? [];
  return {
    sums: {
      eventCount: all?.all_events ?? 0,
      contributions: rows.map((row) => ({ eventType: row.event_type, events: row.events, delta: row.delta })),
      otherTypes:
        all && all.all_types > rows.length
          ? {
              types: all.all_types - rows.length,
              events: all.all_events - told.events,
              delta: all.all_delta - told.delta,
            }
          : null,
      decayTotal: all?.all_decay ?? 0,
      lastEvent: latest[0] ? lastEventOf(latest[0]) : null,
    },
    state: latest[0] ? stateAfter(latest[0]) : null,
    recentMs: latest.map(({ occurredMs }) => occurredMs),
  };
}

/** Question: is this lead's history being folded again in the background? */
export async function isReplayPending(db: OrgDb, leadId: string): Promise<boolean> {
  const { rowCount } = await db.query('select 1 from pending_replays where org_id = $1 and lead_id = $2', [
    db.orgId,
    leadId,
  ]);
  return (rowCount ?? 0) > 0;
}

function stateAfter({ scoreAfter, occurredMs, tie }: LatestStep): FoldState {
  return { score: scoreAfter, lastEventAtMs: occurredMs, lastTie: tie };
}

function lastEventOf({ eventId, eventType, occurredMs, ruleId, ruleVersion }: LatestStep) {
  return { eventId, eventType, occurredAt: new Date(occurredMs).toISOString(), ruleId, ruleVersion };
}

function entryOf(row: StepRow): HistoryEntry {
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
