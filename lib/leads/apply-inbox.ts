import { announce } from '@/lib/live';
import {
  applyEvents,
  loadRuleVersions,
  loadSettings,
  removeScores,
  ruleBook,
  type Scored,
  type ScoredLead,
  type Scoring,
} from '@/lib/scoring';
import type { OrgContext, OrgDb } from '@/lib/tenancy';
import { countEvents, type LedgerRow, owedEvents, settle } from '@/lib/tracking';
import { joinLeads } from './join-leads';
import { type LeadProfile, loadProfiles, saveProfiles, saveSubjects } from './lead-queries';
import { EMPTY_PROFILE, joinProfiles, type Statement, tell } from './profile';
import { type Resolution, resolveSubjects } from './resolve-subjects';

/** At most this many leads are named in one live message. */
const LIVE_LEADS = 100;

export interface Applied {
  /** Events taken from the inbox. */
  events: number;
  /** Leads whose standing they changed. */
  leads: number;
  /** More may be waiting: the batch was full. */
  full: boolean;
}

/**
 * Takes events from the inbox and makes of them what they mean: whose they are, which leads are one, what is known of
 * each, how each stands. All in one transaction with the inbox rows' deletion, so running it twice changes nothing.
 * One drain an organization at a time: an order of events must not be split between two.
 */
export async function applyInbox(ctx: OrgContext, limit: number): Promise<Applied> {
  return ctx.run(
    async (db) => {
      // Sent together, done one after the other: each statement sees what was committed when its turn comes.
      const [, , rows, settings, versions] = await Promise.all([
        planByKey(db),
        lockOrganization(db),
        owedEvents(db, limit),
        loadSettings(db),
        loadRuleVersions(db),
      ]);
      if (rows.length === 0) return { events: 0, leads: 0, full: false };
      const now = ctx.now();
      // Machines are kept in the ledger and shown, but nobody's score, profile or count follows from them.
      const people = rows.filter((row) => row.machine === null);
      const resolution = await resolveSubjects(db, people);
      await saveWhoTheyAre(db, people, resolution, now);
      const scoring = { settings, rules: ruleBook(versions), nowMs: now.getTime() };
      const scored = await scoreThem(db, people, resolution, scoring);
      await Promise.all([
        seenEarlier(db, people, resolution, scored.maybeEarlier),
        countEvents(db, people),
        settle(
          db,
          rows.map((row) => row.id),
        ),
        tellScreens(db, scored.leads, rows.length, resolution),
      ]);
      return { events: rows.length, leads: scored.leads.length, full: rows.length === limit };
    },
    // Lost with the power, this is simply done again: the inbox row and the score commit together.
    { lazyCommit: true, statementTimeoutMs: 60_000 },
  );
}

/**
 * Whatever a drain asks for, it asks for by key. The planner would read a table whole where it was small when the plan
 * was made, and keep that plan while the table grows: batches then take a hundred times as long, until statistics come.
 */
async function planByKey(db: OrgDb): Promise<void> {
  await db.prepared(
    'plan-by-key',
    `select set_config('plan_cache_mode', 'force_generic_plan', true),
            set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true),
            set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)`,
    [],
  );
}

/** Held to the end of the transaction by whoever derives state from an organization's ledger. */
export async function lockOrganization(db: OrgDb): Promise<void> {
  await db.prepared('lock-organization', `select pg_advisory_xact_lock(hashtextextended('derive:' || $1, 0))`, [
    db.orgId,
  ]);
}

async function saveWhoTheyAre(db: OrgDb, rows: LedgerRow[], resolution: Resolution, now: Date): Promise<void> {
  const { leadOf, created, subjects, merges } = resolution;
  const speaking = rows.filter(
    (row) => row.type === 'identify' || row.type === 'alias' || created.has(leadOf.get(row.id) ?? ''),
  );
  const touched = new Set(speaking.flatMap((row) => leadOf.get(row.id) ?? []));
  const profiles = await loadProfiles(
    db,
    [...touched, ...merges.flatMap((merge) => [merge.winner, merge.loser])].filter((id) => !created.has(id)),
  );
  const sources = await sourceNames(db, speaking);
  const saved = new Map<string, LeadProfile>();
  const current = (leadId: string, row: LedgerRow): LeadProfile =>
    saved.get(leadId) ??
    profiles.get(leadId) ?? {
      leadId,
      profile: EMPTY_PROFILE,
      known: false,
      firstSeenAt: row.occurredAt,
      firstSource: row.sourceId ? (sources.get(row.sourceId) ?? null) : null,
    };
  for (const row of speaking) {
    const leadId = leadOf.get(row.id);
    if (leadId === undefined) continue;
    const lead = current(leadId, row);
    const { leadId: named, externalId, userId, email } = row.identifiers;
    saved.set(leadId, {
      ...lead,
      profile: tell(lead.profile, statementOf(row)),
      known: lead.known || Boolean(named || externalId || userId || email),
      firstSeenAt: earlierOf(row.occurredAt, lead.firstSeenAt),
    });
  }
  // After what they said themselves: the newest word on each field wins, so the order of joining does not matter.
  for (const { winner, loser } of merges) {
    const [kept, lost] = [saved.get(winner), profiles.get(loser)];
    if (kept && lost) saved.set(winner, joined(kept, lost));
  }
  await saveProfiles(db, [...saved.values()], now);
  await joinLeads(db, merges, profiles, now);
  await saveSubjects(db, subjects);
}

