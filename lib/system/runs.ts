import { z } from 'zod';
import { audit } from '@/lib/identity';
import { askEngine, type EngineAnswer } from '@/lib/platform/durable/ask-engine';
import { AppError } from '@/lib/platform/errors';
import { decodeCursor, encodeCursor, refusedCursor } from '@/lib/platform/page-cursor';
import type { OrgContext } from '@/lib/tenancy';
import { RUN_ID, type Run, type RunInFull, runInFullSchema, runSchema } from './contract';

/** A run as the engine tells it: steps with the protocol's words for what they are and what they returned. */
const told = runInFullSchema.omit({ steps: true }).extend({
  steps: z.array(
    runInFullSchema.shape.steps.element
      .omit({ kind: true, output: true })
      .extend({ op: z.string(), memo: z.unknown() }),
  ),
});

interface RunFilter {
  of: 'organization' | 'program';
  status?: Run['status'] | undefined;
  functionId?: string | undefined;
  limit: number;
  cursor?: string | undefined;
}

/** Question: which runs are there, newest first? Of the program's own, only what says nothing of any organization. */
export async function listRuns(ctx: OrgContext, filter: RunFilter) {
  const before = filter.cursor === undefined ? undefined : runIdIn(filter.cursor);
  const answer = await askEngine('GET', 'runs', {
    org: filter.of === 'program' ? 'none' : ctx.orgId,
    status: filter.status,
    function: filter.functionId,
    before,
    // One too many says that there is more.
    limit: String(Math.min(filter.limit + 1, 200)),
  });
  if (answer.kind !== 'answer') return { items: [], nextCursor: null, drivenBy: answer.kind };
  const { runs } = z.object({ runs: z.array(runSchema) }).parse(answer.body);
  const kept = runs.slice(0, filter.limit);
  const last = kept.at(-1);
  return {
    items: filter.of === 'program' ? kept.map(withoutWords) : kept,
    nextCursor: runs.length > kept.length && last ? encodeCursor([last.id]) : null,
    drivenBy: 'engine' as const,
  };
}

/** @throws AppError VALIDATION, field `cursor` */
function runIdIn(cursor: string): string {
  const [id] = decodeCursor(cursor, 1);
  if (typeof id !== 'string' || !RUN_ID.test(id)) throw refusedCursor();
  return id;
}

/** @throws AppError NOT_FOUND, UNAVAILABLE */
export async function getRun(ctx: OrgContext, id: string): Promise<RunInFull> {
  const run = told.parse(known(await askEngine('GET', `runs/${id}`, { org: ctx.orgId })));
  const steps = run.steps.map(({ op, memo, ...step }) => ({ ...step, kind: op, output: outputOf(op, memo) }));
  return { ...run, steps };
}

/** @throws AppError NOT_FOUND, CONFLICT, UNAVAILABLE */
export async function retryRun(ctx: OrgContext, id: string): Promise<{ done: true }> {
  known(await askEngine('POST', `runs/${id}/revive`, { org: ctx.orgId }));
  await ctx.run((db) => audit(db, ctx, 'run.retried', id, {}));
  return { done: true };
}

/** @throws AppError NOT_FOUND, CONFLICT, UNAVAILABLE */
export async function cancelRun(ctx: OrgContext, id: string): Promise<{ done: true }> {
  known(await askEngine('POST', `runs/${id}/cancel`, { org: ctx.orgId }));
  await ctx.run((db) => audit(db, ctx, 'run.cancelled', id, {}));
  return { done: true };
}

const revived = z.object({ revived: z.number().int(), last: z.string().nullable() });

/** Whoever asked waits no longer; the rest is for the next time. */
const RETRY_ALL_MS = 10_000;

/** Lets failed runs go on, oldest first, each once, also when it fails again meanwhile. */
export async function retryFailedRuns(ctx: OrgContext): Promise<{ retried: number; more: boolean }> {
  const untilMs = performance.now() + RETRY_ALL_MS;
  let retried = 0;
  let after: string | null = null;
  do {
    const answer = await askEngine('POST', 'revive-failed', { org: ctx.orgId, after: after ?? undefined });
    // Nobody of ours drives functions, so none of ours has failed.
    if (answer.kind !== 'answer') break;
    const part = revived.parse(known(answer));
    retried += part.revived;
    after = part.last;
  } while (after !== null && performance.now() < untilMs);
  if (retried > 0) await ctx.run((db) => audit(db, ctx, 'run.all_retried', ctx.orgId, { retried }));
  return { retried, more: after !== null };
}

const CONFLICTS: Record<string, string> = {
  'not failed': 'This run has not failed.',
  ended: 'This run has ended already.',
  'function gone': 'The program has no function of this name any more.',
};

/** What the engine answered about one thing. @throws AppError NOT_FOUND, CONFLICT */
export function known(answer: EngineAnswer): unknown {
  if (answer.kind !== 'answer' || answer.status === 404 || answer.status === 400) throw new AppError('NOT_FOUND');
  if (answer.status === 409) {
    const { error: reason } = z.object({ error: z.string() }).parse(answer.body);
    throw new AppError('CONFLICT', { message: CONFLICTS[reason] ?? reason });
  }
  return answer.body;
}

/** Work over all organizations may name any of them in its words; those stand in the server’s log. */
function withoutWords(run: Run): Run {
  return { ...run, error: run.error && { name: run.error.name, message: 'The reason stands in the server’s log.' } };
}

/** What a step returned: the protocol wraps it, an event that was waited for stands as it is. */
function outputOf(op: string, memo: unknown): unknown {
  if (op === 'Sleep' || memo === null || typeof memo !== 'object') return null;
  if (op === 'WaitForEvent') return memo;
  return 'data' in memo ? memo.data : null;
}
