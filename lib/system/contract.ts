import { z } from 'zod';
import { endpoint, momentSchema, pageInput, pageOf, uuidSchema } from '@/lib/tenancy/endpoint';

/** `degraded`: it works, and somebody should look · `down`: it does not work. */
export const HEALTH = ['ok', 'degraded', 'down'] as const;
export type Health = (typeof HEALTH)[number];

export const COMPONENTS = ['database', 'scoring', 'durable work', 'workers', 'mail'] as const;

export const healthSchema = z.object({
  status: z.enum(HEALTH),
  checkedAt: momentSchema,
  components: z.array(
    z.object({
      name: z.enum(COMPONENTS),
      status: z.enum(HEALTH),
      /** What was seen, in a sentence. */
      detail: z.string(),
    }),
  ),
});
export type SystemHealth = z.infer<typeof healthSchema>;

export const metricsSchema = z.object({
  at: momentSchema,
  process: z.object({
    uptimeSeconds: z.number(),
    /** Of one core, since the process started or was last asked; 1 is one core fully used. */
    cpuCores: z.number(),
    memoryBytes: z.number().int(),
    heapBytes: z.number().int(),
    /** Longest time in the last seconds that the event loop did not come round, in milliseconds. */
    eventLoopDelayMs: z.number(),
  }),
  connections: z.array(
    z.object({ role: z.string(), open: z.number().int(), idle: z.number().int(), waiting: z.number().int() }),
  ),
  events: z.object({
    lastMinute: z.number().int(),
    lastHour: z.number().int(),
    refusedLastHour: z.number().int(),
    /** Accepted and not scored yet. */
    owed: z.number().int(),
    /** How long the oldest of them has waited, in milliseconds; null where none waits. */
    oldestOwedMs: z.number().int().nullable(),
    /** Set aside because each alone cannot be scored. */
    setAside: z.number().int(),
  }),
  /** Null where another Inngest drives the functions, or nobody. */
  queue: z
    .object({
      due: z.number().int(),
      oldestDueMs: z.number().int().nullable(),
      underWay: z.number().int(),
      openRuns: z.number().int(),
      failedRuns: z.number().int(),
    })
    .nullable(),
});
export type SystemMetrics = z.infer<typeof metricsSchema>;

export const workerSchema = z.object({
  name: z.string(),
  /** What it does, in a sentence. */
  does: z.string(),
  /** Five fields of cron, by UTC. */
  pattern: z.string(),
  isRunning: z.boolean(),
  lastRun: momentSchema.nullable(),
  /** How long the last run that ended took, in milliseconds. */
  lastDurationMs: z.number().int().nullable(),
  nextRun: momentSchema,
  /** Of the last seven days. */
  runCount: z.number().int(),
  errorCount: z.number().int(),
  /** Why the last run failed; null when it did not. Its cause stands in the server's log under `lastRunId`. */
  lastError: z.string().nullable(),
  lastRunId: uuidSchema.nullable(),
  /** Its moment has passed and it has not run. */
  isOverdue: z.boolean(),
});
export type Worker = z.infer<typeof workerSchema>;

export const RUN_STATUSES = ['queued', 'running', 'completed', 'failed', 'cancelled'] as const;

const errorSchema = z.object({ name: z.string(), message: z.string(), stack: z.string().optional() });

/** A ULID. */
export const RUN_ID = /^[0-9A-HJKMNP-TV-Z]{26}$/i;
const runIdSchema = z.string().regex(RUN_ID, 'This is not the id of a run.');

export const runSchema = z.object({
  id: z.string(),
  functionId: z.string(),
  status: z.enum(RUN_STATUSES),
  error: errorSchema.omit({ stack: true }).nullable(),
  createdAt: momentSchema,
  startedAt: momentSchema.nullable(),
  endedAt: momentSchema.nullable(),
  /** When it is worked on next; null while it is worked on, waits for an event, or has ended. */
  nextAt: momentSchema.nullable(),
  /** How often somebody let it go on after it had failed. */
  revivals: z.number().int(),
});
export type Run = z.infer<typeof runSchema>;

