import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MS_PER_DAY } from './decay';
import { readingAt } from './reading';
import { refold, type StoredStep } from './refold';
import { compareSteps, EMPTY_STATE, type FoldStep, foldAll } from './score-lead';
import { DEFAULT_SETTINGS } from './stage';

const DAY = MS_PER_DAY;
const demo: FoldStep = { occurredAtMs: 0, tie: 'a', points: 40 };

describe('a score as it reads at a moment', () => {
  test.each([
    [0, 40, 'warm'],
    [7, 40, 'warm'],
    [8, 38, 'warm'],
    [9, 36.1, 'warm'],
    // 40 · 0.95^6 = 29.40…: a day later than ln(40/30)/λ ≈ 5.6 days past the grace period.
    [13, 40 * 0.95 ** 6, 'cold'],
  ])('%d days after an event of 40 points it is %d', (days, score, stage) => {
    const { state } = foldAll(EMPTY_STATE, [demo], DEFAULT_SETTINGS);
    const reading = readingAt(state, days * DAY, DEFAULT_SETTINGS);
    expect(reading).toMatchObject({ scoreAtLastEvent: 40, stage });
    expect(reading.score).toBeCloseTo(score, 12);
    expect(reading.decaySinceLastEvent).toBeCloseTo(score - 40, 12);
  });

  test('before anything happened it is 0 and cold', () => {
    expect(readingAt(EMPTY_STATE, 5 * DAY, DEFAULT_SETTINGS)).toEqual({
      score: 0,
      scoreAtLastEvent: 0,
      decaySinceLastEvent: 0,
      stage: 'cold',
    });
  });
});

const settings = fc.record({
  warmAt: fc.constant(30),
  hotAt: fc.constant(60),
  qualifiedAt: fc.constant(100),
  decayPerDay: fc.double({ min: 0.5, max: 1, noNaN: true }),
  graceDays: fc.integer({ min: 0, max: 10 }),
});
// Coarse moments, so that ties in time are common; `at` falls on an event's own moment as often as beside it.
const step = fc.record({
  occurredAtMs: fc.integer({ min: 0, max: 120 }).map((quarterDays) => quarterDays * 0.25 * DAY),
  tie: fc.string({ minLength: 1, maxLength: 3 }),
  points: fc.integer({ min: -40, max: 40 }),
});
const history = fc
  .uniqueArray(step, { minLength: 1, maxLength: 40, selector: (s) => `${s.occurredAtMs}/${s.tie}` })
  .map((steps) => steps.map((s, n) => ({ ...s, eventId: `e${n}` })));
const moment = fc.oneof(
  fc.integer({ min: -4, max: 140 }).map((quarterDays) => quarterDays * 0.25 * DAY),
  fc.double({ min: -1, max: 60, noNaN: true }).map((days) => Math.round(days * DAY)),
);

describe('the history row before a moment', () => {
  test('reads there as the fold from nothing of what had occurred by then, whatever came in late: 1,000 cases', () => {
    fc.assert(
      fc.property(
        history,
        settings,
        moment,
        fc.infiniteStream(fc.integer({ min: 1, max: 7 })),
        (steps, how, at, sizes) => {
          const stored = storedAfterArrivals(steps, how, () => sizes.next().value);
          const until = stored.filter((row) => row.occurredAtMs <= at);
          const last = until.at(-1);
          const state = last
            ? { score: last.scoreAfter, lastEventAtMs: last.occurredAtMs, lastTie: last.tie }
            : EMPTY_STATE;

          const replayed = foldAll(
            EMPTY_STATE,
            steps.filter(({ occurredAtMs }) => occurredAtMs <= at).sort(compareSteps),
            how,
          );
          expect(state).toEqual(replayed.state);
          const reading = readingAt(state, at, how);
          expect(reading).toEqual(readingAt(replayed.state, at, how));
          const lines = until.reduce((sum, row) => sum + row.decayDelta + row.delta, reading.decaySinceLastEvent);
          expect(Math.abs(lines - reading.score)).toBeLessThanOrEqual(1e-9 * Math.max(1, reading.score));
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

/** The history as the drain leaves it when the steps arrive in this order, a few at a time. */
function storedAfterArrivals(
  steps: (FoldStep & { eventId: string })[],
  how: typeof DEFAULT_SETTINGS,
  nextSize: () => number,
): StoredStep[] {
  let stored: StoredStep[] = [];
  for (let start = 0; start < steps.length; ) {
    const size = nextSize();
    const arrived = steps.slice(start, start + size);
    start += size;
    const first = [...arrived].sort(compareSteps)[0]!;
    const last = stored.filter((row) => compareSteps(row, first) < 0).at(-1);
    const base = last ? { score: last.scoreAfter, lastEventAtMs: last.occurredAtMs, lastTie: last.tie } : EMPTY_STATE;
    const behind = stored.filter((row) => compareSteps(row, first) >= 0);
    const { inserted, changed } = refold(base, behind, arrived, how);
    const news = new Map(changed.map((row) => [row.eventId, row]));
    stored = [...stored.map((row) => news.get(row.eventId) ?? row), ...inserted].sort(compareSteps);
  }
  return stored;
}
