import { z } from 'zod';
import { RETRY_MAIL, retryMessage } from '@/lib/mail';
import { AppError } from '@/lib/platform/errors';

/** Does what a message asks for. @throws AppError; by its row of the error table it is delivered again, or not */
type QueueWork = (orgId: string | null, data: unknown) => Promise<void>;

/** By the kind of a message: only what is here can be asked for. */
const QUEUE_WORK: Readonly<Record<string, QueueWork>> = {
  [RETRY_MAIL]: reads(z.strictObject({ id: z.uuid() }), (orgId, { id }) => retryMessage({ orgId, id })),
};

export function queueWork(kind: string): QueueWork | null {
  return Object.hasOwn(QUEUE_WORK, kind) ? (QUEUE_WORK[kind] ?? null) : null;
}

function reads<Data>(schema: z.ZodType<Data>, work: (orgId: string | null, data: Data) => Promise<void>): QueueWork {
  return async (orgId, data) => {
    const parsed = schema.safeParse(data);
    if (!parsed.success) throw new AppError('VALIDATION', { cause: parsed.error });
    await work(orgId, parsed.data);
  };
}
