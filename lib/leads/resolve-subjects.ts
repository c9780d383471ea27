import { uuidv7 } from '@/lib/platform/uuid';
import type { OrgDb } from '@/lib/tenancy';
import { aliasSubjects, type LedgerRow, type Subject, subjectId, subjectsOf } from '@/lib/tracking';

export interface NewSubject extends Subject {
  subjectId: string;
}

export interface Resolution {
  /** The lead of each event; events that name a lead nobody knows are absent. */
  leadOf: Map<string, string>;
  /** Leads that begin with this batch. */
  created: Set<string>;
  /** Subjects seen for the first time, with the lead they belong to. */
  subjects: (NewSubject & { leadId: string })[];
  /** Known leads that turned out to be one person. Each loser is a lead that existed before. */
  merges: Merge[];
}

export interface Merge {
  winner: string;
  loser: string;
  eventId: string;
  reason: string;
}

interface KnownLead {
  known: boolean;
  firstSeenMs: number;
}

/**
 * Tells whose events these are. An identify or alias that names several subjects makes them one lead; which of two
 * known leads stays is decided by what they are (named before anonymous, then first seen, then id), not by arrival.
 */
export async function resolveSubjects(db: OrgDb, rows: LedgerRow[]): Promise<Resolution> {
  const named = new Map(rows.map((row) => [row.id, subjectsNamed(db.orgId, row)]));
  const assigned = await knownSubjects(db, [...named.values()].flat());
  // What a lead is matters only where it may have to give way to another.
  const joining = [...named.values()].filter((names) => names.length > 1).flat();
  const facts = await leadFacts(db, [...new Set(joining.flatMap((name) => assigned.get(name.subjectId) ?? []))]);

  const became = new Map<string, string>();
  const find = (leadId: string): string => {
    let current = leadId;
    for (let next = became.get(current); next !== undefined; next = became.get(current)) current = next;
    return current;
  };
  const created = new Set<string>();
  const subjects = new Map<string, NewSubject>();
  const leadOfRow = new Map<string, string>();
  const merges: Merge[] = [];

  for (const row of rows) {
    const names = named.get(row.id)!;
    const primary = names[0]!;
    if (primary.kind === 'lead' && !assigned.has(primary.subjectId)) continue;
    const leads = [
      ...new Set(names.flatMap((name) => (assigned.has(name.subjectId) ? [find(assigned.get(name.subjectId)!)] : []))),
    ];
    const isKnown = names.some((name) => name.kind !== 'anonymous' && name.stated);
    let leadId = leads[0];
    if (leadId === undefined) {
      leadId = uuidv7();
      created.add(leadId);
      facts.set(leadId, { known: isKnown, firstSeenMs: row.occurredAt.getTime() });
    }
    for (const other of leads.slice(1)) {
      const winner: string = stays(leadId, other, facts) ? leadId : other;
      const loser: string = winner === leadId ? other : leadId;
      became.set(loser, winner);
      const lost = facts.get(loser)!;
      const kept = facts.get(winner)!;
      facts.set(winner, { known: kept.known || lost.known, firstSeenMs: Math.min(kept.firstSeenMs, lost.firstSeenMs) });
      if (!created.has(loser)) merges.push({ winner, loser, eventId: row.id, reason: row.type });
      leadId = winner;
    }
    const fact = facts.get(leadId);
    if (isKnown && fact && !fact.known) facts.set(leadId, { ...fact, known: true });
    for (const name of names) {
      if (assigned.has(name.subjectId)) continue;
      assigned.set(name.subjectId, leadId);
      subjects.set(name.subjectId, name);
    }
    leadOfRow.set(row.id, leadId);
  }

  return {
    leadOf: new Map([...leadOfRow].map(([rowId, leadId]) => [rowId, find(leadId)])),
    created: new Set([...created].filter((leadId) => find(leadId) === leadId)),
    subjects: [...subjects.values()].map((subject) => ({ ...subject, leadId: find(assigned.get(subject.subjectId)!) })),
    merges: merges.map((merge) => ({ ...merge, winner: find(merge.winner) })),
  };
}

type NamedSubject = NewSubject & { stated: boolean };

/** The subjects an event speaks of: its own, and for identify and alias every one it names. */
function subjectsNamed(orgId: string, row: LedgerRow): NamedSubject[] {
  const own = subjectsOf(row.identifiers);
  const joins = row.type === 'identify' || row.type === 'alias';
  const stated = (joins ? own : own.slice(0, 1)).map((subject) => ({ ...subject, stated: true }));
  const former =
    row.type === 'alias' ? aliasSubjects(row.identifiers).map((subject) => ({ ...subject, stated: false })) : [];
  return [...stated, ...former].map((subject) => ({
    ...subject,
    subjectId: subjectId(orgId, subject.kind, subject.value),
  }));
}

function stays(a: string, b: string, facts: Map<string, KnownLead>): boolean {
  const [left, right] = [facts.get(a)!, facts.get(b)!];
  if (left.known !== right.known) return left.known;
  if (left.firstSeenMs !== right.firstSeenMs) return left.firstSeenMs < right.firstSeenMs;
  return a < b;
}

/** Which lead each subject belongs to. A lead's own id is a subject too, known as soon as the lead is. */
async function knownSubjects(db: OrgDb, named: NamedSubject[]): Promise<Map<string, string>> {
  const { rows } = await db.prepared<{ subject_id: string; lead_id: string }>(
    'known-subjects',
    'select subject_id, lead_id from subjects where org_id = $1 and subject_id = any($2::uuid[])',
    [db.orgId, [...new Set(named.map((subject) => subject.subjectId))]],
  );
  const known = new Map(rows.map((row) => [row.subject_id, row.lead_id]));
  const byLeadId = named.filter((subject) => subject.kind === 'lead' && !known.has(subject.subjectId));
  if (byLeadId.length === 0) return known;

  const leads = await db.query<{ id: string; became: string }>(
    'select id, coalesce(merged_into, id) as became from leads where org_id = $1 and id = any($2::uuid[])',
    [db.orgId, [...new Set(byLeadId.map((subject) => subject.value))]],
  );
  const became = new Map(leads.rows.map((row) => [row.id, row.became]));
  const fresh = byLeadId.filter((subject) => became.has(subject.value));
  if (fresh.length > 0)
    await db.query(
      `insert into subjects (org_id, subject_id, kind, value, lead_id) select $1, * from unnest($2::uuid[], $3::text[], $4::text[], $5::uuid[]) on conflict do nothing`,
      [
        db.orgId,
        fresh.map((s) => s.subjectId),
        fresh.map((s) => s.kind),
        fresh.map((s) => s.value),
        fresh.map((s) => became.get(s.value)!),
      ],
    );
  for (const subject of fresh) known.set(subject.subjectId, became.get(subject.value)!);
  return known;
}

async function leadFacts(db: OrgDb, leadIds: string[]): Promise<Map<string, KnownLead>> {
  if (leadIds.length === 0) return new Map();
  const { rows } = await db.prepared<{ id: string; known: boolean; first_seen_at: Date }>(
    'lead-facts',
    'select id, known, first_seen_at from leads where org_id = $1 and id = any($2::uuid[])',
    [db.orgId, leadIds],
  );
  return new Map(rows.map((row) => [row.id, { known: row.known, firstSeenMs: row.first_seen_at.getTime() }]));
}
