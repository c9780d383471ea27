import { beforeAll, describe, expect, it } from 'vitest';
import { createTestOrg } from '@/db/testing/factories';
import { systemDb } from '@/lib/tenancy';
import { createApiKey } from './create-api-key';
import { createInvitation } from './create-invitation';
import { createOrganization } from './create-organization';
import { describeMe } from './describe-me';
import { getOrganization } from './get-organization';
import { removeOrganization } from './remove-organization';
import { contextOf, newOrganization, newPerson, type Person } from './testing/people';
import { updateOrganization } from './update-organization';

const fixtures = systemDb('fixtures of a test');
const unique = () => crypto.randomUUID().slice(0, 8);
const deps = { requestId: 'req-7', now: () => new Date(), seed: async () => {} };

let ada: Person;

beforeAll(async () => {
  ada = await newPerson();
});

async function auditOf(orgId: string) {
  const { rows } = await fixtures.query<{
    action: string;
    subject: string;
    actor: object;
    change: Record<string, unknown>;
    request_id: string;
  }>('select action, subject, actor, change, request_id from audit_log where org_id = $1 order by id', [orgId]);
  return rows;
}

describe('creating an organization', () => {
  it('makes its settings, its first admin and what others put in, in one transaction', async () => {
    const word = unique();
    const made = await createOrganization(
      ada,
      { name: `Ünïted ${word} & Co`, timeZone: 'Europe/Berlin', currency: 'EUR' },
      {
        ...deps,
        seed: async (db, orgId) => {
          await db.query(`insert into scoring_rules (org_id, id, created_at) values ($1, gen_random_uuid(), now())`, [
            orgId,
          ]);
        },
      },
    );
    expect(made).toEqual({
      orgId: expect.any(String),
      slug: `united-${word}-co`,
      name: `Ünïted ${word} & Co`,
      role: 'admin',
      isDemo: false,
    });
    const ctx = contextOf(made.orgId, ada, 'admin');
    expect(await getOrganization(ctx)).toEqual({
      id: made.orgId,
      name: made.name,
      slug: made.slug,
      isDemo: false,
      domain: null,
      timeZone: 'Europe/Berlin',
      currency: 'EUR',
      weekStart: 1,
      moaPercent: 70,
      retentionDays: null,
      keepIpAddresses: false,
    });
    const rules = await fixtures.query('select 1 from scoring_rules where org_id = $1', [made.orgId]);
    const settings = await fixtures.query('select 1 from scoring_settings where org_id = $1', [made.orgId]);
    expect([rules.rowCount, settings.rowCount]).toEqual([1, 1]);
    expect(await auditOf(made.orgId)).toEqual([
      {
        action: 'organization.created',
        subject: made.orgId,
        actor: { kind: 'user', userId: ada.id, role: 'admin' },
        change: { name: made.name, slug: made.slug, timeZone: 'Europe/Berlin', currency: 'EUR' },
        request_id: 'req-7',
      },
    ]);
    const { memberships } = await describeMe(ada);
    expect(memberships).toContainEqual(made);
  });

  it('leaves nothing behind when a part of it fails', async () => {
    const slug = `failing-${unique()}`;
    const failing = createOrganization(
      ada,
      { name: 'Failing', slug },
      { ...deps, seed: async () => Promise.reject(new Error('no rules')) },
    );
    await expect(failing).rejects.toThrow('no rules');
    const { rowCount } = await fixtures.query('select 1 from organizations where slug = $1', [slug]);
    expect(rowCount).toBe(0);
  });

  it('numbers the slug of a name that is taken, also when many come at once', async () => {
    const name = `Acme ${unique()}`;
    const base = name.toLowerCase().replace(' ', '-');
    const made = await Promise.all(Array.from({ length: 4 }, () => newOrganization(ada, { name })));
    expect(made.map(({ slug }) => slug).sort()).toEqual([base, `${base}-2`, `${base}-3`, `${base}-4`]);
  });

  it('refuses a slug that somebody has, is reserved, or looks like an id', async () => {
    const slug = `taken-${unique()}`;
    await newOrganization(ada, { slug });
    await expect(newOrganization(await newPerson(), { slug })).rejects.toMatchObject({
      code: 'CONFLICT',
      field: 'slug',
    });
    for (const unusable of ['api', 'sign-in', ada.id])
      await expect(newOrganization(ada, { slug: unusable })).rejects.toMatchObject({
        code: 'VALIDATION',
        field: 'slug',
      });
  });
});

describe('changing settings', () => {
  it('changes what is named, and writes down what was there before', async () => {
    const { orgId } = await newOrganization(ada, { name: 'Before' });
    const ctx = contextOf(orgId, ada, 'admin');
    const changed = await updateOrganization(ctx, {
      name: 'After',
      domain: 'Example.COM',
      weekStart: 7,
      retentionDays: 365,
      moaPercent: 70,
      timeZone: undefined,
    });
    expect(changed).toMatchObject({
      name: 'After',
      domain: 'example.com',
      weekStart: 7,
      retentionDays: 365,
      timeZone: 'UTC',
    });
    expect(await getOrganization(ctx)).toEqual(changed);
    expect((await auditOf(orgId)).at(-1)).toMatchObject({
      action: 'organization.updated',
      change: {
        before: { name: 'Before', domain: null, weekStart: 1, retentionDays: null },
        after: { name: 'After', domain: 'example.com', weekStart: 7, retentionDays: 365 },
      },
    });
    await updateOrganization(ctx, { retentionDays: null, domain: '' });
    expect(await getOrganization(ctx)).toMatchObject({ retentionDays: null, domain: null });
  });

  it('that are as they were already writes nothing', async () => {
    const { orgId, name } = await newOrganization(ada);
    await updateOrganization(contextOf(orgId, ada, 'admin'), { name, currency: 'USD' });
    expect((await auditOf(orgId)).map(({ action }) => action)).toEqual(['organization.created']);
  });
});

