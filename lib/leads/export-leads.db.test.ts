import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { adminClient } from '@/db/testing/catalogue';
import { createTestOrg } from '@/db/testing/factories';
import { inertText } from '@/lib/platform/csv';
import { readCsv } from '@/lib/platform/testing/read-csv';
import { MS_PER_DAY } from '@/lib/scoring';
import { decayRate } from '@/lib/scoring/decay';
import { DEFAULT_SETTINGS } from '@/lib/scoring/stage';
import { jobContext, type OrgContext } from '@/lib/tenancy';
import { LEAD_COLUMN_IDS, LEAD_SORTS, type Lead } from './contract';
import { type ExportLeadsInput, exportLeads, type LeadsFile } from './export-leads';
import { type ListLeadsInput, listLeads } from './list-leads';

const LEADS = 2_345;
const MANY = 50_000;
const now = new Date('2026-03-09T23:30:00Z');

const UGLY = [
  'مرحبا بالعالم',
  'שלום "עולם"',
  '\u202eevil\u202c',
  '😀👩‍👩‍👧‍👦',
  'line\r\nline\nline\rline',
  '=1+1',
  '＝HYPERLINK("x")',
  '@SUM(A1)',
  '-2+3',
  '\t=1',
  ',,,"""',
  "'=1",
  '+49 30 901820',
  'x'.repeat(5_000),
  ...fc.sample(fc.string({ unit: 'binary' }), 100).map((text) => text.replaceAll('\0', '').toWellFormed()),
];

/** Leads of every kind of score: none, many of the same, each its own; within the grace period and past it. */
async function seed(ctx: OrgContext, count: number, names: string[]): Promise<void> {
  await ctx.run(
    async (db) => {
      await db.query(
        `insert into leads (org_id, id, name, email, known, status, first_seen_at, created_at, updated_at)
         select $1, gen_random_uuid(), coalesce(($3::text[])[n], 'Lead ' || n), 'lead-' || n || '@example.com', n % 3 > 0,
                case n % 4 when 0 then 'contacted' else 'new' end, t, t, t
           from generate_series(1, $2::int) n, lateral (select $4::timestamptz - (n / 7) * interval '1 minute' as t) at`,
        [db.orgId, count, names, now],
      );
      await db.query(
        `insert into lead_scores (org_id, lead_id, stage, score, last_event_at, event_count, in_grace, grace_until, rank_key, scored_at)
         select $1, lead_id, 'cold', score, case when score > 0 then last end, 1, score = 0 or grace_until > $2,
                case when score > 0 then grace_until end,
                case when score > 0 then ln(score) + $3::float8 * extract(epoch from grace_until) / 86400 end, $2
           from (select id as lead_id, last, last + $4::int * interval '1 day' as grace_until,
                        case n % 5 when 0 then 0 when 1 then 5 when 2 then 12.5 else n / 100.0 end::float8 as score
                   from (select id, n, $2::timestamptz - (n % 40) * interval '1 day' as last
                           from (select id, row_number() over (order by id) as n from leads where org_id = $1) numbered) dated) given`,
        [db.orgId, now, decayRate(DEFAULT_SETTINGS), DEFAULT_SETTINGS.graceDays],
      );
    },
    { statementTimeoutMs: 60_000 },
  );
  // As PostgreSQL does by itself a minute later.
  const admin = await adminClient();
  await admin.query('analyze leads, lead_scores');
  await admin.end();
}

async function rowsOf({ body }: LeadsFile): Promise<string[][]> {
  return readCsv(await new Response(body).text());
}

