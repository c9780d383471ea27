import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createTestOrg } from '@/db/testing/factories';
import { putEvents } from '@/db/testing/ledger';
import type { Cache } from '@/lib/platform/cache/cache';
import { dispensableCache } from '@/lib/platform/cache/dispensable';
import { inProcessCache } from '@/lib/platform/cache/in-process';
import { redisCache } from '@/lib/platform/cache/redis';
import { seal } from '@/lib/platform/crypto';
import type { RestBridge } from '@/lib/platform/redis/testing/rest-bridge';
import { startUpstash } from '@/lib/platform/redis/testing/upstash';
import { type AnswerCached, cachedAnswers } from './cached-answer';
import type { DataKind } from './data-kinds';
import { jobContext, type OrgContext } from './org-context';

let upstash: RestBridge;
beforeAll(async () => {
  upstash = await startUpstash();
});
afterAll(() => upstash.close());

/** An organization whose name is a number that only grows, by one a change. */
async function countingOrg(): Promise<OrgContext> {
  const ctx = jobContext((await createTestOrg()).orgId, 'test', 'r');
  await ctx.run((db) => db.query(`update organizations set name = '0' where id = $1`, [db.orgId]));
  return ctx;
}

class TakenBack extends Error {}

/** @returns the number after it */
function count(ctx: OrgContext, how: { takeBack?: boolean; hold?: Promise<void> } = {}): Promise<number> {
  return ctx.run(async (db) => {
    db.touch('organization');
    const { rows } = await db.query<{ name: string }>(
      'update organizations set name = (name::int + 1)::text where id = $1 returning name',
      [db.orgId],
    );
    await how.hold;
    if (how.takeBack) throw new TakenBack();
    return Number(rows[0]!.name);
  });
}

interface Asking {
  hold?: Promise<void>;
  onCompute?: () => void;
}

function ask(answer: AnswerCached, ctx: OrgContext, { hold, onCompute }: Asking = {}): Promise<number> {
  const question = { name: 'number', dependsOn: ['organization'] as DataKind[], schema: z.number() };
  return answer(ctx, question, async () => {
    onCompute?.();
    const { rows } = await ctx.run((db) =>
      db.query<{ name: string }>('select name from organizations where id = $1', [db.orgId]),
    );
    await hold;
    return Number(rows[0]!.name);
  });
}

function gate() {
  let open = () => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}

/** Caches of two processes: one Redis for both, or one in each. */
const CACHES: Record<string, () => [Cache, Cache]> = {
  'a cache in each process': () => [inProcessCache(), inProcessCache()],
  'one cache in Redis': () => [redisCache(upstash, 60_000), redisCache(upstash, 60_000)],
};

const anyStep = fc.record({
  process: fc.constantFrom(0, 1),
  act: fc.constantFrom('ask', 'ask', 'ask', 'count', 'take back'),
  /** Turns of the event loop it begins after the one before. */
  pause: fc.integer({ min: 0, max: 12 }),
  /** Turns that the work inside takes. */
  hold: fc.integer({ min: 0, max: 12 }),
});

