import { afterEach, describe, expect, test, vi } from 'vitest';
import { log } from '../log';
import type { LimitVerdict } from './limiter';
import { type SharedBuckets, sharedLimiter } from './shared-limiter';

const LIMIT = { count: 10, windowMs: 60_000 };
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A store whose calls are answered one by one, as the test says. */
function heldStore() {
  const calls: { takes: number; answer(): void; fail(): void }[] = [];
  const buckets: SharedBuckets = {
    takeAll: (takes) =>
      new Promise((resolve, reject) => {
        calls.push({
          takes: takes.length,
          answer: () => resolve(takes.map(() => 0)),
          fail: () => reject(new Error('gone')),
        });
      }),
  };
  return { buckets, calls };
}

afterEach(() => vi.restoreAllMocks());

describe('takes of one process', () => {
  test('go together, one call at a time, and the next group grows meanwhile', async () => {
    const { buckets, calls } = heldStore();
    const limiter = sharedLimiter({ buckets, name: 'a store', timeoutMs: 60_000, takesMax: 4 });
    const all = Array.from({ length: 3 }, () => limiter.take('a', 1, LIMIT, 0));
    await turn();
    all.push(...Array.from({ length: 6 }, () => limiter.take('a', 1, LIMIT, 0)));
    await turn();
    expect(calls.map(({ takes }) => takes)).toEqual([3]);
    calls[0]!.answer();
    await vi.waitFor(() => expect(calls.map(({ takes }) => takes)).toEqual([3, 4]));
    calls[1]!.answer();
    await vi.waitFor(() => expect(calls.map(({ takes }) => takes)).toEqual([3, 4, 2]));
    calls[2]!.answer();
    expect((await Promise.all(all)).every(({ allowed }) => allowed)).toBe(true);
  });
});

describe('a store that is away', () => {
  test('is said once, costs one try in a while, limits here meanwhile, and is said once when it is back', async () => {
    const [warned, told] = [vi.spyOn(log, 'warn'), vi.spyOn(log, 'info')];
    const { buckets, calls } = heldStore();
    const limiter = sharedLimiter({ buckets, name: 'a store', timeoutMs: 60_000, pauseMs: 50 });
    const first = [limiter.take('a', 1, LIMIT, 0), limiter.take('a', 1, LIMIT, 0)];
    await turn();
    const second = limiter.take('a', 1, LIMIT, 0);
    calls[0]!.fail();
    expect((await Promise.all([...first, second])).map(({ remaining }) => remaining)).toEqual([9, 8, 7]);

    // No promise: nobody waits for a store that is away, not even the one who asks whether it is back.
    let here: LimitVerdict[] = [];
    await vi.waitFor(() => {
      here.push(limiter.take('a', 1, LIMIT, 0) as LimitVerdict);
      expect(calls.length).toBe(2);
    });
    here = here.concat(Array.from({ length: 20 }, () => limiter.take('a', 1, LIMIT, 0) as LimitVerdict));
    expect(here.filter(({ allowed }) => allowed).length).toBe(7);
    expect(calls.map(({ takes }) => takes)).toEqual([2, 1]);
    expect(warned.mock.calls).toEqual([[{ reason: 'gone' }, 'a store is away']]);
    expect(told).not.toHaveBeenCalled();

    calls[1]!.answer();
    await turn();
    const back = limiter.take('a', 1, LIMIT, 0);
    expect(back).toBeInstanceOf(Promise);
    await turn();
    calls[2]!.answer();
    expect(await back).toMatchObject({ remaining: 9 });
    expect(told.mock.calls).toEqual([['a store is back']]);
  });

  test('a store that hangs holds nobody longer than its time', async () => {
    const { buckets, calls } = heldStore();
    const limiter = sharedLimiter({ buckets, name: 'a store', timeoutMs: 20 });
    const verdicts = await Promise.all(Array.from({ length: 12 }, () => limiter.take('a', 1, LIMIT, 0)));
    expect(verdicts.filter(({ allowed }) => allowed).length).toBe(10);
    expect(calls.length).toBe(1);
  });

  test('more that waits than the bound is counted here at once', async () => {
    const { buckets } = heldStore();
    const limiter = sharedLimiter({ buckets, name: 'a store', timeoutMs: 60_000, waitingMax: 2 });
    const all = Array.from({ length: 3 }, () => limiter.take('a', 1, LIMIT, 0));
    expect(all.map((one) => one instanceof Promise)).toEqual([true, true, false]);
  });
});