async function listed(ctx: OrgContext, input: Partial<ListLeadsInput>): Promise<Lead[]> {
  const leads: Lead[] = [];
  let cursor: string | undefined;
  do {
    const page = await listLeads(ctx, { sort: 'score', ...input, limit: 200, cursor });
    leads.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return leads;
}

const input = (some: Partial<ExportLeadsInput> = {}): ExportLeadsInput => ({ sort: 'score', bom: 'false', ...some });
const contextOf = (orgId: string, at: () => Date = () => now) => jobContext(orgId, 'test', 'request', at);

/** Counts the transactions of a context; the one after `failAfter` of them fails. */
function counted(ctx: OrgContext, failAfter = Number.POSITIVE_INFINITY): OrgContext & { runs: number } {
  return {
    ...ctx,
    runs: 0,
    run(work, options) {
      this.runs += 1;
      return this.runs > failAfter ? Promise.reject(new Error('the database went away')) : ctx.run(work, options);
    },
  };
}

describe('the file of a list', () => {
  let ctx: OrgContext;
  let slug: string;

  beforeAll(async () => {
    const org = await createTestOrg();
    slug = org.slug;
    ctx = contextOf(org.orgId);
    await seed(ctx, LEADS, UGLY);
    await seed(contextOf((await createTestOrg()).orgId), 50, ['Somebody else’s']);
  });

  it.each([
    ...LEAD_SORTS.map((sort) => ({ sort })),
    { sort: 'score' as const, status: 'contacted' as const },
    { sort: 'created' as const, known: 'true' as const, search: '"' },
    { sort: 'activity' as const, search: 'LEAD-1' },
    { sort: 'activity' as const, seenFrom: '2026-03-09T20:00:00.000Z' },
    { sort: 'score' as const, search: 'nobody of this name' },
  ])('equals the list, all its pages: %j', async (filter) => {
    const expected = await listed(ctx, filter);
    const [heading, ...rows] = await rowsOf(await exportLeads(ctx, input({ ...filter, columns: 'id,name,score' })));
    expect(heading).toEqual(['Id', 'Name', 'Score']);
    expect(rows).toEqual(
      expected.map(({ id, name, score }) => [id, inertText(name ?? ''), String(Math.round(score * 100) / 100)]),
    );
    expect(new Set(rows.map(([id]) => id)).size).toBe(rows.length);
    if (Object.keys(filter).length === 1) expect(rows.length).toBe(LEADS);
  });

  it('has every column, or those that are asked for in their order, each once', async () => {
    const filter = { search: 'lead-77@' };
    const [heading, row] = await rowsOf(await exportLeads(ctx, input(filter)));
    const [lead] = await listed(ctx, filter);
    expect(heading?.length).toBe(LEAD_COLUMN_IDS.length);
    expect(Object.fromEntries(LEAD_COLUMN_IDS.map((id, n) => [id, row?.[n]]))).toMatchObject({
      name: inertText(lead!.name!),
      email: 'lead-77@example.com',
      phone: '',
      known: String(lead!.known),
      firstSeen: lead!.firstSeenAt,
      activity: lead!.lastEventAt ?? '',
      events: '1',
      id: lead!.id,
    });
    const chosen = await rowsOf(await exportLeads(ctx, input({ ...filter, columns: 'email,name,email' })));
    expect(chosen[0]).toEqual(['E-mail', 'Name']);
  });

  it('is named by the organization and the day in its time zone', async () => {
    const fileName = async () => (await exportLeads(ctx, input())).fileName;
    const inZone = (zone: string) =>
      ctx.run((db) => db.query('update organization_settings set time_zone = $2 where org_id = $1', [db.orgId, zone]));
    await inZone('Europe/Berlin');
    expect(await fileName()).toBe(`${slug}-leads-2026-03-10.csv`);
    await inZone('America/New_York');
    expect(await fileName()).toBe(`${slug}-leads-2026-03-09.csv`);
  });

  it('begins with the mark of UTF-8 when a spreadsheet asks', async () => {
    for (const [bom, bytes] of [
      ['true', [0xef, 0xbb, 0xbf]],
      ['false', [0x22, 0x4e, 0x61]],
    ] as const) {
      const { body } = await exportLeads(ctx, input({ bom, search: 'nobody of this name' }));
      expect([...new Uint8Array(await new Response(body).arrayBuffer()).slice(0, 3)]).toEqual(bytes);
    }
  });

  it('is in the audit log before anything leaves, without what was searched for', async () => {
    const log = async () =>
      (
        await ctx.run((db) =>
          db.query<{ change: Record<string, unknown> }>(
            `select change from audit_log where org_id = $1 and action = 'leads.exported' order by id`,
            [db.orgId],
          ),
        )
      ).rows.map(({ change }) => change);
    const before = (await log()).length;
    const { body } = await exportLeads(ctx, input({ search: 'lead-77@', sort: 'created', columns: 'email,id' }));
    await body.cancel();
    expect((await log()).slice(before)).toEqual([
      { leads: 1, columns: ['email', 'id'], sort: 'created', filter: { searched: true } },
    ]);
  });

  it('is read as it is taken, and not at all once the reader has hung up', async () => {
    const counting = counted(ctx);
    const { body } = await exportLeads(counting, input());
    const reader = body.getReader();
    const seen = [counting.runs];
    for (let part = 0; part < 3; part += 1) {
      await reader.read();
      seen.push(counting.runs);
    }
    // The heading, the page that was read before the answer, one more.
    expect(seen).toEqual([1, 1, 1, 2]);
    await reader.cancel();
    expect((await reader.read()).done).toBe(true);
    expect(counting.runs).toBe(2);
  });

  it('fails as a whole when a page cannot be read, and is refused when the first cannot', async () => {
    const { body } = await exportLeads(counted(ctx, 1), input());
    await expect(new Response(body).text()).rejects.toThrow('the database went away');
    await expect(exportLeads(counted(ctx, 0), input())).rejects.toThrow('the database went away');
  });

  it('has each lead once and in order though days go by while it is read', async () => {
    let days = 0;
    const later = contextOf(ctx.orgId, () => new Date(now.getTime() + days * MS_PER_DAY));
    const { body } = await exportLeads(later, input({ columns: 'id,score' }));
    const reader = body.getReader();
    const decoder = new TextDecoder();
    let text = '';
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      text += decoder.decode(part.value, { stream: true });
      days += 30;
    }
    expect(days).toBeGreaterThan(60);
    const expected = await listed(ctx, {});
    expect(
      readCsv(text)
        .slice(1)
        .map(([id]) => id),
    ).toEqual(expected.map(({ id }) => id));
  });
});

