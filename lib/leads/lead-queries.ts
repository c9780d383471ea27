import type { OrgDb } from '@/lib/tenancy';
import { EMPTY_PROFILE, PROFILE_FIELDS, type Profile, type ProfileField } from './profile';
import type { NewSubject } from './resolve-subjects';

/** The part of a lead that senders tell us. */
export interface LeadProfile {
  leadId: string;
  profile: Profile;
  known: boolean;
  firstSeenAt: Date;
  firstSource: string | null;
}

interface Row {
  id: string;
  external_id: string | null;
  email: string | null;
  name: string | null;
  company: string | null;
  title: string | null;
  phone: string | null;
  website: string | null;
  traits: Record<string, unknown>;
  field_times: Record<string, [number, string]>;
  known: boolean;
  first_seen_at: Date;
  first_source: string | null;
}

const COLUMN: Record<ProfileField, keyof Row> = {
  externalId: 'external_id',
  email: 'email',
  name: 'name',
  company: 'company',
  title: 'title',
  phone: 'phone',
  website: 'website',
};

export async function loadProfiles(db: OrgDb, leadIds: string[]): Promise<Map<string, LeadProfile>> {
  if (leadIds.length === 0) return new Map();
  const { rows } = await db.prepared<Row>(
    'load-profiles',
    `select id, external_id, email, name, company, title, phone, website, traits, field_times, known, first_seen_at, first_source
       from leads where org_id = $1 and id = any($2::uuid[])`,
    [db.orgId, leadIds],
  );
  return new Map(
    rows.map((row) => {
      const fields: Profile['fields'] = {};
      for (const field of PROFILE_FIELDS) {
        const value = row[COLUMN[field]];
        if (typeof value === 'string') fields[field] = value;
      }
      return [
        row.id,
        {
          leadId: row.id,
          profile: { ...EMPTY_PROFILE, fields, traits: row.traits, times: row.field_times },
          known: row.known,
          firstSeenAt: row.first_seen_at,
          firstSource: row.first_source,
        },
      ];
    }),
  );
}

export async function saveProfiles(db: OrgDb, leads: LeadProfile[], now: Date): Promise<void> {
  if (leads.length === 0) return;
  const rows = [...leads].sort((a, b) => (a.leadId < b.leadId ? -1 : 1));
  const field = (name: ProfileField) => rows.map((row) => row.profile.fields[name] ?? null);
  await db.prepared(
    'save-profiles',
    `insert into leads (org_id, id, external_id, email, name, company, title, phone, website, traits, field_times, known, first_seen_at, first_source, created_at, updated_at)
     select $1, n.id, n.external_id, n.email, n.name, n.company, n.title, n.phone, n.website, n.traits, n.times, n.known, n.seen, n.source, $15, $15
       from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::jsonb[], $11::jsonb[], $12::bool[], $13::timestamptz[], $14::text[])
         as n(id, external_id, email, name, company, title, phone, website, traits, times, known, seen, source)
     on conflict (org_id, id) do update set
       external_id = excluded.external_id, email = excluded.email, name = excluded.name, company = excluded.company, title = excluded.title,
       phone = excluded.phone, website = excluded.website, traits = excluded.traits, field_times = excluded.field_times,
       known = excluded.known, first_seen_at = excluded.first_seen_at, first_source = excluded.first_source, updated_at = excluded.updated_at`,
    [
      db.orgId,
      rows.map((row) => row.leadId),
      field('externalId'),
      field('email'),
      field('name'),
      field('company'),
      field('title'),
      field('phone'),
      field('website'),
      rows.map((row) => JSON.stringify(row.profile.traits)),
      rows.map((row) => JSON.stringify(row.profile.times)),
      rows.map((row) => row.known),
      rows.map((row) => row.firstSeenAt),
      rows.map((row) => row.firstSource),
      now,
    ],
  );
}

export async function saveSubjects(db: OrgDb, subjects: (NewSubject & { leadId: string })[]): Promise<void> {
  if (subjects.length === 0) return;
  const rows = [...subjects].sort((a, b) => (a.subjectId < b.subjectId ? -1 : 1));
  await db.prepared(
    'save-subjects',
    `insert into subjects (org_id, subject_id, kind, value, lead_id) select $1, * from unnest($2::uuid[], $3::text[], $4::text[], $5::uuid[])`,
    [
      db.orgId,
      rows.map((row) => row.subjectId),
      rows.map((row) => row.kind),
      rows.map((row) => row.value),
      rows.map((row) => row.leadId),
    ],
  );
}