export const runInFullSchema = runSchema.extend({
  error: errorSchema.nullable(),
  /** The event that began it. */
  event: z.object({ name: z.string(), data: z.record(z.string(), z.unknown()) }),
  output: z.unknown(),
  steps: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      /** The operation, by the protocol's name. */
      kind: z.string(),
      /** planned, sleeping, waiting; then done or failed. */
      state: z.string(),
      attempts: z.number().int(),
      output: z.unknown(),
      error: errorSchema.nullable(),
      createdAt: momentSchema,
      endedAt: momentSchema.nullable(),
      nextAt: momentSchema.nullable(),
    }),
  ),
  failures: z.array(
    z.object({
      /** Null: the function itself, between its steps. */
      stepId: z.string().nullable(),
      attempt: z.number().int(),
      error: errorSchema,
      failedAt: momentSchema,
    }),
  ),
});
export type RunInFull = z.infer<typeof runInFullSchema>;

/** `msg_` and a ULID. */
export const MESSAGE_ID = /^msg_[0-9A-HJKMNP-TV-Z]{26}$/i;

export const failedMessageSchema = z.object({
  id: z.string(),
  url: z.string(),
  method: z.string(),
  label: z.string().nullable(),
  /** How often it was repeated after its first attempt. */
  retried: z.number().int(),
  /** Of the last answer; null where there was none. */
  responseStatus: z.number().int().nullable(),
  error: z.string(),
  bodyBytes: z.number().int(),
  createdAt: momentSchema,
  failedAt: momentSchema,
});
export type FailedMessage = z.infer<typeof failedMessageSchema>;

export const setAsideSchema = z.object({
  eventId: uuidSchema,
  type: z.string(),
  receivedAt: momentSchema,
  reason: z.string(),
});

export const VARIABLE_GROUPS = [
  'Address',
  'Database',
  'Secrets',
  'Durable work',
  'Messages',
  'Cache and limits',
  'Mail',
  'Log and traces',
] as const;
export type VariableGroup = (typeof VARIABLE_GROUPS)[number];

/** `default`: nothing is set, and a value of the program's own counts. */
export const VARIABLE_STATES = ['set', 'default', 'not set', 'looks wrong'] as const;
export type VariableState = (typeof VARIABLE_STATES)[number];

export const configuredVariableSchema = z.object({
  name: z.string(),
  group: z.enum(VARIABLE_GROUPS),
  /** What it is for. */
  does: z.string(),
  isSecret: z.boolean(),
  state: z.enum(VARIABLE_STATES),
  /** Of an address scheme and host, of anything else that is no secret the value; never anything of a secret. */
  shown: z.string().nullable(),
  /** What to do, or what follows from its not being set. */
  advice: z.string().nullable(),
});
export type ConfiguredVariable = z.infer<typeof configuredVariableSchema>;

export const CONNECTION_STATES = ['works', 'fails', 'not set'] as const;

export const connectionCheckSchema = z.object({
  name: z.string(),
  state: z.enum(CONNECTION_STATES),
  /** What was seen, in a sentence. */
  detail: z.string(),
  /** How long it took, in milliseconds; null where nothing was asked. */
  durationMs: z.number().int().nullable(),
});
export type ConnectionCheck = z.infer<typeof connectionCheckSchema>;

const tags = ['system'];
const doneSchema = z.object({ done: z.literal(true) });

