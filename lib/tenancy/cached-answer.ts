import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { type Cache, cache } from '@/lib/platform/cache';
import { open, seal } from '@/lib/platform/crypto';
import { processState } from '@/lib/platform/process-state';
import type { DataKind } from './data-kinds';
import type { OrgContext } from './org-context';

export interface CachedQuestion<T> {
  /** Unique among the questions of the program. */
  name: string;
  /** Everything the answer is made of: a kind that is left out here is a change that is not seen. */
  dependsOn: readonly DataKind[];
  /** What else the answer depends on, as far as the asker chooses it; in JSON it must be the same for the same question. */
  params?: unknown;
  /** Of the answer, which is plain JSON. One that was kept and does not fit, e.g. by another release, is none. */
  schema: z.ZodType<T>;
  ttlMs?: number;
}

export type AnswerCached = <T>(ctx: OrgContext, question: CachedQuestion<T>, compute: () => Promise<T>) => Promise<T>;

const FIVE_MINUTES_MS = 300_000;

/**
 * An answer that is kept, or computed and kept. Whoever asks after a change was committed gets none from before it: the
 * versions of what the answer depends on are read first and are part of its name, and it is computed in transactions
 * that begin after that. It is good for one day of the organization's, so that "today" does not outlive midnight.
 * @param compute reads through `ctx.run`, and nothing it has read before
 * @throws what `compute` throws, and what the database throws when it is away; a cache that is away is not missed
 */
export const answerCached: AnswerCached = (ctx, question, compute) =>
  processState('cached-answers', () => cachedAnswers(cache()))(ctx, question, compute);

/** @param kept where answers are kept; those under way are known to this object alone */
export function cachedAnswers(kept: Cache): AnswerCached {
  const underWay = new Map<string, Promise<unknown>>();

  return async <T>(ctx: OrgContext, question: CachedQuestion<T>, compute: () => Promise<T>): Promise<T> => {
    const state = await stateOf(ctx, question.dependsOn);
    // What was acknowledged and is not counted yet will change the answer without waiting for five minutes.
    if (state.owes) return compute();
    const key = keyOf(ctx.orgId, question, state);
    const same = underWay.get(key) as Promise<T> | undefined;
    if (same) return same;
    const answer = keptOrComputed(kept, key, question, compute).finally(() => underWay.delete(key));
    underWay.set(key, answer);
    return answer;
  };
}

async function keptOrComputed<T>(
  kept: Cache,
  key: string,
  { schema, ttlMs = FIVE_MINUTES_MS }: CachedQuestion<T>,
  compute: () => Promise<T>,
): Promise<T> {
  const found = opened(await kept.get(key), key, schema);
  if (found) return found.answer;
  const answer = await compute();
  // Sealed, because there are people in it, and to its key, so that nothing else can be put in its place.
  await kept.set(key, seal(JSON.stringify(answer), key), ttlMs);
  return answer;
}

function opened<T>(text: string | null, key: string, schema: z.ZodType<T>): { answer: T } | null {
  if (text === null) return null;
  try {
    const answer: T = JSON.parse(open(text, key));
    return schema.safeParse(answer).success ? { answer } : null;
  } catch {
    return null;
  }
}

interface DataState {
  versions: Record<string, string>;
  /** Events were acknowledged that nothing was made of yet. */
  owes: boolean;
  /** Of the organization's calendar. */
  day: string;
}

/** In one statement, and so as of one moment: a drain takes events off and renews the version at once. */
async function stateOf(ctx: OrgContext, kinds: readonly DataKind[]): Promise<DataState> {
  return ctx.run(async (db) => {
    const { rows } = await db.prepared<DataState & Record<string, unknown>>(
      'data-state',
      `select (select coalesce(jsonb_object_agg(kind, version), '{}') from data_versions where org_id = $1 and kind = any($2)) as versions,
              'leads' = any($2) and exists (select 1 from inbox where org_id = $1 and parked is null) as owes,
              (select to_char($3::timestamptz at time zone time_zone, 'YYYY-MM-DD') from organization_settings where org_id = $1) as day`,
      [db.orgId, [...kinds], ctx.now()],
    );
    return rows[0]!;
  });
}

/** The only way to a key of the cache; two organizations never share one. */
function keyOf(
  orgId: string,
  { name, dependsOn, params = null }: CachedQuestion<unknown>,
  { versions, day }: DataState,
): string {
  const facts = [params, day, dependsOn.toSorted().map((kind) => [kind, versions[kind] ?? null])];
  return `${orgId}:${name}:${createHash('sha256').update(JSON.stringify(facts)).digest('base64url')}`;
}
