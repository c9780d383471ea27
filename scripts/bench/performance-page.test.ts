import { expect, test } from 'vitest';
import { durationFinding } from './finding';
import { measuredText } from './performance-page';

const first = measuredText(
  '',
  [durationFinding('B1', 'one', 5, 10), durationFinding('E1', 'two', 20, 10)],
  'on a Monday, on a machine',
);

test('what a run measured stands in a table, with the day', () => {
  expect(first.split('\n')).toEqual([
    'B1, E1: measured on a Monday, on a machine.',
    '',
    '| id | what | measured | against | bar | |',
    '|---|---|---|---|---|---|',
    '| B1 | one | 5.0 ms |  | ≤ 10 ms | holds |',
    '| E1 | two | 20 ms |  | ≤ 10 ms | missed |',
  ]);
});

test('what a later run leaves out keeps its row and its day, and what it measures again loses them', () => {
  const second = measuredText(first, [durationFinding('E1', 'two', 7, 10)], 'on a Tuesday, on a machine');
  expect(second).toContain('B1: measured on a Monday, on a machine.');
  expect(second).toContain('E1: measured on a Tuesday, on a machine.');
  expect(second).toContain('| B1 | one | 5.0 ms |  | ≤ 10 ms | holds |');
  expect(second).toContain('| E1 | two | 7.0 ms |  | ≤ 10 ms | holds |');
  expect(second).not.toContain('20 ms');
  expect(second.indexOf('| B1')).toBeLessThan(second.indexOf('| E1'));
});
