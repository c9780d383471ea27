import { z } from 'zod';
import { doneSchema, endpoint, momentSchema, pageInput, pageOf, uuidSchema } from '@/lib/tenancy/endpoint';

/** The strongest identifier an event carries is its subject; this is the order, strongest first. */
export const SUBJECT_KINDS = ['lead', 'external', 'user', 'email', 'anonymous'] as const;
export type SubjectKind = (typeof SUBJECT_KINDS)[number];

export const eventSchema = z.object({
  id: uuidSchema,
  eventId: z.string(),
  type: z.string(),
  occurredAt: momentSchema,
  receivedAt: momentSchema,
  sourceId: uuidSchema.nullable(),
  leadId: uuidSchema.nullable(),
  /** What kind of program sent it, where that is known: a crawler, a mail scanner. Null: a person, as far as we know. */
  machine: z.string().nullable(),
  properties: z.record(z.string(), z.unknown()),
  context: z.record(z.string(), z.unknown()),
});
export type LedgerEvent = z.infer<typeof eventSchema>;

/** Something that came to the door, taken or not, for whoever installs the snippet. */
export const debugEventSchema = z.object({
  id: uuidSchema,
  outcome: z.enum(['accepted', 'refused']),
  receivedAt: momentSchema,
  /** Null: sent with an API key. */
  sourceId: uuidSchema.nullable(),
  /** Null where a refused event named none, or nobody. */
  type: z.string().nullable(),
  subject: z.string().nullable(),
  /** JSON text, cut at 8 kB; of refused events as it came, cut at 2 kB and without secrets. Null: nothing readable came. */
  payload: z.string().nullable(),
  refusal: z
    .object({
      code: z.string(),
      /** Dotted path inside the event, or what else was wrong: `origin`, `body`, `request`. */
      field: z.string(),
      message: z.string(),
      /** Of the request, without its query. */
      path: z.string(),
      userAgent: z.string().nullable(),
      /** How many others were refused at about that time and are not kept. */
      leftOut: z.number().int(),
    })
    .nullable(),
});
export type DebugEvent = z.infer<typeof debugEventSchema>;

const origin = z
  .string()
  .regex(/^https?:\/\/[^/\s?#]+$/, 'An origin such as https://www.example.com, without a path.')
  .max(200);

export const sourceSchema = z.object({
  id: uuidSchema,
  name: z.string(),
  prefix: z.string(),
  allowedOrigins: z.array(z.string()),
  eventsPerSecond: z.number().int().nullable(),
  backdatingDays: z.number().int(),
  createdAt: momentSchema,
  revokedAt: momentSchema.nullable(),
  /** When its newest event of the last days arrived; null when none did. */
  lastEventAt: momentSchema.nullable(),
});
export type Source = z.infer<typeof sourceSchema>;

const sourceFields = {
  name: z.string().trim().min(1).max(100),
  allowedOrigins: z.array(origin).max(50),
  eventsPerSecond: z.number().int().min(1).max(100_000).nullable(),
  backdatingDays: z.number().int().min(0).max(36_500),
};

const byId = z.object({ id: uuidSchema });

export const trackingContract = {
  listEvents: endpoint({ permission: 'events:read' })
    .route({ method: 'GET', path: '/events', tags: ['tracking'], summary: 'Events, newest arrival first' })
    .input(
      z.object({
        ...pageInput,
        leadId: uuidSchema.optional(),
        type: z.string().max(200).optional(),
        sourceId: uuidSchema.optional(),
        /** By the time of occurrence, inclusive. */
        from: momentSchema.optional(),
        /** By the time of occurrence, exclusive. */
        to: momentSchema.optional(),
        /** Figures count events of people; machines' are kept beside them. */
        by: z.enum(['people', 'machines']).optional(),
      }),
    )
    .output(
      pageOf(eventSchema).extend({
        /** How many match; null when they are more than 10,000 and no counter tells. Counted for the first page only. */
        total: z.number().int().nullable(),
      }),
    ),
  debugEvents: endpoint({ permission: 'events:read' })
    .route({
      method: 'GET',
      path: '/events/debug',
      tags: ['tracking'],
      summary: 'What came to the door in the last 24 hours, accepted or refused and why; newest arrival first',
    })
    .input(
      z.object({
        ...pageInput,
        outcome: z.enum(['accepted', 'refused']).optional(),
        sourceId: uuidSchema.optional(),
      }),
    )
    .output(pageOf(debugEventSchema)),
  listSources: endpoint({ permission: 'sources:read' })
    .route({ method: 'GET', path: '/sources', tags: ['tracking'], summary: 'Sources of events' })
    .input(z.object(pageInput))
    .output(pageOf(sourceSchema)),
  createSource: endpoint({ permission: 'sources:write' })
    .route({
      method: 'POST',
      path: '/sources',
      successStatus: 201,
      tags: ['tracking'],
      summary: 'Make a source and its write key',
    })
    .input(z.object({ name: sourceFields.name }).extend(z.object(sourceFields).omit({ name: true }).partial().shape))
    .output(sourceSchema.extend({ writeKey: z.string() })),
  updateSource: endpoint({ permission: 'sources:write' })
    .route({ method: 'PATCH', path: '/sources/{id}', tags: ['tracking'], summary: 'Change a source' })
    .input(z.object({ id: uuidSchema }).extend(z.object(sourceFields).partial().shape))
    .output(sourceSchema),
  revealWriteKey: endpoint({ permission: 'sources:write' })
    .route({
      method: 'GET',
      path: '/sources/{id}/write-key',
      tags: ['tracking'],
      summary: 'The write key, for the install snippet',
    })
    .input(byId)
    .output(z.object({ writeKey: z.string() })),
  rotateWriteKey: endpoint({ permission: 'sources:write' })
    .route({
      method: 'POST',
      path: '/sources/{id}/rotate',
      tags: ['tracking'],
      summary: 'Replace the write key; the old one stops at once',
    })
    .input(byId)
    .output(sourceSchema.extend({ writeKey: z.string() })),
  revokeSource: endpoint({ permission: 'sources:write' })
    .route({ method: 'DELETE', path: '/sources/{id}', tags: ['tracking'], summary: 'Stop a source; its events stay' })
    .input(byId)
    .output(doneSchema),
};
