import { leaderboard } from '@/lib/leads';
import { STAGES } from '@/lib/scoring/contract';
import { answerCached, type OrgContext, type OrgDb } from '@/lib/tenancy';
import { countedEvents } from '@/lib/tracking';
import { type Home, homeSchema } from './contract';

const DAYS_SHOWN = 14;

/** Home: what happened, who needs me, are we on track. As of a moment at most five minutes ago, and after every change. */
export function home(ctx: OrgContext): Promise<Home> {
  const dependsOn = ['leads', 'rules', 'settings', 'organization', 'sources', 'access'] as const;
  return answerCached(ctx, { name: 'home', dependsOn, schema: homeSchema }, () => computeHome(ctx));
}

/** One read, a few small questions, all as of one moment. */
export async function computeHome(ctx: OrgContext): Promise<Home> {
  const asOf = ctx.now();
  const hottest = await leaderboard(ctx, { limit: 5 });
  return ctx.run(async (db) => {
    const day = await today(db, asOf);
    const events = await countedEvents(db, { from: day.start, to: null });
    const yesterdayByNow = new Date(asOf.getTime() - (day.start.getTime() - day.yesterday.getTime()));
    const eventsBefore = await countedEvents(db, { from: day.yesterday, to: yesterdayByNow });
    const fresh = await newLeads(db, day.start, null);
    const freshBefore = await newLeads(db, day.yesterday, yesterdayByNow);
    const stages = await stageCounts(db);
    const all = stages.reduce((total, stage) => total + stage.count, 0);
    return {
      asOf: asOf.toISOString(),
      timeZone: day.timeZone,
      dayStart: day.start.toISOString(),
      tiles: [
        {
          id: 'events_today' as const,
          name: 'Events today',
          value: events,
          before: eventsBefore,
          formula:
            'Events of people that occurred since midnight in your time zone; compared with the same hours of yesterday.',
          rows: `/events?by=people&from=${encodeURIComponent(day.start.toISOString())}`,
        },
        {
          id: 'new_leads_today' as const,
          name: 'New leads today',
          value: fresh,
          before: freshBefore,
          formula:
            'Leads whose first event occurred since midnight in your time zone; compared with the same hours of yesterday.',
          rows: `/leads?sort=created&seenFrom=${encodeURIComponent(day.start.toISOString())}`,
        },
        {
          id: 'hot_leads' as const,
          name: 'Hot leads',
          value: stages.find((stage) => stage.stage === 'hot')?.count ?? 0,
          before: null,
          formula: 'Leads whose intent score is in the hot stage now.',
          rows: '/leads?stage=hot',
        },
        {
          id: 'all_leads' as const,
          name: 'All leads',
          value: all,
          before: null,
          formula: 'All leads, anonymous ones included.',
          rows: '/leads',
        },
      ],
      stages,
      daily: await daily(db, asOf, day.timeZone),
      recent: await recent(db),
      hottest: hottest.items,
      checklist: await checklist(db),
    };
  });
}

async function today(db: OrgDb, asOf: Date): Promise<{ timeZone: string; start: Date; yesterday: Date }> {
  const { rows } = await db.query<{ time_zone: string; start: Date; yesterday: Date }>(
    `select time_zone, date_trunc('day', $2::timestamptz, time_zone) as start,
            date_trunc('day', date_trunc('day', $2::timestamptz, time_zone) - interval '1 hour', time_zone) as yesterday
       from organization_settings where org_id = $1`,
    [db.orgId, asOf],
  );
  const row = rows[0]!;
  return { timeZone: row.time_zone, start: row.start, yesterday: row.yesterday };
}

async function newLeads(db: OrgDb, from: Date, to: Date | null): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `select count(*) as count from leads l join lead_scores s on s.org_id = l.org_id and s.lead_id = l.id
      where l.org_id = $1 and l.merged_into is null and l.first_seen_at >= $2 and ($3::timestamptz is null or l.first_seen_at < $3)`,
    [db.orgId, from, to],
  );
  return rows[0]!.count;
}

async function stageCounts(db: OrgDb): Promise<Home['stages']> {
  const { rows } = await db.query<{ stage: string; count: number }>(
    'select stage, count(*) as count from lead_scores where org_id = $1 group by stage',
    [db.orgId],
  );
  const counts = new Map(rows.map((row) => [row.stage, row.count]));
  return STAGES.map((stage) => ({ stage, count: counts.get(stage) ?? 0 }));
}

async function daily(db: OrgDb, asOf: Date, timeZone: string): Promise<Home['daily']> {
  const { rows } = await db.query<{ day: string; events: number }>(
    `with days as (
       select generate_series(($2::timestamptz at time zone $3)::date - ($4::int - 1), ($2::timestamptz at time zone $3)::date, interval '1 day')::date as day
     )
     select to_char(d.day, 'YYYY-MM-DD') as day, coalesce(sum(c.count), 0)::bigint as events
       from days d left join event_counts c on c.org_id = $1
        and c.quarter >= d.day::timestamp at time zone $3 and c.quarter < (d.day + 1)::timestamp at time zone $3
      group by d.day order by d.day`,
    [db.orgId, asOf, timeZone, DAYS_SHOWN],
  );
  return rows;
}

async function recent(db: OrgDb): Promise<Home['recent']> {
  const { rows } = await db.query<{
    event_id: string;
    event_type: string;
    occurred_at: Date;
    lead_id: string;
    name: string | null;
    email: string | null;
    external_id: string | null;
    company: string | null;
    delta: number;
    score_after: number;
  }>(
    `select h.event_id, h.event_type, h.occurred_at, h.lead_id, l.name, l.email, l.external_id, l.company, h.delta, h.score_after
       from (select id from events where org_id = $1 order by id desc limit 60) e
       join score_history h on h.org_id = $1 and h.event_id = e.id
       join leads l on l.org_id = $1 and l.id = h.lead_id
      order by h.occurred_at desc, h.event_id desc limit 20`,
    [db.orgId],
  );
  return rows.map((row) => ({
    eventId: row.event_id,
    type: row.event_type,
    occurredAt: row.occurred_at.toISOString(),
    lead: { id: row.lead_id, name: row.name, email: row.email, externalId: row.external_id, company: row.company },
    delta: row.delta,
    scoreAfter: row.score_after,
  }));
}

/** First steps of a new organization; each ticks itself from what is there. */
async function checklist(db: OrgDb): Promise<Home['checklist']> {
  const { rows } = await db.query<Record<'source' | 'first_event' | 'identified_lead' | 'rules' | 'teammate', boolean>>(
    `select exists (select 1 from sources where org_id = $1 and revoked_at is null) as source,
            exists (select 1 from event_counts where org_id = $1) as first_event,
            exists (select 1 from leads where org_id = $1 and known) as identified_lead,
            exists (select 1 from scoring_rule_versions where org_id = $1 and effective_from is not null) as rules,
            (select count(*) > 1 from members where org_id = $1) as teammate`,
    [db.orgId],
  );
  const done = rows[0]!;
  const items = (['source', 'first_event', 'identified_lead', 'rules', 'teammate'] as const).map((id) => ({
    id,
    done: done[id],
  }));
  return { items, complete: items.every((item) => item.done) };
}