const earlierOf = (a: Date, b: Date) => (a.getTime() < b.getTime() ? a : b);

function joined(kept: LeadProfile, lost: LeadProfile): LeadProfile {
  const earlier = lost.firstSeenAt < kept.firstSeenAt;
  return {
    leadId: kept.leadId,
    profile: joinProfiles(kept.profile, lost.profile),
    known: kept.known || lost.known,
    firstSeenAt: earlier ? lost.firstSeenAt : kept.firstSeenAt,
    firstSource: earlier ? lost.firstSource : kept.firstSource,
  };
}

function statementOf(row: LedgerRow): Statement {
  const { email, externalId } = row.identifiers;
  return {
    occurredAtMs: row.occurredAt.getTime(),
    tie: row.eventId,
    traits: row.type === 'identify' ? row.properties : {},
    ...(email ? { email } : {}),
    ...(externalId ? { externalId } : {}),
  };
}

async function sourceNames(db: OrgDb, rows: LedgerRow[]): Promise<Map<string, string>> {
  const ids = [...new Set(rows.flatMap((row) => row.sourceId ?? []))];
  if (ids.length === 0) return new Map();
  const { rows: sources } = await db.prepared<{ id: string; name: string }>(
    'source-names',
    'select id, name from sources where org_id = $1 and id = any($2::uuid[])',
    [db.orgId, ids],
  );
  return new Map(sources.map((source) => [source.id, source.name]));
}

/** A late event may be the first thing a lead ever did. */
async function seenEarlier(
  db: OrgDb,
  rows: LedgerRow[],
  { leadOf, created }: Resolution,
  leadIds: Set<string>,
): Promise<void> {
  const earliest = new Map<string, Date>();
  for (const row of rows) {
    const leadId = leadOf.get(row.id);
    if (leadId === undefined || !leadIds.has(leadId) || created.has(leadId)) continue;
    const known = earliest.get(leadId);
    if (!known || row.occurredAt < known) earliest.set(leadId, row.occurredAt);
  }
  if (earliest.size === 0) return;
  await db.prepared(
    'seen-earlier',
    `update leads set first_seen_at = ($3::timestamptz[])[array_position($2::uuid[], id)]
      where org_id = $1 and id = any($2::uuid[]) and first_seen_at > ($3::timestamptz[])[array_position($2::uuid[], id)]`,
    [db.orgId, [...earliest.keys()], [...earliest.values()]],
  );
}

async function scoreThem(
  db: OrgDb,
  rows: LedgerRow[],
  { leadOf, merges }: Resolution,
  scoring: Scoring,
): Promise<Scored> {
  const byLead = new Map<string, LedgerRow[]>();
  for (const row of rows) {
    const leadId = leadOf.get(row.id);
    if (leadId === undefined) continue;
    const group = byLead.get(leadId);
    if (group) group.push(row);
    else byLead.set(leadId, [row]);
  }
  const groups = [...byLead].map(([leadId, events]) => ({
    leadId,
    rows: events,
    joined: merges.filter((merge) => merge.winner === leadId).map((merge) => merge.loser),
  }));
  const scored = await applyEvents(db, groups, scoring);
  await removeScores(
    db,
    merges.map((merge) => merge.loser),
  );
  return scored;
}

async function tellScreens(db: OrgDb, scored: ScoredLead[], events: number, { merges }: Resolution): Promise<void> {
  await announce(db, 'leads', {
    leads: scored.slice(0, LIVE_LEADS),
    events,
    more: scored.length > LIVE_LEADS,
    merged: merges.slice(0, LIVE_LEADS).map(({ winner, loser }) => ({ from: loser, into: winner })),
  });
}
