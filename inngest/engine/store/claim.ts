import type { EngineDatabase, EngineDb } from './database';
import { type Item, type ItemKind, LEASE_MS } from './queue';
import { type RunAtHand, runsAtHand } from './runs';

interface Candidate extends Record<string, unknown> {
  id: string;
  kind: ItemKind;
  runId: string | null;
  keys: string[];
  limits: number[];
}

/**
 * Held to the end of the transaction, and taken before anything is read: who reads first would not see what another
 * takes. What is read then needs no plan of its own for each moment: with many asleep, planning took longer than looking.
 */
const ONE_AT_A_TIME = `set local plan_cache_mode = force_generic_plan;
  select pg_advisory_xact_lock(hashtextextended('engine.claim', 0))`;

/**
 * Takes at most `most` items that are due, oldest first, none beyond its keys' limits. Those that take are served one
 * after the other, or two could each take the last place of a key.
 */
export async function claim(database: EngineDatabase, now: Date, most: number): Promise<Claimed[]> {
  const { taken } = await database.transaction(async (db) => {
    const due = await nextDue(db, now, most);
    if (due.length === 0) return { taken: Promise.resolve([]) };
    const ids = due.map(({ id }) => id);
    const runIds = due.flatMap(({ kind, runId }) => (kind === 'call' && runId !== null ? [runId] : []));
    // Not waited for here, so that the commit goes out with them: nobody is served until this transaction has ended.
    const taken = Promise.all([lease(db, ids, now), runIds.length > 0 ? runsAtHand(db, runIds) : []]).then(withRuns);
    // Should the transaction fail before, it tells so itself.
    taken.catch(() => {});
    return { taken };
  }, ONE_AT_A_TIME);
  return taken;
}

/** An item, and of a call the run as it was when it was taken. */
export type Claimed = Item & { run: RunAtHand | null };

function withRuns([items, runs]: [Item[], RunAtHand[]]): Claimed[] {
  const byId = new Map(runs.map((run) => [run.id, run]));
  return items.map((item) => ({ ...item, run: byId.get(item.runId ?? '') ?? null }));
}

/** Question: which are due, within their keys' limits? */
async function nextDue(db: EngineDb, now: Date, most: number): Promise<Candidate[]> {
  const { rows: found } = await db.query<{ held: Record<string, number>; due: Candidate[] }>(
    `with held as (
       select p.key, min(p.most) as most, count(*)::int as count
         from engine.queue q, unnest(q.concurrency_keys, q.concurrency_limits) as p(key, most)
        where q.lease_until >= $1 group by p.key
     ), due as (
       select id, kind, run_id as "runId", concurrency_keys as keys, concurrency_limits as limits from engine.queue
        where run_at <= $1 and (lease_until is null or lease_until < $1)
          and not (concurrency_keys && array(select key from held where count >= most))
        order by run_at, id limit $2 for update skip locked
     )
     select (select coalesce(json_object_agg(key, count), '{}') from held) as held,
            (select coalesce(json_agg(due), '[]') from due) as due`,
    [now, most],
  );
  const { held, due } = found[0]!;
  const counts = new Map(Object.entries(held));
  return due.filter(({ keys, limits }) => {
    if (keys.some((key, n) => (counts.get(key) ?? 0) >= limits[n]!)) return false;
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
    return true;
  });
}

async function lease(db: EngineDb, ids: string[], now: Date): Promise<Item[]> {
  const { rows } = await db.query<Item & Record<string, unknown>>(
    `update engine.queue set lease_until = $2, fence = fence + 1 where id = any($1::uuid[])
     returning id, kind, function_id as "functionId", run_id as "runId", step_id as "stepId", attempt, payload, fence::int as fence`,
    [ids, new Date(now.getTime() + LEASE_MS)],
  );
  const place = new Map(ids.map((id, n) => [id, n]));
  return rows.sort((a, b) => place.get(a.id)! - place.get(b.id)!);
}
