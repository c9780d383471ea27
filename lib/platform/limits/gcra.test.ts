import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gcra } from './gcra';

const LIMIT = { count: 10, windowMs: 1000 };

// Computed by hand: a unit costs 100 ms, and 1,000 ms may be owed.
test.each([
  // debt, cost → allowed, remaining, debt after, wait
  [0, 1, true, 9, 100, 0],
  [0, 10, true, 0, 1000, 0],
  [950, 1, false, 0, 950, 50],
  [900, 1, true, 0, 1000, 0],
  [400, 7, false, 6, 400, 100],
  [450, 5, true, 0, 950, 0],
  [0, 25, true, 0, 2500, 0],
  [1, 25, true, 0, 2501, 0],
  [2, 25, false, 9, 2, 2],
  [2500, 1, false, 0, 2500, 1600],
  [300, 0, true, 7, 300, 0],
])('a debt of %d ms and a cost of %d', (debtMs, cost, allowed, remaining, resetMs, retryAfterMs) => {
  expect(gcra(debtMs, cost, LIMIT)).toEqual({ allowed, limit: 10, remaining, resetMs, retryAfterMs });
});

const anyLimit = fc.record({
  count: fc.integer({ min: 1, max: 5_000 }),
  windowMs: fc.integer({ min: 1, max: 3_600_000 }),
});
const anyCost = fc.integer({ min: 0, max: 10_000 });
const anyDebt = fc.double({ min: 0, max: 1e7, noNaN: true });

test('a refusal changes nothing, and its waiting time is enough', () => {
  fc.assert(
    fc.property(anyDebt, anyCost, anyLimit, (debtMs, cost, limit) => {
      const verdict = gcra(debtMs, cost, limit);
      if (verdict.allowed) return verdict.retryAfterMs === 0 && verdict.resetMs >= debtMs;
      const later = gcra(Math.max(0, debtMs - verdict.retryAfterMs), cost, limit);
      return verdict.resetMs === debtMs && verdict.retryAfterMs > 0 && later.allowed;
    }),
  );
});

test('over any stretch no more passes than one burst, the largest cost and the even refill', () => {
  const calls = fc.array(
    fc.record({ afterMs: fc.integer({ min: 0, max: 400 }), cost: fc.integer({ min: 1, max: 100 }) }),
  );
  fc.assert(
    fc.property(calls, (given) => {
      let [debtMs, elapsedMs, passed] = [0, 0, 0];
      for (const { afterMs, cost } of given) {
        elapsedMs += afterMs;
        const verdict = gcra(Math.max(0, debtMs - afterMs), cost, { count: 100, windowMs: 1000 });
        debtMs = verdict.resetMs;
        if (verdict.allowed) passed += cost;
      }
      return passed <= 100 + elapsedMs / 10 + 0.02;
    }),
  );
});