describe('removing an organization', () => {
  it('needs its slug, typed again', async () => {
    const { orgId } = await newOrganization(ada);
    const ctx = contextOf(orgId, ada, 'admin');
    await expect(removeOrganization(ctx, { confirm: 'yes' })).rejects.toMatchObject({
      code: 'VALIDATION',
      field: 'confirm',
    });
    expect((await getOrganization(ctx)).id).toBe(orgId);
  });

  it('leaves no row of it in any table, and every row of others', async () => {
    const [gone, kept] = [await createTestOrg(), await createTestOrg()];
    for (const { orgId } of [gone, kept]) await fill(orgId);
    const before = await rowsByTable(kept.orgId);
    expect(await rowsByTable(gone.orgId)).toMatchObject({
      events: 2,
      inbox: 1,
      leads: 1,
      lead_scores: 1,
      live_changes: 3,
      refused_events: 1,
    });
    await removeOrganization(contextOf(gone.orgId, ada, 'admin'), { confirm: gone.slug });
    expect(Object.entries(await rowsByTable(gone.orgId)).filter(([, count]) => count > 0)).toEqual([]);
    expect(await rowsByTable(kept.orgId)).toEqual(before);
    const { rowCount } = await fixtures.query('select 1 from organizations where id = any($1)', [
      [gone.orgId, kept.orgId],
    ]);
    expect(rowCount).toBe(1);
  });
});

/** One row in every table of a tenant that nothing else has filled. */
async function fill(orgId: string): Promise<void> {
  const ctx = contextOf(orgId, ada, 'admin');
  await createInvitation(ctx, { role: 'viewer' });
  await createApiKey(ctx, { name: 'k', scopes: ['leads:read'] });
  const id = 'gen_random_uuid()';
  for (const insert of [
    `members (org_id, id, user_id, role) values ($1, ${id}, '${ada.id}', 'admin')`,
    `events (org_id, id, received_at, occurred_at, event_id, type, subject_id, identifiers, properties, context)
       values ($1, ${id}, now(), now(), 'e', 'page_view', ${id}, '{}', '{}', '{}')`,
    `events (org_id, id, received_at, occurred_at, event_id, type, subject_id, identifiers, properties, context)
       values ($1, ${id}, '1999-01-01', now(), 'e', 'page_view', ${id}, '{}', '{}', '{}')`,
    `event_keys (org_id, key) values ($1, ${id})`,
    `inbox (org_id, id, received_at) values ($1, ${id}, now())`,
    `event_counts (org_id, quarter, type, count) values ($1, now(), 'page_view', 1)`,
    `leads (org_id, id, first_seen_at, created_at, updated_at) values ($1, '${ada.id}', now(), now(), now())`,
    `subjects (org_id, subject_id, kind, value, lead_id) values ($1, ${id}, 'email', 'a@b.test', '${ada.id}')`,
    `lead_scores (org_id, lead_id, scored_at) values ($1, '${ada.id}', now())`,
    `lead_merges (org_id, id, winner_id, loser_id, reason, before, merged_at) values ($1, ${id}, ${id}, ${id}, 'r', '{}', now())`,
    `pending_replays (org_id, lead_id, reason, requested_at) values ($1, '${ada.id}', 'late', now())`,
    `score_history (org_id, event_id, lead_id, occurred_at, tie, event_type, points, decay_delta, delta, score_after, reason)
       values ($1, ${id}, '${ada.id}', now(), 't', 'page_view', 1, 0, 1, 1, 'r')`,
    `scoring_rules (org_id, id, created_at) values ($1, '${ada.id}', now())`,
    `scoring_rule_versions (org_id, rule_id, version, event_type, points, active, created_at)
       values ($1, '${ada.id}', 1, 'page_view', 1, true, now())`,
    `live_changes (org_id, kind, payload) values ($1, 'lead', '{}')`,
    `refused_events (org_id, id, received_at, path, code, field, message)
       values ($1, ${id}, now(), '/api/events', 'VALIDATION', 'event', 'm')`,
  ])
    await fixtures.query(`insert into ${insert}`, [orgId]);
}

async function rowsByTable(orgId: string): Promise<Record<string, number>> {
  const { rows: tables } = await fixtures.query<{ name: string }>(
    `select table_name as name from information_schema.columns join information_schema.tables using (table_schema, table_name)
      where table_schema = 'public' and column_name = 'org_id' and table_type = 'BASE TABLE' and table_name !~ '^events_'`,
  );
  const counts: Record<string, number> = {};
  for (const { name } of tables) {
    const { rows } = await fixtures.query<{ count: number }>(`select count(*) from ${name} where org_id = $1`, [orgId]);
    counts[name] = rows[0]!.count;
  }
  return counts;
}
