import { z } from 'zod';
import { endpoint, momentSchema, pageInput, pageOf, uuidSchema } from '@/lib/tenancy/endpoint';

/** What a mail is about. */
export const MAIL_KINDS = ['verification', 'reset', 'invitation'] as const;
/** `kept`: this installation has no sender · `failed`: with `nextAttemptAt` it is tried again. */
export const MAIL_STATUSES = ['kept', 'sending', 'sent', 'failed'] as const;

export const outboxItemSchema = z.object({
  id: uuidSchema,
  kind: z.enum(MAIL_KINDS),
  to: z.string(),
  subject: z.string(),
  status: z.enum(MAIL_STATUSES),
  attempts: z.number().int(),
  /** Why the last attempt failed. */
  error: z.string().nullable(),
  createdAt: momentSchema,
  nextAttemptAt: momentSchema.nullable(),
  sentAt: momentSchema.nullable(),
});
export type OutboxItem = z.infer<typeof outboxItemSchema>;

export const outboxMessageSchema = outboxItemSchema.extend({ text: z.string(), html: z.string() });
export type OutboxMessage = z.infer<typeof outboxMessageSchema>;

export const mailContract = {
  listOutbox: endpoint({ permission: 'outbox:read' })
    .route({ method: 'GET', path: '/outbox', tags: ['mail'], summary: 'Mail of the organization, newest first' })
    .input(z.object(pageInput))
    .output(pageOf(outboxItemSchema)),
  getOutboxMessage: endpoint({ permission: 'outbox:read' })
    .route({ method: 'GET', path: '/outbox/{id}', tags: ['mail'], summary: 'One mail as its reader sees it' })
    .input(z.object({ id: uuidSchema }))
    .output(outboxMessageSchema),
};
