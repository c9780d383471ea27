import type { Plant } from '../plants';

/** Bugs of the engine that its crash run must notice. */
export const ENGINE_PLANTS = {
  'lease-never-reclaimed': {
    what: 'what a killed engine had taken is never taken again',
    patches: [
      {
        path: 'inngest/engine/store/claim.ts',
        find: 'where run_at <= $1 and (lease_until is null or lease_until < $1)',
        replace: 'where run_at <= $1 and lease_until is null',
      },
    ],
  },
  'memo-outside-transaction': {
    what: "an item is taken off first, and its step's memo written in a transaction of its own",
    patches: [
      {
        path: 'inngest/engine/work-item.ts',
        find: `  await shop.db.transaction(async (db) => {
    const locked = await lockAndSettle(db, run.id, item);
    if (!locked) return;
`,
        replace: `  if (!(await settle(shop.db, item))) return;
  await shop.db.transaction(async (db) => {
    const locked = run;
`,
      },
    ],
  },
  'lease-too-short': {
    what: 'leases run out while their holders work, and nobody asks whose an item is',
    patches: [
      {
        path: 'inngest/engine/store/queue.ts',
        find: 'export const LEASE_MS = 10_000;',
        replace: 'export const LEASE_MS = 3;',
      },
      {
        path: 'inngest/engine/store/queue.ts',
        find: "'delete from engine.queue where id = $1 and fence = $2', [id, fence]",
        replace: "'delete from engine.queue where id = $1 and $2::bigint is not null', [id, fence]",
      },
      {
        path: 'inngest/engine/store/runs.ts',
        find: 'where q.id = $2 and q.fence = $3 returning q.id',
        replace: 'where q.id = $2 and $3::bigint is not null returning q.id',
      },
    ],
  },
  'event-not-remembered': {
    what: 'an event that is sent again begins another run',
    patches: [
      {
        path: 'inngest/engine/publish.ts',
        find: 'if (event.id !== undefined && !(await isFirst(',
        replace: "if (fn.id === '' && !(await isFirst(",
      },
    ],
  },
} as const satisfies Record<string, Plant>;

export type EnginePlantName = keyof typeof ENGINE_PLANTS;

export function isEnginePlant(name: string): name is EnginePlantName {
  return Object.hasOwn(ENGINE_PLANTS, name);
}