export const systemContract = {
  getHealth: endpoint({ permission: 'system:read' })
    .route({ method: 'GET', path: '/system/health', tags, summary: 'Whether each part works, and what was seen' })
    .output(healthSchema),
  getMetrics: endpoint({ permission: 'system:read' })
    .route({ method: 'GET', path: '/system/metrics', tags, summary: 'Load, connections, ingest and queues, now' })
    .output(metricsSchema),
  listWorkers: endpoint({ permission: 'system:read' })
    .route({ method: 'GET', path: '/system/workers/status', tags, summary: 'What runs by the clock, last and next' })
    .output(
      z.object({
        workers: z.array(workerSchema),
        summary: z.object({
          total: z.number().int(),
          running: z.number().int(),
          healthy: z.number().int(),
          withErrors: z.number().int(),
        }),
      }),
    ),
  runWorker: endpoint({ permission: 'system:run' })
    .route({
      method: 'POST',
      path: '/system/workers/{name}/run',
      successStatus: 202,
      tags,
      summary: 'Run a worker out of its turn, at most once a minute',
    })
    .input(z.object({ name: z.string().max(100) }))
    .output(z.object({ asked: z.string() })),
  getStats: endpoint({ permission: 'system:read' })
    .route({ method: 'GET', path: '/system/stats', tags, summary: 'How much there is of everything' })
    .output(
      z.object({
        at: momentSchema,
        counts: z.array(z.object({ what: z.string(), count: z.number().int() })),
        leadsByStage: z.array(z.object({ stage: z.string(), count: z.number().int() })),
      }),
    ),
  getConfiguration: endpoint({ permission: 'settings:write' })
    .route({
      method: 'GET',
      path: '/system/configuration',
      tags,
      summary: 'Which variables of the installation are set, and what looks wrong; never a secret',
    })
    .output(z.object({ checkedAt: momentSchema, variables: z.array(configuredVariableSchema) })),
  checkConnections: endpoint({ permission: 'settings:write' })
    .route({
      method: 'POST',
      path: '/system/configuration/check',
      tags,
      summary: 'Ask database, engine, mail server and Redis whether they answer as they should',
    })
    .output(z.object({ checkedAt: momentSchema, checks: z.array(connectionCheckSchema) })),
  listRuns: endpoint({ permission: 'system:read' })
    .route({
      method: 'GET',
      path: '/system/runs',
      tags,
      summary: 'Runs of durable functions, newest first; `of: program` are those that belong to no organization',
    })
    .input(
      z.object({
        ...pageInput,
        of: z.enum(['organization', 'program']).default('organization'),
        status: z.enum(RUN_STATUSES).optional(),
        functionId: z.string().max(256).optional(),
      }),
    )
    .output(
      pageOf(runSchema).extend({
        /** `other`: an Inngest of one's own drives the functions, and shows their runs itself · `none`: nobody does. */
        drivenBy: z.enum(['engine', 'other', 'none']),
      }),
    ),
  getRun: endpoint({ permission: 'system:read' })
    .route({ method: 'GET', path: '/system/runs/{id}', tags, summary: 'One run: steps, attempts, errors' })
    .input(z.object({ id: runIdSchema }))
    .output(runInFullSchema),
  retryRun: endpoint({ permission: 'system:run' })
    .route({
      method: 'POST',
      path: '/system/runs/{id}/retry',
      tags,
      summary: 'Let a failed run go on from the step it failed in; what is done is not done again',
    })
    .input(z.object({ id: runIdSchema }))
    .output(doneSchema),
  cancelRun: endpoint({ permission: 'system:run' })
    .route({ method: 'POST', path: '/system/runs/{id}/cancel', tags, summary: 'End a run that has not ended' })
    .input(z.object({ id: runIdSchema }))
    .output(doneSchema),
  retryFailedRuns: endpoint({ permission: 'system:run' })
    .route({ method: 'POST', path: '/system/runs/retry-failed', tags, summary: 'Let every failed run go on' })
    .output(
      z.object({
        retried: z.number().int(),
        /** There are more than could be asked for in ten seconds. */ more: z.boolean(),
      }),
    ),
  listFailedMessages: endpoint({ permission: 'system:read' })
    .route({
      method: 'GET',
      path: '/system/failed-messages',
      tags,
      summary: 'Messages published through the local engine whose last attempt failed',
    })
    .input(z.object(pageInput))
    .output(pageOf(failedMessageSchema)),
  retryMessage: endpoint({ permission: 'system:run' })
    .route({
      method: 'POST',
      path: '/system/failed-messages/{id}/retry',
      tags,
      summary: 'Deliver a failed message again',
    })
    .input(z.object({ id: z.string().regex(MESSAGE_ID, 'This is not the id of a message.') }))
    .output(doneSchema),
  listEventsSetAside: endpoint({ permission: 'system:read' })
    .route({ method: 'GET', path: '/system/events-set-aside', tags, summary: 'Events that alone could not be scored' })
    .input(z.object(pageInput))
    .output(pageOf(setAsideSchema)),
  retryEventsSetAside: endpoint({ permission: 'system:run' })
    .route({
      method: 'POST',
      path: '/system/events-set-aside/retry',
      tags,
      summary: 'Score again, each by itself, what was set aside',
    })
    .output(z.object({ retried: z.number().int() })),
};
