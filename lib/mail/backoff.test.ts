import { expect, it } from 'vitest';
import { ATTEMPTS_MAX, nextAttemptAt } from './backoff';

const AT = new Date('2026-03-01T12:00:00Z');
const waitS = (attempts: number) => {
  const next = nextAttemptAt(attempts, AT);
  return next && (next.getTime() - AT.getTime()) / 1000;
};

it('waits 3 s at first, then longer, and gives up after the fifth attempt', () => {
  expect([1, 2, 3, 4, 5, 6].map(waitS)).toEqual([3, 24, 192, 1536, null, null]);
  expect(ATTEMPTS_MAX).toBe(5);
});

it('has made every attempt while the link of a reset is still good', () => {
  const total = [1, 2, 3, 4].reduce((sum, attempts) => sum + waitS(attempts)!, 0);
  expect(total).toBeLessThan(3600);
});
