import { randomBytes, randomUUID } from 'node:crypto';
import type pg from 'pg';
import { vi } from 'vitest';
import { adminClient } from '@/db/testing/catalogue';
import { putEvents } from '@/db/testing/ledger';
import { newOrganizationContent } from '@/lib/api/new-organization';
import { createOrganization } from '@/lib/identity/create-organization';
import { addMember, newPerson, type Person, signIn } from '@/lib/identity/testing/people';
import { drainNow, listLeads } from '@/lib/leads';
import { sendMail } from '@/lib/mail';
import { hashKey, seal, secretPlace } from '@/lib/platform/crypto';
import { uuidv7 } from '@/lib/platform/uuid';
import { jobContext, KEY_SCOPES, type Permission, ROLES, type Role } from '@/lib/tenancy';

/** What an endpoint's id may name. */
export type Kind = 'member' | 'invitation' | 'apiKey' | 'source' | 'rule' | 'lead' | 'outboxMessage' | 'job';

export interface Organization {
  orgId: string;
  slug: string;
  /** A word that stands in everything of this organization and nowhere else. */
  marker: string;
  admin: Person;
  writeKey: string;
  leadId: string;
  /** Joined into `leadId`. */
  joinedLeadId: string;
}

export interface World {
  admin: pg.Client;
  ours: Organization;
  theirs: Organization;
  people: Record<Role, Person>;
  /** Signed in, in no organization. */
  outsider: Person;
  /** Was an admin of ours. */
  removed: Person;
  /** Admin in both. */
  both: Person;
  everybody: Person[];
  cookieOf(person: Person): Promise<string>;
  /** A new thing of this kind, so that a call that changes it meets nobody else's. */
  make(kind: Kind, org: Organization): Promise<string>;
  /** One that was removed, revoked, accepted or joined. */
  makeGone(kind: Kind, org: Organization): Promise<string>;
  apiKey(org: Organization, scopes: readonly Permission[], state?: 'revoked' | 'expired'): Promise<string>;
  close(): Promise<void>;
}

/** Suites of thousands of calls ask about rights and forms, not about limits. To be called before the first request. */
export function liftLimits(): void {
  vi.stubEnv('API_REQUESTS_PER_MINUTE', '1000000');
  vi.stubEnv('SESSION_REQUESTS_PER_MINUTE', '1000000');
  vi.stubEnv('ANONYMOUS_REQUESTS_PER_QUARTER_HOUR', '1000000');
  vi.stubEnv('INGEST_EVENTS_PER_SECOND', '1000000');
  vi.stubEnv('ACCOUNT_MAILS_PER_HOUR', '1000000');
  // Each call names an address of its own, as a proxy would, so that wrong keys do not fill one bucket.
  vi.stubEnv('TRUSTED_PROXY', '1');
}

/** Two organizations of the same name, with the same visitor and the same customer, made through the program's own verbs. */
export async function buildWorld(): Promise<World> {
  const admin = await adminClient();
  const name = `Northwind ${randomBytes(3).toString('hex')}`;
  const ours = await newOrganization(admin, name, 'giraffe');
  const theirs = await newOrganization(admin, name, 'zebra');
  const people = {} as Record<Role, Person>;
  for (const role of ROLES) people[role] = await memberOf(ours, role);
  const outsider = await newPerson('Olga Outside');
  const removed = await memberOf(ours, 'admin');
  await admin.query('delete from members where org_id = $1 and user_id = $2', [ours.orgId, removed.id]);
  const both = await newPerson('Bea Both');
  await addMember(ours.orgId, both, 'admin');
  await addMember(theirs.orgId, both, 'admin');

  const cookies = new Map<string, Promise<string>>();
  return {
    admin,
    ours,
    theirs,
    people,
    outsider,
    removed,
    both,
    everybody: [...Object.values(people), outsider, removed, both, ours.admin, theirs.admin],
    cookieOf(person) {
      if (!cookies.has(person.id)) cookies.set(person.id, signIn(person));
      return cookies.get(person.id)!;
    },
    make: (kind, org) => MAKE[kind](admin, org),
    makeGone: async (kind, org) => {
      if (kind === 'lead') return org.joinedLeadId;
      const id = await MAKE[kind](admin, org);
      // Nothing takes a mail out of the outbox, or a job from the list.
      if (kind === 'outboxMessage' || kind === 'job') return id;
      await admin.query(REMOVE[kind], [org.orgId, id]);
      return id;
    },
    apiKey: async (org, scopes, state) => (await insertApiKey(admin, org, scopes, state)).key,
    close: () => admin.end(),
  };
}

async function memberOf(org: Organization, role: Role): Promise<Person> {
  const person = await newPerson(`${org.marker} ${role}`);
  await addMember(org.orgId, person, role);
  return person;
}

async function newOrganization(admin: pg.Client, name: string, marker: string): Promise<Organization> {
  const person = await newPerson(`${marker} founder`);
  const { orgId, slug } = await createOrganization(
    person,
    { name },
    { requestId: 'world', now: () => new Date(), seed: newOrganizationContent },
  );
  const writeKey = newKey('tl_w_');
  await insertSource(admin, { orgId, marker }, writeKey);
  const leadId = await leadWithHistory(orgId, marker);
  const { rows } = await admin.query<{ id: string }>('select id from leads where org_id = $1 and merged_into = $2', [
    orgId,
    leadId,
  ]);
  if (!rows[0]) throw new Error('the two leads were not joined');
  return { orgId, slug, marker, admin: person, writeKey, leadId, joinedLeadId: rows[0].id };
}

