import { z } from 'zod';
import { endpoint, momentSchema, pageInput, pageOf, uuidSchema } from '@/lib/tenancy/endpoint';

/** Long work that people can ask for. */
export const JOB_KINDS = ['apply-rule-to-history'] as const;
export type JobKindName = (typeof JOB_KINDS)[number];

/** `cancelling`: what was done is being taken back. */
export const JOB_STATUSES = ['queued', 'running', 'cancelling', 'completed', 'cancelled', 'failed'] as const;

export const jobSchema = z.object({
  id: uuidSchema,
  kind: z.enum(JOB_KINDS),
  status: z.enum(JOB_STATUSES),
  /** What it was asked for, in fields of its kind. */
  input: z.record(z.string(), z.unknown()),
  /** How many items there are; null until they are counted. */
  total: z.number().int().nullable(),
  /** Items that are dealt with, the failed ones among them. While it is taken back, it falls. */
  done: z.number().int(),
  failed: z.number().int(),
  /** What came of it, in figures of its kind. */
  result: z.record(z.string(), z.number()),
  /** Why it failed as a whole. */
  error: z.string().nullable(),
  requestedBy: uuidSchema.nullable(),
  requestedAt: momentSchema,
  startedAt: momentSchema.nullable(),
  endedAt: momentSchema.nullable(),
});
export type Job = z.infer<typeof jobSchema>;

export const jobFailureSchema = z.object({ item: z.string(), reason: z.string() });

const tags = ['jobs'];

export const jobsContract = {
  listJobs: endpoint({ permission: 'jobs:read' })
    .route({ method: 'GET', path: '/jobs', tags, summary: 'Long work, newest first' })
    .input(z.object({ ...pageInput, kind: z.enum(JOB_KINDS).optional() }))
    .output(pageOf(jobSchema)),
  getJob: endpoint({ permission: 'jobs:read' })
    .route({ method: 'GET', path: '/jobs/{id}', tags, summary: 'How far one job is, and what came of it' })
    .input(z.object({ id: uuidSchema }))
    .output(jobSchema),
  cancelJob: endpoint({ permission: 'jobs:cancel' })
    .route({ method: 'POST', path: '/jobs/{id}/cancel', tags, summary: 'Stop a job and take back what it has done' })
    .input(z.object({ id: uuidSchema }))
    .output(jobSchema),
  listJobFailures: endpoint({ permission: 'jobs:read' })
    .route({ method: 'GET', path: '/jobs/{id}/failures', tags, summary: 'Items that could not be dealt with, and why' })
    .input(z.object({ id: uuidSchema, ...pageInput }))
    .output(pageOf(jobFailureSchema)),
  jobFailuresFile: endpoint({ permission: 'jobs:read' })
    .route({ method: 'GET', path: '/jobs/{id}/failures/file', tags, summary: 'The same as a CSV file' })
    .input(z.object({ id: uuidSchema }))
    .output(z.file()),
};
