import { z } from 'zod';
import { askEngine } from '@/lib/platform/durable/ask-engine';
import type { OrgContext } from '@/lib/tenancy';

const schema = z.object({
  queue: z.object({ due: z.number().int(), oldestDueAt: z.iso.datetime().nullable(), underWay: z.number().int() }),
  open: z.number().int(),
  failed: z.number().int(),
  functions: z.array(z.object({ id: z.string(), name: z.string(), refused: z.string().nullable(), gone: z.boolean() })),
});

export type EngineOverview =
  | ({ kind: 'engine' } & z.infer<typeof schema>)
  | { kind: 'other' | 'none' }
  | { kind: 'away' };

/** How durable work is going, as far as the engine can be asked. Never throws. */
export async function engineOverview(ctx: OrgContext): Promise<EngineOverview> {
  try {
    const answer = await askEngine('GET', 'overview', { org: ctx.orgId });
    return answer.kind === 'answer' ? { kind: 'engine', ...schema.parse(answer.body) } : { kind: answer.kind };
  } catch {
    return { kind: 'away' };
  }
}
