import type { OrgDb } from '@/lib/tenancy';
import type { NewStep, StoredStep } from './refold';
import type { Award } from './rules';
import type { FoldedStep, FoldState } from './score-lead';
import { momentOf, msOf, plainArray } from './sql-values';

export interface NewHistoryRow extends NewStep, Award {
  leadId: string;
  eventType: string;
}

interface Span {
  leadId: string;
  /** The whole history, or what comes after a point. */
  since: 'start' | { occurredAtMs: number; tie: string };
}

export interface HistorySpan {
  /** The state before the span; undefined when the span is the whole history. */
  base: FoldState | undefined;
  after: StoredStep[];
}

interface Row {
  lead_id: string;
  event_id: string;
  occurred_ms: number;
  tie: string;
  points: number;
  decay_delta: number;
  delta: number;
  score_after: number;
  is_base: boolean;
}

/** Question: how was each of these leads scored from a point on, and where did it stand just before? */
export async function historyFrom(db: OrgDb, spans: Span[], limitPerLead: number): Promise<Map<string, HistorySpan>> {
  const found = new Map<string, HistorySpan>();
  if (spans.length === 0) return found;
  const at = (span: Span) => (span.since === 'start' ? '-infinity' : new Date(span.since.occurredAtMs).toISOString());
  const { rows } = await db.prepared<Row>(
    'history-from',
    `select h.* from unnest($2::uuid[], $3::timestamptz[], $4::text[]) as l(lead_id, at, tie)
      cross join lateral (
        (select lead_id, event_id, ${msOf('occurred_at')} as occurred_ms, tie, points, decay_delta, delta, score_after, true as is_base
           from score_history h
          where h.org_id = $1 and h.lead_id = l.lead_id and (h.occurred_at, h.tie collate "C") < (l.at, l.tie collate "C")
          order by h.occurred_at desc, h.tie collate "C" desc limit 1)
        union all
        (select lead_id, event_id, ${msOf('occurred_at')}, tie, points, decay_delta, delta, score_after, false
           from score_history h
          where h.org_id = $1 and h.lead_id = l.lead_id and (h.occurred_at, h.tie collate "C") >= (l.at, l.tie collate "C")
          order by h.occurred_at, h.tie collate "C" limit $5)
      ) h`,
    [
      db.orgId,
      spans.map((span) => span.leadId),
      spans.map(at),
      spans.map((span) => (span.since === 'start' ? '' : span.since.tie)),
      limitPerLead,
    ],
  );
  for (const span of spans) found.set(span.leadId, { base: undefined, after: [] });
  for (const row of rows) {
    const span = found.get(row.lead_id)!;
    if (row.is_base) span.base = { score: row.score_after, lastEventAtMs: row.occurred_ms, lastTie: row.tie };
    else
      span.after.push({
        eventId: row.event_id,
        occurredAtMs: row.occurred_ms,
        tie: row.tie,
        points: row.points,
        decayDelta: row.decay_delta,
        delta: row.delta,
        scoreAfter: row.score_after,
      });
  }
  return found;
}

export async function insertHistory(db: OrgDb, rows: (NewHistoryRow & FoldedStep)[]): Promise<void> {
  if (rows.length === 0) return;
  await db.prepared(
    'insert-history',
    `insert into score_history (org_id, event_id, lead_id, occurred_at, tie, event_type, rule_id, rule_version, points, decay_delta, delta, score_after, reason)
     select $1, event_id, lead_id, ${momentOf('occurred')}, tie, event_type, rule_id, rule_version, points, decay_delta, delta, score_after, reason
       from unnest($2::uuid[], $3::uuid[], $4::float8[], $5::text[], $6::text[], $7::uuid[], $8::int[], $9::float8[], $10::float8[], $11::float8[], $12::float8[], $13::text[])
         as n(event_id, lead_id, occurred, tie, event_type, rule_id, rule_version, points, decay_delta, delta, score_after, reason)`,
    [
      db.orgId,
      plainArray(rows.map((row) => row.eventId)),
      plainArray(rows.map((row) => row.leadId)),
      plainArray(rows.map((row) => row.occurredAtMs)),
      rows.map((row) => row.tie),
      rows.map((row) => row.eventType),
      plainArray(rows.map((row) => row.ruleId)),
      plainArray(rows.map((row) => row.ruleVersion)),
      plainArray(rows.map((row) => row.points)),
      plainArray(rows.map((row) => row.decayDelta)),
      plainArray(rows.map((row) => row.delta)),
      plainArray(rows.map((row) => row.scoreAfter)),
      rows.map((row) => row.reason),
    ],
  );
}

/** Rows of an update that is looked up by position: a statement for each, because looking up costs their square. */
const UPDATE_ROWS = 1_000;

export async function updateHistory(db: OrgDb, rows: StoredStep[]): Promise<void> {
  const parts = Array.from({ length: Math.ceil(rows.length / UPDATE_ROWS) }, (_, n) =>
    rows.slice(n * UPDATE_ROWS, (n + 1) * UPDATE_ROWS),
  );
  await Promise.all(parts.map((part) => updateSome(db, part)));
}

async function updateSome(db: OrgDb, rows: StoredStep[]): Promise<void> {
  // Not joined with unnest(…): a plan made while the table was small would go through all of an organization's history.
  await db.prepared(
    'update-history',
    `update score_history set (decay_delta, delta, score_after) =
            (select ($3::float8[])[n], ($4::float8[])[n], ($5::float8[])[n] from array_position($2::uuid[], event_id) n)
      where org_id = $1 and event_id = any($2::uuid[])`,
    [
      db.orgId,
      plainArray(rows.map((row) => row.eventId)),
      plainArray(rows.map((row) => row.decayDelta)),
      plainArray(rows.map((row) => row.delta)),
      plainArray(rows.map((row) => row.scoreAfter)),
    ],
  );
}

/** A merge: what was the other lead's history is this lead's. */
export async function repointHistory(db: OrgDb, merges: { winner: string; loser: string }[]): Promise<void> {
  if (merges.length === 0) return;
  await db.query(
    `update score_history h set lead_id = m.winner from unnest($2::uuid[], $3::uuid[]) as m(loser, winner)
      where h.org_id = $1 and h.lead_id = m.loser`,
    [db.orgId, merges.map((merge) => merge.loser), merges.map((merge) => merge.winner)],
  );
}