/** A visitor who becomes known, and turns out to be a customer who was known before. */
async function leadWithHistory(orgId: string, marker: string): Promise<string> {
  const at = (minutesAgo: number) => new Date(Date.now() - minutesAgo * 60_000);
  const visitor = { anonymousId: 'the-same-visitor' };
  const customer = { userId: 'the-same-customer', email: 'ada@example.test' };
  await putEvents(orgId, [
    { ...visitor, type: 'page_view', occurredAt: at(30), properties: { path: `/${marker}` } },
    { ...customer, type: 'identify', occurredAt: at(20), properties: { name: `Ada ${marker}`, company: marker } },
    { ...customer, type: `${marker}_clicked`, occurredAt: at(15) },
  ]);
  await drainNow(orgId);
  await putEvents(orgId, [
    { ...customer, ...visitor, type: 'identify', occurredAt: at(10), properties: { note: marker } },
  ]);
  await drainNow(orgId);
  return leadOf(orgId);
}

async function leadOf(orgId: string): Promise<string> {
  const { items } = await listLeads(jobContext(orgId, 'world', 'world'), { sort: 'score', limit: 5 });
  if (items.length !== 1) throw new Error(`expected one lead, found ${items.length}`);
  return items[0]!.id;
}

const newKey = (prefix: string) => prefix + randomBytes(32).toString('base64url');

type Owner = Pick<Organization, 'orgId' | 'marker'>;

const MAKE: Record<Kind, (admin: pg.Client, org: Organization) => Promise<string>> = {
  async member(admin, { orgId, marker }) {
    const [id, userId] = [uuidv7(), uuidv7()];
    await admin.query('insert into users (id, name, email) values ($1, $2, $3)', [
      userId,
      `${marker} member`,
      `${userId}@example.test`,
    ]);
    await admin.query(`insert into members (org_id, id, user_id, role) values ($1, $2, $3, 'viewer')`, [
      orgId,
      id,
      userId,
    ]);
    return id;
  },
  async invitation(admin, { orgId }) {
    const id = uuidv7();
    await admin.query(
      `insert into invitations (org_id, id, role, token_hash, expires_at) values ($1, $2, 'viewer', $3, now() + interval '1 day')`,
      [orgId, id, randomBytes(32)],
    );
    return id;
  },
  apiKey: async (admin, org) => (await insertApiKey(admin, org, ['leads:read'])).id,
  source: (admin, org) => insertSource(admin, org, newKey('tl_w_')),
  async rule(admin, { orgId, marker }) {
    const id = uuidv7();
    await admin.query('insert into scoring_rules (org_id, id, created_at) values ($1, $2, now())', [orgId, id]);
    await admin.query(
      `insert into scoring_rule_versions (org_id, rule_id, version, event_type, points, active, description, effective_from, created_at)
       values ($1, $2, 1, 'never_happens', 1, true, $3, null, now())`,
      [orgId, id, marker],
    );
    return id;
  },
  lead: async (_, { leadId }) => leadId,
  async job(admin, { orgId, marker }) {
    const id = uuidv7();
    await admin.query(
      `insert into jobs (org_id, id, kind, input, status, requested_at, moved_at) values ($1, $2, 'apply-rule-to-history', $3, 'queued', now(), now())`,
      [orgId, id, JSON.stringify({ eventType: marker })],
    );
    await admin.query(`insert into job_failures (org_id, job_id, item, reason) values ($1, $2, '1', $3)`, [
      orgId,
      id,
      marker,
    ]);
    return id;
  },
  async outboxMessage(_, { orgId, marker }) {
    const content = { title: marker, paragraphs: [marker], footer: marker };
    const mail = { kind: 'invitation', to: `${marker}@example.test`, subject: marker, content } as const;
    return (await sendMail(jobContext(orgId, 'world', 'world'), { ...mail, dedupeKey: uuidv7() })).id;
  },
};

const REMOVE: Record<Exclude<Kind, 'lead' | 'outboxMessage' | 'job'>, string> = {
  member: 'delete from members where org_id = $1 and id = $2',
  invitation: 'update invitations set revoked_at = now() where org_id = $1 and id = $2',
  apiKey: 'update api_keys set revoked_at = now() where org_id = $1 and id = $2',
  source: 'update sources set revoked_at = now() where org_id = $1 and id = $2',
  rule: 'update scoring_rules set deleted_at = now() where org_id = $1 and id = $2',
};

async function insertSource(admin: pg.Client, { orgId, marker }: Owner, writeKey: string): Promise<string> {
  const id = uuidv7();
  await admin.query(
    `insert into sources (org_id, id, name, prefix, hash, sealed_key, events_per_second) values ($1, $2, $3, $4, $5, $6, 100000)`,
    [
      orgId,
      id,
      `${marker} site`,
      writeKey.slice(0, 10),
      hashKey(writeKey),
      seal(writeKey, secretPlace(orgId, 'sources', id, 'sealed_key')),
    ],
  );
  return id;
}

async function insertApiKey(
  admin: pg.Client,
  { orgId, marker }: Owner,
  scopes: readonly Permission[] = KEY_SCOPES,
  state?: 'revoked' | 'expired',
): Promise<{ id: string; key: string }> {
  const [id, key] = [randomUUID(), newKey('tl_k_')];
  await admin.query(
    `insert into api_keys (org_id, id, name, prefix, hash, scopes, revoked_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, case when $7 = 'revoked' then now() end, case when $7 = 'expired' then now() - interval '1 minute' end)`,
    [orgId, id, `${marker} key`, key.slice(0, 10), hashKey(key), scopes, state ?? 'valid'],
  );
  return { id, key };
}
