import { describe, expect, it } from 'vitest';
import { isFloored, scoreBefore, scoreSum } from './score-sum';

// A page view (1), a demo request (30) and, 9 days later, a form (15): 31 · 0.95² = 27.9775, + 15 = 42.9775.
// A day past the grace period after that, 0.95 of it is left: 40.828625.
const parts = {
  score: 40.828625,
  scoreAtLastEvent: 42.9775,
  decaySinceLastEvent: -2.148875,
  otherTypes: null,
  decayTotal: -3.0225,
  contributions: [
    { eventType: 'page_view', events: 1, delta: 1 },
    { eventType: 'form_submitted', events: 1, delta: 15 },
    { eventType: 'demo_requested', events: 1, delta: 30 },
  ],
};

describe('scoreSum', () => {
  it('adds every line up to the score', () => {
    const { sum, addsUp } = scoreSum(parts);
    expect(sum).toBeCloseTo(40.828625, 9);
    expect(addsUp).toBe(true);
  });

  it('puts the largest gain first', () => {
    expect(scoreSum(parts).gains.map(({ eventType }) => eventType)).toEqual([
      'demo_requested',
      'form_submitted',
      'page_view',
    ]);
  });

  it('says so when a line is missing', () => {
    expect(scoreSum({ ...parts, decayTotal: 0 }).addsUp).toBe(false);
    expect(scoreSum({ ...parts, contributions: parts.contributions.slice(1) }).addsUp).toBe(false);
  });

  it('counts the types that are told together', () => {
    const [pageView, ...others] = parts.contributions;
    const otherTypes = { types: 1, events: pageView!.events, delta: pageView!.delta };
    expect(scoreSum({ ...parts, contributions: others, otherTypes }).addsUp).toBe(true);
    expect(scoreSum({ ...parts, contributions: others }).addsUp).toBe(false);
  });

  it('holds for a lead without events', () => {
    expect(
      scoreSum({
        score: 0,
        scoreAtLastEvent: 0,
        decaySinceLastEvent: 0,
        decayTotal: 0,
        contributions: [],
        otherTypes: null,
      }),
    ).toEqual({ gains: [], sum: 0, addsUp: true });
  });
});

describe('scoreBefore', () => {
  it('undoes the step', () => {
    expect(scoreBefore({ scoreAfter: 42.9775, delta: 15, decayDelta: -3.0225 })).toBeCloseTo(31, 9);
    expect(scoreBefore({ scoreAfter: 0.3, delta: 0.3, decayDelta: 0 })).toBe(0);
  });
});

describe('isFloored', () => {
  it('is true only when points were swallowed', () => {
    expect(isFloored({ points: -20, delta: -5 })).toBe(true);
    expect(isFloored({ points: -20, delta: -20 })).toBe(false);
  });
});
