import type pg from 'pg';

/** What one organization's tables hold after the run, as far as promises are made about it. */
export interface Stored {
  events: StoredEvent[];
  /** Keys without a single event of theirs, and events without a key. */
  keysWithoutEvent: number;
  eventsWithoutKey: number;
  owed: number;
  parked: number;
  history: StoredStep[];
  /** Living leads and where they stand. */
  leads: StoredLead[];
  /** Leads that were joined into another, and what must not be true of them. */
  joinedLeads: number;
  joinedIntoNobody: number;
  joinedWithScore: number;
  /** Per quarter hour and type: what the counts say beside what the ledger says, where they differ. */
  wrongCounts: { quarter: Date; type: string; counted: number; stored: number }[];
}

export interface StoredEvent {
  id: string;
  eventId: string;
  type: string;
  occurredAtMs: number;
}

export interface StoredStep {
  /** The ledger row's id. */
  eventId: string;
  leadId: string;
  points: number;
  decayDelta: number;
  delta: number;
  scoreAfter: number;
}

export interface StoredLead {
  leadId: string;
  score: number | null;
  eventCount: number | null;
  historySum: number;
}

export async function readStored(client: pg.Client, orgId: string): Promise<Stored> {
  const rows = async <Row extends pg.QueryResultRow>(text: string): Promise<Row[]> =>
    (await client.query<Row>(text, [orgId])).rows;
  const count = async (text: string): Promise<number> => (await rows<{ n: number }>(text))[0]!.n;
  const events = await rows<{ id: string; event_id: string; type: string; occurred_at: Date }>(
    'select id, event_id, type, occurred_at from events where org_id = $1',
  );
  const history = await rows<{
    event_id: string;
    lead_id: string;
    points: number;
    decay_delta: number;
    delta: number;
    score_after: number;
  }>('select event_id, lead_id, points, decay_delta, delta, score_after from score_history where org_id = $1');
  const leads = await rows<{ id: string; score: number | null; event_count: number | null; history_sum: number }>(
    `select l.id, s.score, s.event_count, coalesce(h.sum, 0) as history_sum from leads l
       left join lead_scores s on s.org_id = l.org_id and s.lead_id = l.id
       left join (select lead_id, sum(decay_delta + delta) as sum from score_history where org_id = $1 group by lead_id) h on h.lead_id = l.id
      where l.org_id = $1 and l.merged_into is null`,
  );
  return {
    events: events.map((row) => ({
      id: row.id,
      eventId: row.event_id,
      type: row.type,
      occurredAtMs: row.occurred_at.getTime(),
    })),
    keysWithoutEvent: await count(
      `select count(*)::int as n from (select key from event_keys where org_id = $1) k
         full join (select ${KEY_OF_EVENT} as key from events where org_id = $1) e using (key)
        where e.key is null`,
    ),
    eventsWithoutKey: await count(
      `select count(*)::int as n from events where org_id = $1
          and not exists (select 1 from event_keys k where k.org_id = $1 and k.key = ${KEY_OF_EVENT})`,
    ),
    owed: await count('select count(*)::int as n from inbox where org_id = $1'),
    parked: await count('select count(*)::int as n from inbox where org_id = $1 and parked is not null'),
    history: history.map((row) => ({
      eventId: row.event_id,
      leadId: row.lead_id,
      points: row.points,
      decayDelta: row.decay_delta,
      delta: row.delta,
      scoreAfter: row.score_after,
    })),
    leads: leads.map((row) => ({
      leadId: row.id,
      score: row.score,
      eventCount: row.event_count,
      historySum: row.history_sum,
    })),
    joinedLeads: await count('select count(*)::int as n from leads where org_id = $1 and merged_into is not null'),
    joinedIntoNobody: await count(
      `select count(*)::int as n from leads l where org_id = $1 and merged_into is not null
          and not exists (select 1 from leads w where w.org_id = $1 and w.id = l.merged_into and w.merged_into is null)`,
    ),
    joinedWithScore: await count(
      `select count(*)::int as n from leads l join lead_scores s on s.org_id = l.org_id and s.lead_id = l.id
        where l.org_id = $1 and l.merged_into is not null`,
    ),
    wrongCounts: await rows(
      `select coalesce(c.quarter, e.quarter) as quarter, coalesce(c.type, e.type) as type,
              coalesce(c.count, 0)::int as counted, coalesce(e.count, 0)::int as stored
         from (select quarter, type, count from event_counts where org_id = $1) c
         full join (select to_timestamp(floor(extract(epoch from occurred_at) / 900) * 900) as quarter, type, count(*)
                      from events where org_id = $1 group by 1, 2) e using (quarter, type)
        where c.count is distinct from e.count`,
    ),
  };
}

const KEY_OF_EVENT = `substr(encode(sha256(convert_to(event_id, 'UTF8')), 'hex'), 1, 32)::uuid`;
