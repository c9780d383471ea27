import { z } from 'zod';
import { leadSchema, STAGES } from '@/lib/leads/contract';
import { endpoint, momentSchema, uuidSchema } from '@/lib/tenancy/endpoint';

export const homeSchema = z.object({
  asOf: momentSchema,
  timeZone: z.string(),
  /** Start of today in the organization's time zone. */
  dayStart: momentSchema,
  tiles: z.array(
    z.object({
      id: z.enum(['events_today', 'new_leads_today', 'hot_leads', 'all_leads']),
      name: z.string(),
      value: z.number(),
      /** The same figure for yesterday up to the same time of day, where that can be told. */
      before: z.number().nullable(),
      formula: z.string(),
      /** The rows behind it: a path below the workspace, with its filters. */
      rows: z.string(),
    }),
  ),
  stages: z.array(z.object({ stage: z.enum(STAGES), count: z.number().int() })),
  /** Events per day, oldest first, 14 days. */
  daily: z.array(z.object({ day: z.iso.date(), events: z.number().int() })),
  recent: z.array(
    z.object({
      eventId: uuidSchema,
      type: z.string(),
      occurredAt: momentSchema,
      lead: leadSchema.pick({ id: true, name: true, email: true, externalId: true, company: true }),
      delta: z.number(),
      scoreAfter: z.number(),
    }),
  ),
  hottest: z.array(leadSchema),
  checklist: z.object({
    items: z.array(
      z.object({ id: z.enum(['source', 'first_event', 'identified_lead', 'rules', 'teammate']), done: z.boolean() }),
    ),
    complete: z.boolean(),
  }),
});
export type Home = z.infer<typeof homeSchema>;

export const metricsContract = {
  home: endpoint({ permission: 'dashboard:read' })
    .route({
      method: 'GET',
      path: '/dashboard/home',
      tags: ['dashboard'],
      summary: 'What happened, who needs me, are we on track',
    })
    .output(homeSchema),
};
