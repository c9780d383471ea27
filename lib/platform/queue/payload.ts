import { z } from 'zod';
import { AppError } from '../errors';

const schema = z.strictObject({
  /** Null for what belongs to no organization, such as mail of an account. */
  orgId: z.uuid().nullable(),
  data: z.record(z.string(), z.unknown()),
});

/** What a message carries. Made by `queuePayload` alone, so that none forgets whose it is. */
export type QueuePayload = z.infer<typeof schema>;

export function queuePayload(orgId: string | null, data: Record<string, unknown>): QueuePayload {
  return { orgId, data };
}

/** @throws AppError VALIDATION */
export function readPayload(text: string): QueuePayload {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new AppError('VALIDATION', { cause });
  }
}
