import { describe, expect, test } from 'vitest';
import { createPressure } from './pressure';

/** Groups of one load, evenly spaced. */
function stream(load: number, everyMs: number, forMs: number) {
  const pressure = createPressure();
  let nowMs = 1_000;
  for (; nowMs <= 1_000 + forMs; nowMs += everyMs) pressure.add(load, nowMs);
  return { pressure, nowMs: nowMs - everyMs };
}

describe('pressure', () => {
  test('is nothing before anything came', () => {
    expect(createPressure().level(0)).toBe(0);
  });

  test('of a lasting stream is the load of its groups', () => {
    const { pressure, nowMs } = stream(25, 2, 1_000);
    expect(pressure.level(nowMs)).toBeCloseTo(25, 1);
  });

  test('does not jump with one large group in a stream of small ones', () => {
    const { pressure, nowMs } = stream(5, 2, 1_000);
    pressure.add(50, nowMs + 2);
    expect(pressure.level(nowMs + 2)).toBeLessThan(7);
  });

  test('of a lone group is soon forgotten', () => {
    const { pressure, nowMs } = stream(25, 1_000, 5_000);
    expect(pressure.level(nowMs)).toBeGreaterThan(24);
    expect(pressure.level(nowMs + 100)).toBeLessThan(10);
  });
});
