import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decay, MS_PER_DAY } from './decay';
import { refold } from './refold';
import { compareSteps, EMPTY_STATE, type FoldStep, foldAll } from './score-lead';
import { coolsAtMs, DEFAULT_SETTINGS, rankKey, stageOf } from './stage';

const DAY = MS_PER_DAY;

describe('decay', () => {
  test.each([
    [-1, 1],
    [0, 1],
    [7, 1],
    [8, 0.95],
    [9, 0.9025],
    [21, 0.95 ** 14],
    [7.5, 0.95 ** 0.5],
  ])('after %d days %d is left', (days, left) => {
    expect(decay(days * DAY, DEFAULT_SETTINGS)).toBeCloseTo(left, 12);
  });
});

describe('the fold, computed by hand', () => {
  test('a signup, a quiet fortnight, a page view and an unsubscribe', () => {
    const steps: FoldStep[] = [
      { occurredAtMs: 0, tie: 'a', points: 20 },
      { occurredAtMs: 14 * DAY, tie: 'b', points: 1 },
      { occurredAtMs: 14 * DAY, tie: 'c', points: -30 },
    ];
    const { state, folded } = foldAll(EMPTY_STATE, steps, DEFAULT_SETTINGS);
    const faded = 20 * 0.95 ** 7;
    expect(folded[0]).toEqual({ decayDelta: 0, delta: 20, scoreAfter: 20 });
    expect(folded[1]!.decayDelta).toBeCloseTo(faded - 20, 12);
    expect(folded[1]!.scoreAfter).toBeCloseTo(faded + 1, 12);
    // The floor: an unsubscribe takes what there is, not more.
    expect(folded[2]).toMatchObject({ scoreAfter: 0 });
    expect(folded[2]!.delta).toBeCloseTo(-(faded + 1), 12);
    expect(state.score).toBe(0);
  });
});

describe('stages', () => {
  test.each([
    [0, 'cold'],
    [29.999, 'cold'],
    [30, 'warm'],
    [60, 'hot'],
    [99.999, 'hot'],
    [100, 'qualified'],
  ])('%d is %s', (score, stage) => {
    expect(stageOf(score, DEFAULT_SETTINGS)).toBe(stage);
  });

  test('a stage drops when the closed form says, not before', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 30, max: 5_000, noNaN: true }),
        fc.integer({ min: 0, max: 2_000_000_000_000 }),
        (score, lastMs) => {
          const stage = stageOf(score, DEFAULT_SETTINGS);
          const at = coolsAtMs(score, stage, lastMs, DEFAULT_SETTINGS)!;
          const scoreAt = (ms: number) => score * decay(ms - lastMs, DEFAULT_SETTINGS);
          expect(stageOf(scoreAt(at + 1_000), DEFAULT_SETTINGS)).not.toBe(stage);
          expect(stageOf(scoreAt(at - 1_000), DEFAULT_SETTINGS)).toBe(stage);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test('rank keys order fading leads as their scores do, at every moment', () => {
    const lead = fc.record({
      score: fc.double({ min: 0.1, max: 1_000, noNaN: true }),
      lastDays: fc.double({ min: 0, max: 60, noNaN: true }),
    });
    fc.assert(
      fc.property(lead, lead, fc.double({ min: 68, max: 400, noNaN: true }), (a, b, nowDays) => {
        const read = ({ score, lastDays }: typeof a) => score * decay((nowDays - lastDays) * DAY, DEFAULT_SETTINGS);
        const key = ({ score, lastDays }: typeof a) => rankKey(score, lastDays * DAY, DEFAULT_SETTINGS)!;
        fc.pre(Math.abs(key(a) - key(b)) > 1e-9);
        expect(key(a) > key(b)).toBe(read(a) > read(b));
      }),
      { numRuns: 1_000 },
    );
  });
});

const step = fc.record({
  occurredAtMs: fc.integer({ min: 0, max: 400 }).map((quarterDays) => quarterDays * 0.25 * DAY),
  tie: fc.string({ minLength: 1, maxLength: 3 }),
  points: fc.integer({ min: -40, max: 40 }),
});
const history = fc
  .uniqueArray(step, { minLength: 1, maxLength: 40, selector: (s) => `${s.occurredAtMs}/${s.tie}` })
  .map((steps) => steps.map((s, n) => ({ ...s, eventId: `e${n}` })));

describe('events in any order of arrival', () => {
  test('arriving late, one by one or together, ends in the fold in time order', () => {
    fc.assert(
      fc.property(history, fc.infiniteStream(fc.integer({ min: 1, max: 7 })), (steps, sizes) => {
        const expected = foldAll(EMPTY_STATE, [...steps].sort(compareSteps), DEFAULT_SETTINGS);
        let stored: Parameters<typeof refold>[1] = [];
        let state = EMPTY_STATE;
        for (let start = 0; start < steps.length; ) {
          const size = sizes.next().value;
          const arrived = steps.slice(start, start + size);
          start += size;
          const first = [...arrived].sort(compareSteps)[0]!;
          const before = stored.filter((row) => compareSteps(row, first) < 0);
          const last = before.at(-1);
          const base = last
            ? { score: last.scoreAfter, lastEventAtMs: last.occurredAtMs, lastTie: last.tie }
            : EMPTY_STATE;
          const result = refold(
            base,
            stored.filter((row) => compareSteps(row, first) >= 0),
            arrived,
            DEFAULT_SETTINGS,
          );
          const changed = new Map(result.changed.map((row) => [row.eventId, row]));
          stored = [...stored.map((row) => changed.get(row.eventId) ?? row), ...result.inserted].sort(compareSteps);
          state = result.state;
        }
        expect(state).toEqual(expected.state);
        expect(stored.map(({ decayDelta, delta, scoreAfter }) => ({ decayDelta, delta, scoreAfter }))).toEqual(
          expected.folded,
        );
        const sum = stored.reduce((total, row) => total + row.decayDelta + row.delta, 0);
        expect(Math.abs(sum - state.score)).toBeLessThanOrEqual(1e-9 * Math.max(1, state.score));
      }),
      { numRuns: 1_000 },
    );
  });
});
