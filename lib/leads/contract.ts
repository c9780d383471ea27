import { z } from 'zod';
import { STAGES } from '@/lib/scoring/contract';
import { endpoint, momentSchema, pageInput, pageOf, uuidSchema } from '@/lib/tenancy/endpoint';

export { STAGES, type Stage } from '@/lib/scoring/contract';
export const STATUSES = ['new', 'contacted', 'qualified', 'offer_made', 'under_contract', 'closed', 'lost'] as const;
export const LEAD_SORTS = ['score', 'activity', 'created'] as const;

export const leadSchema = z.object({
  id: uuidSchema,
  name: z.string().nullable(),
  email: z.string().nullable(),
  company: z.string().nullable(),
  title: z.string().nullable(),
  phone: z.string().nullable(),
  website: z.string().nullable(),
  externalId: z.string().nullable(),
  /** False while only anonymous identifiers are known. */
  known: z.boolean(),
  status: z.enum(STATUSES),
  stage: z.enum(STAGES),
  /** Intent score decayed to `asOf` of the answer. */
  score: z.number(),
  /** Events of the last 24 hours, at most 10. */
  velocity: z.number().int(),
  /** Risk of going cold, 0–100. */
  risk: z.number().int(),
  eventCount: z.number().int(),
  lastEventAt: momentSchema.nullable(),
  firstSeenAt: momentSchema,
  firstSource: z.string().nullable(),
  createdAt: momentSchema,
});
export type Lead = z.infer<typeof leadSchema>;

export const leadDetailSchema = leadSchema.extend({
  traits: z.record(z.string(), z.unknown()),
  identifiers: z.array(z.object({ kind: z.string(), value: z.string() })),
  /** Leads that were joined into this one. */
  mergedFrom: z.array(z.object({ leadId: uuidSchema, mergedAt: momentSchema, reason: z.string() })),
  riskReasons: z.array(z.string()),
});
export type LeadDetail = z.infer<typeof leadDetailSchema>;

export const timelineEntrySchema = z.object({
  /** The ledger row. */
  id: uuidSchema,
  type: z.string(),
  occurredAt: momentSchema,
  receivedAt: momentSchema,
  source: z.string().nullable(),
  properties: z.record(z.string(), z.unknown()),
  context: z.record(z.string(), z.unknown()),
  /** How the event moved the score; null when it has not been scored (yet, or as a machine's). */
  scored: z
    .object({
      points: z.number(),
      decayDelta: z.number(),
      delta: z.number(),
      scoreAfter: z.number(),
      reason: z.string(),
    })
    .nullable(),
});
export type TimelineEntry = z.infer<typeof timelineEntrySchema>;

/** What a table of leads can show, in the order in which a file has them all. */
export const LEAD_COLUMN_IDS = [
  'name',
  'email',
  'company',
  'title',
  'phone',
  'website',
  'externalId',
  'known',
  'status',
  'stage',
  'score',
  'velocity',
  'risk',
  'source',
  'firstSeen',
  'activity',
  'events',
  'created',
  'id',
] as const;
export type LeadColumnId = (typeof LEAD_COLUMN_IDS)[number];

const csvText = { type: 'string' } as const;
const someColumn = LEAD_COLUMN_IDS.join('|');

const filterInput = {
  sort: z.enum(LEAD_SORTS).default('score'),
  /** Part of a name, e-mail address, company or external id. */
  search: z.string().trim().max(200).optional(),
  stage: z.enum(STAGES).optional(),
  status: z.enum(STATUSES).optional(),
  known: z.enum(['true', 'false']).optional(),
  /** Only leads first seen at or after this moment. */
  seenFrom: momentSchema.optional(),
};

export const leadsContract = {
  listLeads: endpoint({ permission: 'leads:read' })
    .route({ method: 'GET', path: '/leads', tags: ['leads'], summary: 'Leads, filtered and sorted' })
    .input(z.object({ ...pageInput, ...filterInput }))
    .output(pageOf(leadSchema).extend({ asOf: momentSchema, total: z.number().int() })),
  exportLeads: endpoint({ permission: 'leads:read' })
    .route({
      method: 'GET',
      path: '/leads/export',
      tags: ['leads'],
      summary: 'The same list, all of it, as a CSV file; formulas in it are made inert',
      outputStructure: 'detailed',
      spec: (operation) => ({
        ...operation,
        responses: {
          200: { description: 'A header, then a line for each lead', content: { 'text/csv': { schema: csvText } } },
        },
      }),
    })
    .input(
      z.object({
        ...filterInput,
        columns: z
          .string()
          .max(300)
          .regex(new RegExp(`^(${someColumn})(,(${someColumn}))*$`), 'Columns are named by commas, as a file has them.')
          .optional()
          .describe(`Which, in this order, with commas between; all when left out: ${LEAD_COLUMN_IDS.join(', ')}`),
        bom: z
          .enum(['true', 'false'])
          .default('false')
          .describe('Begin with the byte order mark, by which a spreadsheet knows UTF-8'),
      }),
    )
    .output(
      z.object({
        headers: z.object({ 'content-type': z.string(), 'content-disposition': z.string() }),
        body: z.instanceof(ReadableStream),
      }),
    ),
  getLead: endpoint({ permission: 'leads:read' })
    .route({
      method: 'GET',
      path: '/leads/{id}',
      tags: ['leads'],
      summary: 'One lead; a joined lead answers with the one it became',
    })
    .input(z.object({ id: uuidSchema }))
    .output(leadDetailSchema),
  getTimeline: endpoint({ permission: 'leads:read' })
    .route({
      method: 'GET',
      path: '/leads/{id}/timeline',
      tags: ['leads'],
      summary: 'Everything that happened, newest first',
    })
    .input(z.object({ id: uuidSchema, ...pageInput, type: z.string().max(200).optional() }))
    .output(pageOf(timelineEntrySchema)),
  leaderboard: endpoint({ permission: 'dashboard:read' })
    .route({ method: 'GET', path: '/leaderboard', tags: ['leads'], summary: 'Top leads by score' })
    .input(z.object(pageInput))
    .output(pageOf(leadSchema).extend({ asOf: momentSchema })),
  leaderboardByStage: endpoint({ permission: 'dashboard:read' })
    .route({
      method: 'GET',
      path: '/leaderboard/by-stage',
      tags: ['leads'],
      summary: 'Leads grouped by stage, the best of each',
    })
    .input(z.object({ limit: z.coerce.number().int().min(1).max(50).default(10) }))
    .output(
      z.object({
        stages: z.array(z.object({ stage: z.enum(STAGES), count: z.number().int(), leads: z.array(leadSchema) })),
        asOf: momentSchema,
      }),
    ),
  needingAttention: endpoint({ permission: 'dashboard:read' })
    .route({
      method: 'GET',
      path: '/leaderboard/attention',
      tags: ['leads'],
      summary: 'Warm or better leads about to go cold, riskiest first',
    })
    .input(z.object({ limit: z.coerce.number().int().min(1).max(50).default(20) }))
    .output(z.object({ items: z.array(leadSchema.extend({ riskReasons: z.array(z.string()) })), asOf: momentSchema })),
};
