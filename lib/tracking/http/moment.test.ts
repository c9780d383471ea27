import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { correctedMs, parseMoment, windowProblem } from './moment';

const NOON = Date.UTC(2026, 2, 1, 12);
const DAY_MS = 86_400_000;

describe('reading a moment', () => {
  test.each([
    ['2026-03-01T12:00:00.000Z', NOON],
    ['2026-03-01T12:00:00Z', NOON],
    ['2026-03-01T12:00Z', NOON],
    ['2026-03-01t12:00:00z', NOON],
    ['2026-03-01 12:00:00.000', NOON],
    ['2026-03-01T12:00:00.5Z', NOON + 500],
    ['2026-03-01T12:00:00,25Z', NOON + 250],
    ['2026-03-01T12:00:00.123987654Z', NOON + 123],
    ['2026-03-01T17:30:00+05:30', NOON],
    ['2026-03-01T17:30:00+0530', NOON],
    ['2026-03-01T07:00:00-05', NOON],
    ['2026-03-01', NOON - DAY_MS / 2],
    ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
    [NOON, NOON],
    [NOON + 0.9, NOON],
    [NOON / 1000, NOON],
    [NOON / 1000 + 0.25, NOON + 250],
    [0, 0],
  ])('%s', (given, ms) => {
    expect(parseMoment(given)).toBe(ms);
  });

  test.each([
    '',
    'yesterday',
    '2026-02-30T00:00:00Z',
    '2025-02-29',
    '1900-02-29',
    '2026-13-01',
    '2026-00-01',
    '2026-01-00',
    '2026-01-01T24:00:00Z',
    '2026-01-01T12:60:00Z',
    '2026-01-01T12:00:60Z',
    '2026-01-01T12:00:00+24:00',
    '2024-06-FrT05:16:04.138+00:00',
    '+275760-09-13T00:00:00.000Z',
    '1969-12-31T23:59:59Z',
    '1772366400000',
    -1,
    1e15,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    true,
    null,
    undefined,
    {},
    [NOON],
  ])('refuses %s', (given) => {
    expect(parseMoment(given)).toBeUndefined();
  });

  test('reads back what JavaScript writes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: Date.UTC(9999, 11, 31) }),
        (ms) => parseMoment(new Date(ms).toISOString()) === ms,
      ),
    );
  });
});

describe('correcting a clock', () => {
  test.each([
    ['a clock an hour ahead', NOON + 3_600_000, NOON + 3_600_000 + 5_000, NOON - 5_000],
    ['a clock three years behind', NOON - 1095 * DAY_MS, NOON - 1095 * DAY_MS + 60_000, NOON - 60_000],
    ['a right clock and an event sent long after it happened', NOON - 30 * DAY_MS, NOON, NOON - 30 * DAY_MS],
    ['no sentAt', NOON - 7, undefined, NOON - 7],
    ['sent before it happened', NOON, NOON - 1, NOON],
  ])('%s', (_name, originalMs, sentAtMs, expected) => {
    expect(correctedMs(originalMs, sentAtMs, NOON)).toBe(expected);
  });

  test('does not depend on how wrong the clock is', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), fc.nat(1e9), (wrongMs, waitedMs) => {
        const originalMs = NOON - waitedMs + wrongMs;
        return correctedMs(originalMs, NOON + wrongMs, NOON) === NOON - waitedMs;
      }),
    );
  });
});

describe('the window', () => {
  test.each([
    [NOON + DAY_MS, undefined],
    [NOON + DAY_MS + 1, 'future'],
    [NOON - 90 * DAY_MS, undefined],
    [NOON - 90 * DAY_MS - 1, 'older than the 90 days'],
  ])('%d', (occurredAtMs, problem) => {
    const found = windowProblem(occurredAtMs, NOON, 90);
    if (problem === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(problem);
  });

  test('of no days takes what happens now and nothing before', () => {
    expect(windowProblem(NOON, NOON, 0)).toBeUndefined();
    expect(windowProblem(NOON - 1, NOON, 0)).toBeDefined();
  });
});