it(`holds a page at a time: ${MANY} leads`, async () => {
  const ctx = contextOf((await createTestOrg()).orgId);
  await seed(ctx, MANY, []);
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const heldMb = () => {
    collect();
    const { heapUsed, external } = process.memoryUsage();
    return (heapUsed + external) / 1e6;
  };
  const beganMs = performance.now();
  const { body } = await exportLeads(ctx, input());
  const held: number[] = [];
  const slowestMs = { part: 0 };
  let lines = 0;
  let bytes = 0;
  const reader = body.getReader();
  for (let n = 0; ; n += 1) {
    const askedMs = performance.now();
    const { value, done } = await reader.read();
    if (done) break;
    slowestMs.part = Math.max(slowestMs.part, performance.now() - askedMs);
    bytes += value.byteLength;
    for (const byte of value) if (byte === 10) lines += 1;
    if (n % 10 === 3) held.push(heldMb());
  }
  const figures = { held, bytes, seconds: (performance.now() - beganMs) / 1_000, slowestMs: slowestMs.part };
  expect(lines).toBe(MANY + 1);
  expect(bytes).toBeGreaterThan(5_000_000);
  // What is held does not grow with what was sent.
  expect(Math.max(...held) - held[0]!, JSON.stringify(figures)).toBeLessThan(4);
  if (process.env.THROUGHLINE_FIGURES) console.log(figures);
});
