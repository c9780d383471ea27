import { uuidv7 } from '@/lib/platform/uuid';
import type { EngineDb } from './database';

export type ItemKind = 'call' | 'sleep' | 'timeout' | 'debounce' | 'deliver';

/** Work that is due at a moment. */
export interface NewItem {
  kind: ItemKind;
  /** Null for a message, which is of no function. */
  functionId: string | null;
  runId?: string;
  /** For a call: `step` to find out what comes next, or the step to run. For a timer: the step that waits. */
  stepId?: string;
  attempt?: number;
  payload?: Record<string, unknown>;
  concurrency?: { key: string; limit: number }[];
  runAt: Date;
}

/** Work that somebody has taken: theirs until the lease runs out, unless it is renewed. */
export interface Item {
  id: string;
  kind: ItemKind;
  functionId: string | null;
  runId: string | null;
  stepId: string | null;
  attempt: number;
  payload: Record<string, unknown> | null;
  /** Grows with every lease, so that who has lost one cannot settle what another works on. */
  fence: number;
}

export const LEASE_MS = 10_000;

const COLUMNS =
  'id, kind, function_id, run_id, step_id, attempt, payload, concurrency_keys, concurrency_limits, run_at';
const VALUES = '$1::uuid, $2, $3, $4, $5, $6::int, $7::jsonb, $8::text[], $9::int[], $10::timestamptz';

export async function enqueue(db: EngineDb, item: NewItem): Promise<void> {
  await db.write(`insert into engine.queue (${COLUMNS}) values (${VALUES})`, valuesOf(item));
}

/**
 * Enqueues the call that finds out what comes next in a run, unless one is there that nobody has taken yet.
 * @param afterAll not before all has ended that the run waits for
 */
export async function enqueueNext(
  db: EngineDb,
  item: NewItem & { runId: string },
  { afterAll }: { afterAll: boolean },
): Promise<void> {
  await db.write(
    `insert into engine.queue (${COLUMNS}) select ${VALUES}
      where not exists (select from engine.queue where run_id = $4 and kind = $2 and step_id = $5 and lease_until is null)
        and not ($11 and exists (select from engine.steps where run_id = $4 and position is null))`,
    [...valuesOf(item), afterAll],
  );
}

function valuesOf(item: NewItem): unknown[] {
  const { kind, functionId, runId = null, stepId = null, attempt = 0, payload = null, concurrency = [], runAt } = item;
  return [
    uuidv7(),
    kind,
    functionId,
    runId,
    stepId,
    attempt,
    payload,
    concurrency.map(({ key }) => key),
    concurrency.map(({ limit }) => limit),
    runAt,
  ];
}

/** Keeps what is still worked on. @returns the ids of those that were kept: the rest were lost to somebody else */
export async function renew(db: EngineDb, items: Item[], now: Date): Promise<Set<string>> {
  const { rows } = await db.query<{ id: string }>(
    `update engine.queue q set lease_until = $3 from unnest($1::uuid[], $2::bigint[]) as held(id, fence)
      where q.id = held.id and q.fence = held.fence returning q.id`,
    [items.map(({ id }) => id), items.map(({ fence }) => fence), new Date(now.getTime() + LEASE_MS)],
  );
  return new Set(rows.map(({ id }) => id));
}

/** Takes a finished item off, in the transaction of what it brought about. @returns false when the lease was lost */
export async function settle(db: EngineDb, { id, fence }: Pick<Item, 'id' | 'fence'>): Promise<boolean> {
  const { rowCount } = await db.query('delete from engine.queue where id = $1 and fence = $2', [id, fence]);
  return rowCount === 1;
}

/** Gives an item back, to be taken again later, with what it should know then. */
export async function postpone(
  db: EngineDb,
  { id, fence }: Item,
  runAt: Date,
  payload: Item['payload'],
): Promise<void> {
  await db.query('update engine.queue set run_at = $3, lease_until = null, payload = $4 where id = $1 and fence = $2', [
    id,
    fence,
    runAt,
    payload,
  ]);
}
