import type { OrgDb } from '@/lib/tenancy';
import type { LedgerRow } from '@/lib/tracking';
import type { FoldState } from './score-lead';
import { momentOf, msOf, plainArray } from './sql-values';
import type { Standing } from './standing';
import { RECENT_EVENTS } from './velocity';

export interface Counters {
  recentMs: number[];
  eventCount: number;
  bounces: number;
  unsubscribes: number;
}

/** Where a lead stands by itself: the state of the fold, and counters. */
export interface LeadState extends FoldState, Counters {
  leadId: string;
}

/** A row of lead_scores: what is derived from the state is stored beside it. */
export interface LeadScore extends LeadState, Standing {}

interface Row {
  lead_id: string;
  score: number;
  last_event_ms: number | null;
  last_tie: string | null;
  recent_ms: string;
  event_count: number;
  bounces: number;
  unsubscribes: number;
}

/** Question: where do these leads stand? Leads that were never scored are absent. */
export async function loadScores(db: OrgDb, leadIds: string[]): Promise<Map<string, LeadState>> {
  const { rows } = await db.prepared<Row>(
    'load-scores',
    `select lead_id, score, ${msOf('last_event_at')} as last_event_ms, last_tie, array_to_string(recent_ms, ',') as recent_ms, event_count, bounces, unsubscribes
       from lead_scores where org_id = $1 and lead_id = any($2::uuid[])`,
    [db.orgId, plainArray(leadIds)],
  );
  return new Map(
    rows.map((row) => [
      row.lead_id,
      {
        leadId: row.lead_id,
        score: row.score,
        lastEventAtMs: row.last_event_ms,
        lastTie: row.last_tie,
        recentMs: row.recent_ms === '' ? [] : row.recent_ms.split(',').map(Number),
        eventCount: row.event_count,
        bounces: row.bounces,
        unsubscribes: row.unsubscribes,
      },
    ]),
  );
}

/** Counters after more events, and of several leads that became one. */
export function mergeCounters(
  parts: (Counters | undefined)[],
  rows: Pick<LedgerRow, 'type' | 'occurredAt'>[],
): Counters {
  const merged: Counters = { recentMs: [], eventCount: rows.length, bounces: 0, unsubscribes: 0 };
  for (const part of parts) {
    if (!part) continue;
    merged.recentMs.push(...part.recentMs);
    merged.eventCount += part.eventCount;
    merged.bounces += part.bounces;
    merged.unsubscribes += part.unsubscribes;
  }
  for (const row of rows) {
    merged.recentMs.push(row.occurredAt.getTime());
    if (row.type === 'email_bounced') merged.bounces += 1;
    else if (row.type === 'unsubscribed') merged.unsubscribes += 1;
  }
  merged.recentMs = merged.recentMs.sort((a, b) => b - a).slice(0, RECENT_EVENTS);
  return merged;
}

export async function saveScores(db: OrgDb, scores: LeadScore[], scoredAt: Date): Promise<void> {
  if (scores.length === 0) return;
  const rows = [...scores].sort((a, b) => (a.leadId < b.leadId ? -1 : 1));
  await db.prepared(
    'save-scores',
    `insert into lead_scores (org_id, lead_id, stage, score, last_event_at, last_tie, recent_ms, event_count, bounces, unsubscribes, in_grace, grace_until, rank_key, cools_at, scored_at)
     select $1, n.lead_id, n.stage, n.score, ${momentOf('n.last_event')}, n.last_tie, n.recent::bigint[], n.event_count, n.bounces, n.unsubscribes, n.in_grace, ${momentOf('n.grace_until')}, n.rank_key, ${momentOf('n.cools_at')}, $15
       from unnest($2::uuid[], $3::text[], $4::float8[], $5::float8[], $6::text[], $7::text[], $8::int[], $9::int[], $10::int[], $11::bool[], $12::float8[], $13::float8[], $14::float8[])
         as n(lead_id, stage, score, last_event, last_tie, recent, event_count, bounces, unsubscribes, in_grace, grace_until, rank_key, cools_at)
     on conflict (org_id, lead_id) do update set
       stage = excluded.stage, score = excluded.score, last_event_at = excluded.last_event_at, last_tie = excluded.last_tie,
       recent_ms = excluded.recent_ms, event_count = excluded.event_count, bounces = excluded.bounces, unsubscribes = excluded.unsubscribes,
       in_grace = excluded.in_grace, grace_until = excluded.grace_until, rank_key = excluded.rank_key, cools_at = excluded.cools_at,
       scored_at = excluded.scored_at`,
    [
      db.orgId,
      plainArray(rows.map((row) => row.leadId)),
      plainArray(rows.map((row) => row.stage)),
      plainArray(rows.map((row) => row.score)),
      plainArray(rows.map((row) => row.lastEventAtMs)),
      rows.map((row) => row.lastTie),
      plainArray(rows.map((row) => `"{${row.recentMs.join(',')}}"`)),
      plainArray(rows.map((row) => row.eventCount)),
      plainArray(rows.map((row) => row.bounces)),
      plainArray(rows.map((row) => row.unsubscribes)),
      plainArray(rows.map((row) => row.inGrace)),
      plainArray(rows.map((row) => row.graceUntilMs)),
      plainArray(rows.map((row) => row.rankKey)),
      plainArray(rows.map((row) => row.coolsAtMs)),
      scoredAt,
    ],
  );
}

/** A joined lead stands nowhere by itself any more. */
export async function removeScores(db: OrgDb, leadIds: string[]): Promise<void> {
  if (leadIds.length === 0) return;
  await db.query('delete from lead_scores where org_id = $1 and lead_id = any($2::uuid[])', [db.orgId, leadIds]);
}

/** Asks for a lead's whole history to be folded again from the ledger. */
export async function requestReplay(db: OrgDb, leadId: string, reason: string, now: Date): Promise<void> {
  await db.query(
    `insert into pending_replays (org_id, lead_id, reason, requested_at) values ($1, $2, $3, $4) on conflict do nothing`,
    [db.orgId, leadId, reason, now],
  );
}
