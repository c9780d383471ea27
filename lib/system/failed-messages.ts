import { z } from 'zod';
import { audit } from '@/lib/identity';
import { askEngine } from '@/lib/platform/durable/ask-engine';
import { decodeCursor, encodeCursor, refusedCursor } from '@/lib/platform/page-cursor';
import type { OrgContext } from '@/lib/tenancy';
import { failedMessageSchema, MESSAGE_ID } from './contract';
import { known } from './runs';

/** Question: which messages of the organization could not be delivered? Published last first; none where another server delivers. */
export async function listFailedMessages(ctx: OrgContext, input: { limit: number; cursor?: string | undefined }) {
  const answer = await askEngine('GET', 'failed-messages', {
    org: ctx.orgId,
    before: input.cursor === undefined ? undefined : messageIdIn(input.cursor),
    // One too many says that there is more.
    limit: String(Math.min(input.limit + 1, 200)),
  });
  if (answer.kind !== 'answer') return { items: [], nextCursor: null };
  const { messages } = z.object({ messages: z.array(failedMessageSchema) }).parse(answer.body);
  const kept = messages.slice(0, input.limit);
  const last = kept.at(-1);
  return { items: kept, nextCursor: messages.length > kept.length && last ? encodeCursor([last.id]) : null };
}

/** @throws AppError NOT_FOUND, UNAVAILABLE */
export async function retryMessage(ctx: OrgContext, id: string): Promise<{ done: true }> {
  known(await askEngine('POST', `failed-messages/${id}/retry`, { org: ctx.orgId }));
  await ctx.run((db) => audit(db, ctx, 'message.retried', id, {}));
  return { done: true };
}

/** @throws AppError VALIDATION, field `cursor` */
function messageIdIn(cursor: string): string {
  const [id] = decodeCursor(cursor, 1);
  if (typeof id !== 'string' || !MESSAGE_ID.test(id)) throw refusedCursor();
  return id;
}
