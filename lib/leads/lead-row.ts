import { decayedScore, riskOf, type ScoringSettings, stageOf, velocity } from '@/lib/scoring';
import type { Lead, STATUSES, Stage } from './contract';

/** The columns every list of leads reads, from `leads l` and `lead_scores s`. */
export const LEAD_COLUMNS = `l.id, l.name, l.email, l.company, l.title, l.phone, l.website, l.external_id, l.known, l.status, l.first_seen_at,
  l.first_source, l.created_at, s.stage, s.score, s.last_event_at, s.recent_ms, s.event_count, s.bounces, s.unsubscribes`;

export interface LeadRow {
  id: string;
  name: string | null;
  email: string | null;
  company: string | null;
  title: string | null;
  phone: string | null;
  website: string | null;
  external_id: string | null;
  known: boolean;
  status: (typeof STATUSES)[number];
  first_seen_at: Date;
  first_source: string | null;
  created_at: Date;
  stage: Stage;
  score: number;
  last_event_at: Date | null;
  recent_ms: string[];
  event_count: number;
  bounces: number;
  unsubscribes: number;
}

/** A lead as it reads at `asOf`: score, stage, velocity and risk are of that moment, not of the last event. */
export function leadOf(row: LeadRow, asOf: Date, settings: ScoringSettings): Lead & { riskReasons: string[] } {
  const nowMs = asOf.getTime();
  const lastEventAtMs = row.last_event_at?.getTime() ?? null;
  const recentMs = row.recent_ms.map(Number);
  const score = decayedScore(row.score, lastEventAtMs, nowMs, settings);
  const risk = riskOf({ lastEventAtMs, recentMs, bounces: row.bounces, unsubscribes: row.unsubscribes }, nowMs);
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    company: row.company,
    title: row.title,
    phone: row.phone,
    website: row.website,
    externalId: row.external_id,
    known: row.known,
    status: row.status,
    stage: stageOf(score, settings),
    score,
    velocity: velocity(recentMs, nowMs),
    risk: risk.value,
    riskReasons: risk.reasons,
    eventCount: row.event_count,
    lastEventAt: row.last_event_at?.toISOString() ?? null,
    firstSeenAt: row.first_seen_at.toISOString(),
    firstSource: row.first_source,
    createdAt: row.created_at.toISOString(),
  };
}