const turns = async (number: number) => {
  for (let turn = 0; turn < number; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
};

describe.each(Object.keys(CACHES))('with %s', (which) => {
  const processes = () => CACHES[which]!().map((cache) => cachedAnswers(cache)) as [AnswerCached, AnswerCached];

  test('nobody who asks after a change was committed is told of before: 60 random mixtures', async () => {
    let fromCache = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { minLength: 10, maxLength: 40 }), async (steps) => {
        const ctx = await countingOrg();
        const answers = processes();
        let committed = 0;
        const work: Promise<void>[] = [];
        for (const { process, act, pause, hold } of steps) {
          await turns(pause);
          if (act === 'ask') {
            const atLeast = committed;
            let computed = false;
            const onCompute = () => {
              computed = true;
            };
            work.push(
              ask(answers[process]!, ctx, { hold: turns(hold), onCompute }).then((told) => {
                expect(told).toBeGreaterThanOrEqual(atLeast);
                if (!computed) fromCache += 1;
              }),
            );
          } else {
            const takeBack = act === 'take back';
            work.push(
              count(ctx, { hold: turns(hold), takeBack }).then(
                (now) => {
                  committed = Math.max(committed, now);
                },
                (error) => expect(error).toBeInstanceOf(TakenBack),
              ),
            );
          }
        }
        await Promise.all(work);
        for (const answer of answers) expect(await ask(answer, ctx)).toBe(committed);
      }),
      { numRuns: 60 },
    );
    // Otherwise it would have shown nothing.
    expect(fromCache).toBeGreaterThan(50);
  });

  test('an answer is computed once, and again after each change, whoever made it', async () => {
    const ctx = await countingOrg();
    const [here, there] = processes();
    let computed = 0;
    const onCompute = () => {
      computed += 1;
    };
    const both = async () => [await ask(here, ctx, { onCompute }), await ask(there, ctx, { onCompute })];
    const perChange = which === 'one cache in Redis' ? 1 : 2;
    expect([...(await both()), ...(await both())]).toEqual([0, 0, 0, 0]);
    expect(computed).toBe(perChange);
    await count(ctx);
    expect([...(await both()), ...(await both())]).toEqual([1, 1, 1, 1]);
    expect(computed).toBe(2 * perChange);
    await expect(count(ctx, { takeBack: true })).rejects.toThrow(TakenBack);
    expect(await both()).toEqual([1, 1]);
    expect(computed).toBe(2 * perChange);
  });

  test('a change under way is not told, and told once it is committed', async () => {
    const ctx = await countingOrg();
    const [here, there] = processes();
    const { passed, open } = gate();
    const changing = count(ctx, { hold: passed });
    expect([await ask(here, ctx), await ask(there, ctx)]).toEqual([0, 0]);
    open();
    await changing;
    expect([await ask(here, ctx), await ask(there, ctx)]).toEqual([1, 1]);
  });

  test('an answer that a change overtook while it was computed is told to nobody who asks later', async () => {
    const ctx = await countingOrg();
    const [here, there] = processes();
    const { passed, open } = gate();
    const begun = gate();
    const early = ask(here, ctx, { hold: passed, onCompute: begun.open });
    await begun.passed;
    await count(ctx);
    expect([await ask(there, ctx), await ask(here, ctx)]).toEqual([1, 1]);
    open();
    await early;
    expect([await ask(there, ctx), await ask(here, ctx)]).toEqual([1, 1]);
  });
});

