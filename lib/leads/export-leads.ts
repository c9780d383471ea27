import { audit, readOrganization } from '@/lib/identity';
import { BYTE_ORDER_MARK } from '@/lib/platform/csv';
import { log } from '@/lib/platform/log';
import { loadSettings, type ScoringSettings } from '@/lib/scoring';
import type { OrgContext } from '@/lib/tenancy';
import { LEAD_COLUMN_IDS, type LeadColumnId } from './contract';
import { csvHeading, csvOfLead } from './lead-csv';
import { countLeads, filterSql, type LeadFilter, type ListLeadsInput, type PlaceInList, readLeads } from './list-leads';

/** Rows that are held at once: 1,000 leads with all columns are some 300 kB. */
const PAGE_ROWS = 1_000;

export interface ExportLeadsInput extends LeadFilter, Pick<ListLeadsInput, 'sort'> {
  /** Names of columns with commas between; all of them when it is left out. */
  columns?: string | undefined;
  bom: 'true' | 'false';
}

export interface LeadsFile {
  fileName: string;
  body: ReadableStream<Uint8Array<ArrayBuffer>>;
}

/**
 * All leads of a list as CSV, in its order and as they were scored at one moment. Each page is a transaction of its
 * own, read when the reader has taken the one before; a reader that hangs up ends it. That an export was begun, of how
 * many leads, is in the audit log before the first of them leaves; what was searched for is not, as it may be a
 * person's name.
 * @throws AppError, and what the database throws, as long as nothing was sent; later the stream fails
 */
export async function exportLeads(ctx: OrgContext, input: ExportLeadsInput): Promise<LeadsFile> {
  const { sort, search, stage, status, known, seenFrom } = input;
  const columns = columnsIn(input.columns);
  const asOf = ctx.now();
  const begun = await ctx.run(async (db) => {
    const { slug, timeZone } = await readOrganization(db);
    const settings = await loadSettings(db);
    const leads = await countLeads(db, filterSql(input));
    await audit(db, ctx, 'leads.exported', db.orgId, {
      leads,
      columns,
      sort,
      filter: { searched: Boolean(search), stage, status, known, seenFrom },
    });
    const page = await readLeads(db, input, { asOf, after: null, limit: PAGE_ROWS, settings });
    return { slug, timeZone, settings, page };
  });
  const { slug, timeZone, settings } = begun;

  async function* text(): AsyncGenerator<string> {
    yield (input.bom === 'true' ? BYTE_ORDER_MARK : '') + csvHeading(columns);
    for (let page = begun.page; ; page = await pageAfter(ctx, input, page.last, settings)) {
      if (page.items.length > 0) yield page.items.map((lead) => csvOfLead(lead, columns)).join('');
      if (page.last === null) return;
    }
  }
  return { fileName: `${slug}-leads-${dayIn(timeZone, asOf)}.csv`, body: streamOf(ctx, text()) };
}

function pageAfter(
  ctx: OrgContext,
  input: ExportLeadsInput,
  after: PlaceInList,
  settings: ScoringSettings,
): ReturnType<typeof readLeads> {
  return ctx.run((db) => readLeads(db, input, { asOf: after.asOf, after, limit: PAGE_ROWS, settings }));
}

/**
 * Asks for the next part only when the one before was taken. A failure fails the stream, and with it the connection: a
 * file that was cut off must not look like a whole one.
 */
function streamOf(ctx: OrgContext, parts: AsyncGenerator<string>): LeadsFile['body'] {
  const encoder = new TextEncoder();
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const { value, done } = await parts.next();
          if (done) controller.close();
          else controller.enqueue(encoder.encode(value));
        } catch (error) {
          log.error({ err: error, orgId: ctx.orgId, requestId: ctx.requestId }, 'an export of leads broke off');
          controller.error(error);
        }
      },
      cancel: async () => void (await parts.return(undefined)),
    },
    { highWaterMark: 0 },
  );
}

function columnsIn(names: string | undefined): LeadColumnId[] {
  if (names === undefined) return [...LEAD_COLUMN_IDS];
  const asked = names.split(',');
  return LEAD_COLUMN_IDS.filter((id) => asked.includes(id)).sort((a, b) => asked.indexOf(a) - asked.indexOf(b));
}

/** The day there: 2026-03-09. */
function dayIn(timeZone: string, moment: Date): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(moment);
}
