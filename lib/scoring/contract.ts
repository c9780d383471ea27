import { z } from 'zod';
import { doneSchema, endpoint, momentSchema, pageInput, pageOf, uuidSchema } from '@/lib/tenancy/endpoint';

export const STAGES = ['cold', 'warm', 'hot', 'qualified'] as const;
export type Stage = (typeof STAGES)[number];

export const OPERATORS = [
  'equals',
  'not_equals',
  'contains',
  'starts_with',
  'greater_than',
  'less_than',
  'exists',
] as const;

export const conditionSchema = z.object({
  /** A property of the event; dots reach inside, e.g. `page.path`. */
  property: z.string().trim().min(1).max(200),
  operator: z.enum(OPERATORS),
  value: z.union([z.string().max(500), z.number(), z.boolean()]).optional(),
});
export type Condition = z.infer<typeof conditionSchema>;

const ruleFields = {
  eventType: z.string().trim().min(1).max(200),
  conditions: z.array(conditionSchema).max(10).default([]),
  points: z.number().min(-1000).max(1000),
  active: z.boolean().default(true),
  description: z.string().trim().max(500).default(''),
};

export const ruleSchema = z.object({
  id: uuidSchema,
  version: z.number().int(),
  ...ruleFields,
  conditions: z.array(conditionSchema),
  active: z.boolean(),
  description: z.string(),
  /** Events that occur from here on are scored by this version; null: since ever. */
  effectiveFrom: momentSchema.nullable(),
  /** Since then it scores what happened before `effectiveFrom` too. */
  appliedToHistoryAt: momentSchema.nullable(),
});
export type Rule = z.infer<typeof ruleSchema>;

export const scoringSettingsSchema = z
  .object({
    warmAt: z.number().min(1).max(1_000_000),
    hotAt: z.number().min(1).max(1_000_000),
    qualifiedAt: z.number().min(1).max(1_000_000),
    /** What is left of a score after a day past the grace period. */
    decayPerDay: z.number().min(0.5).max(1),
    graceDays: z.number().min(0).max(365),
  })
  .refine((s) => s.warmAt < s.hotAt && s.hotAt < s.qualifiedAt, {
    message: 'Thresholds must rise: warm < hot < qualified.',
    path: ['hotAt'],
  });

export const historyEntrySchema = z.object({
  eventId: uuidSchema,
  eventType: z.string(),
  occurredAt: momentSchema,
  ruleId: uuidSchema.nullable(),
  ruleVersion: z.number().int().nullable(),
  points: z.number(),
  decayDelta: z.number(),
  delta: z.number(),
  scoreAfter: z.number(),
  reason: z.string(),
});
export type HistoryEntry = z.infer<typeof historyEntrySchema>;

export const scoringContract = {
  listRules: endpoint({ permission: 'scoring:read' })
    .route({
      method: 'GET',
      path: '/scoring-rules',
      tags: ['scoring'],
      summary: 'Scoring rules in their present versions',
    })
    .input(z.object(pageInput))
    .output(pageOf(ruleSchema)),
  createRule: endpoint({ permission: 'scoring:write' })
    .route({
      method: 'POST',
      path: '/scoring-rules',
      successStatus: 201,
      tags: ['scoring'],
      summary: 'Add a rule for events from now on',
    })
    .input(z.object(ruleFields))
    .output(ruleSchema),
  updateRule: endpoint({ permission: 'scoring:write' })
    .route({
      method: 'PUT',
      path: '/scoring-rules/{id}',
      tags: ['scoring'],
      summary: 'A new version of a rule, for events from now on',
    })
    .input(z.object({ id: uuidSchema, ...ruleFields }))
    .output(ruleSchema),
  deleteRule: endpoint({ permission: 'scoring:write' })
    .route({
      method: 'DELETE',
      path: '/scoring-rules/{id}',
      tags: ['scoring'],
      summary: 'Stop a rule; what it scored stays',
    })
    .input(z.object({ id: uuidSchema }))
    .output(doneSchema),
  applyRuleToHistory: endpoint({ permission: 'scoring:write' })
    .route({
      method: 'POST',
      path: '/scoring-rules/{id}/apply-to-history',
      successStatus: 202,
      tags: ['scoring'],
      summary: 'Let the present version of a rule score the past too; a job folds every lead concerned again',
    })
    .input(z.object({ id: uuidSchema }))
    .output(z.object({ jobId: uuidSchema })),
  getScoringSettings: endpoint({ permission: 'scoring:read' })
    .route({ method: 'GET', path: '/scoring-settings', tags: ['scoring'], summary: 'Thresholds and decay' })
    .output(scoringSettingsSchema),
  updateScoringSettings: endpoint({ permission: 'scoring:write' })
    .route({
      method: 'PUT',
      path: '/scoring-settings',
      tags: ['scoring'],
      summary: 'Change thresholds and decay; every lead follows',
    })
    .input(scoringSettingsSchema)
    .output(z.object({ settings: scoringSettingsSchema, leadsToReplay: z.number().int() })),
  getScore: endpoint({ permission: 'leads:read' })
    .route({
      method: 'GET',
      path: '/leads/{id}/score',
      tags: ['scoring'],
      summary: 'Why this score, now or at a past moment: the fold, newest step first',
    })
    .input(
      z.object({
        id: uuidSchema,
        /** A moment that has passed: the score as a replay gives it that is cut off there. Left out: now. */
        at: momentSchema.refine((at) => new Date(at).getUTCFullYear() >= 1, 'Lies before the year 1.').optional(),
        ...pageInput,
      }),
    )
    .output(
      pageOf(historyEntrySchema).extend({
        /** Decayed to `asOf`. */
        score: z.number(),
        asOf: momentSchema,
        /** As of the last scored event. */
        scoreAtLastEvent: z.number(),
        /** What time alone has taken since the last event, zero or negative. */
        decaySinceLastEvent: z.number(),
        lastEventAt: momentSchema.nullable(),
        stage: z.enum(STAGES),
        /** Events in the 24 hours before `asOf`, at most 10. */
        velocity: z.number().int(),
        /** The last scored event, and the version of the rule that scored it. */
        lastEvent: z
          .object({
            eventId: uuidSchema,
            eventType: z.string(),
            occurredAt: momentSchema,
            ruleId: uuidSchema.nullable(),
            ruleVersion: z.number().int().nullable(),
          })
          .nullable(),
        /** Scored events, with `at` those that occurred by then. */
        eventCount: z.number().int(),
        /** Points by event type, of the whole history or of the part until `at`. */
        contributions: z.array(z.object({ eventType: z.string(), events: z.number().int(), delta: z.number() })),
        /** What further event types gave together, where there are too many to tell one by one. */
        otherTypes: z.object({ types: z.number().int(), events: z.number().int(), delta: z.number() }).nullable(),
        /** Decay between the events, as a line of its own. */
        decayTotal: z.number(),
        /** True while the history is being folded again in the background. */
        replayPending: z.boolean(),
      }),
    ),
};