test('those who ask the same at once share one computation, and a failure is told to them and not kept', async () => {
  const ctx = await countingOrg();
  const answer = cachedAnswers(inProcessCache());
  let computed = 0;
  const question = { name: 'failing', dependsOn: [] as DataKind[], schema: z.number() };
  const compute = async () => {
    computed += 1;
    await turns(50);
    if (computed === 1) throw new Error('not now');
    return 7;
  };
  const asked = await Promise.allSettled(Array.from({ length: 5 }, () => answer(ctx, question, compute)));
  expect(asked.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(0);
  expect(computed).toBeLessThan(5);
  expect(await answer(ctx, question, compute)).toBe(7);
});

test('the cache may go and come back: every answer is right', async () => {
  const ctx = await countingOrg();
  const answer = cachedAnswers(dispensableCache(redisCache(upstash, 2_000), 'the cache', 50));
  expect(await ask(answer, ctx)).toBe(0);
  for (const way of ['refuse', 'hang'] as const) {
    await upstash[way]();
    const before = await ask(answer, ctx);
    await count(ctx);
    expect(await ask(answer, ctx)).toBe(before + 1);
    await upstash.heal();
    expect(await ask(answer, ctx)).toBe(before + 1);
    await count(ctx);
    expect(await ask(answer, ctx)).toBe(before + 2);
  }
});

/** A real cache whose keys a test can see. */
function openCache() {
  const cache = inProcessCache();
  const keys: string[] = [];
  const seen: Cache = {
    get: cache.get,
    set(key, text, ttlMs) {
      keys.push(key);
      return cache.set(key, text, ttlMs);
    },
  };
  return { cache: seen, keys };
}

test('two organizations never share an answer, also not one that was put in the other’s place', async () => {
  const [one, other] = [await countingOrg(), await countingOrg()];
  await count(other);
  const { cache, keys } = openCache();
  const answer = cachedAnswers(cache);
  expect([await ask(answer, one), await ask(answer, other)]).toEqual([0, 1]);
  expect(keys.map((key) => key.split(':')[0])).toEqual([one.orgId, other.orgId]);
  await cache.set(keys[0]!, (await cache.get(keys[1]!))!, 60_000);
  expect([await ask(answer, one), await ask(answer, other)]).toEqual([0, 1]);
});

test('an answer of people cannot be read in the cache, and one that was put there by others is none', async () => {
  const ctx = await countingOrg();
  const { cache, keys } = openCache();
  const answer = cachedAnswers(cache);
  const question = { name: 'who', dependsOn: [] as DataKind[], schema: z.object({ email: z.string() }) };
  const compute = async () => ({ email: 'ada@example.com' });
  await answer(ctx, question, compute);
  const [key] = keys;
  expect(await cache.get(key!)).not.toContain('ada');
  const kept = (await cache.get(key!))!;
  const forged = [
    '',
    'null',
    '{"email":"eve@example.com"}',
    kept.slice(0, -3),
    kept.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
    seal('{"email":"eve@example.com"}', 'another key'),
    seal('not JSON', key!),
    seal('{"email":7}', key!),
  ];
  for (const text of forged) {
    await cache.set(key!, text, 60_000);
    expect(await answer(ctx, question, compute)).toEqual({ email: 'ada@example.com' });
  }
});

test('other params, another day of the organization’s calendar: another answer', async () => {
  const { orgId } = await createTestOrg();
  const answer = cachedAnswers(inProcessCache());
  let computed = 0;
  const at = (moment: string, params: unknown) =>
    answer(
      jobContext(orgId, 'test', 'r', () => new Date(moment)),
      { name: 'n', dependsOn: [], params, schema: z.number() },
      async () => ++computed,
    );
  expect(await at('2026-03-01T10:00:00Z', { a: 1 })).toBe(1);
  expect(await at('2026-03-01T23:59:59Z', { a: 1 })).toBe(1);
  expect(await at('2026-03-01T10:00:00Z', { a: 2 })).toBe(2);
  expect(await at('2026-03-02T00:00:00Z', { a: 1 })).toBe(3);
});

test('while acknowledged events wait to be counted, answers that depend on them are computed each time', async () => {
  const { orgId } = await createTestOrg();
  const ctx = jobContext(orgId, 'test', 'r');
  const answer = cachedAnswers(inProcessCache());
  let computed = 0;
  const of = (kind: DataKind) =>
    answer(ctx, { name: `of ${kind}`, dependsOn: [kind], schema: z.number() }, async () => ++computed);
  expect([await of('leads'), await of('leads')]).toEqual([1, 1]);
  await putEvents(orgId, [{ type: 'page_view', anonymousId: 'a', occurredAt: new Date() }]);
  expect([await of('leads'), await of('leads')]).toEqual([2, 3]);
  expect([await of('rules'), await of('rules')]).toEqual([4, 4]);
});

describe('versions', () => {
  const versionsOf = (ctx: OrgContext) =>
    ctx.run(async (db) => {
      const { rows } = await db.query<{ kind: string; version: string }>(
        'select kind, version from data_versions order by kind',
      );
      return Object.fromEntries(rows.map(({ kind, version }) => [kind, version]));
    });

  test('are renewed for what was touched, and never come twice', async () => {
    const { orgId } = await createTestOrg();
    const ctx = jobContext(orgId, 'test', 'r');
    const seen = new Set<string>();
    for (let change = 1; change <= 20; change += 1) {
      await ctx.run(async (db) => {
        db.touch('rules');
        db.touch('rules');
      });
      seen.add((await versionsOf(ctx)).rules!);
      expect(seen.size).toBe(change);
    }
    expect(Object.keys(await versionsOf(ctx))).toEqual(['rules']);
  });

  test('in any order, from many at once: nobody waits in a circle', async () => {
    const ctx = jobContext((await createTestOrg()).orgId, 'test', 'r');
    const kinds: DataKind[] = ['leads', 'rules', 'settings', 'sources', 'access', 'jobs'];
    await Promise.all(
      Array.from({ length: 200 }, (_, n) =>
        ctx.run(async (db) => {
          for (const index of kinds.keys()) db.touch(kinds[(index * (n % 2 ? 1 : 5) + n) % kinds.length]!);
          await db.query('select 1');
        }),
      ),
    );
    expect(Object.keys(await versionsOf(ctx))).toEqual(kinds.toSorted());
  });

  test('that cannot be renewed undo the change, and say so', async () => {
    const ctx = await countingOrg();
    const writing = ctx.run(async (db) => {
      await db.query(`update organizations set name = '99' where id = $1`, [db.orgId]);
      // A text that PostgreSQL does not take.
      db.touch('\0' as DataKind);
    });
    await expect(writing).rejects.toMatchObject({ code: '22021' });
    expect(await count(ctx)).toBe(1);
  });

  test('of a change that failed stay as they were', async () => {
    const ctx = await countingOrg();
    await count(ctx);
    const before = await versionsOf(ctx);
    const failing = ctx.run(async (db) => {
      db.touch('organization');
      await db.query('select 1 / 0');
    });
    await expect(failing).rejects.toMatchObject({ code: '22012' });
    expect(await versionsOf(ctx)).toEqual(before);
  });
});
