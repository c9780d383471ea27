import { describe, expect, it } from 'vitest';
import { fadeCurve, fadeInWords, halfLifeDays } from './fade';

const seed = { decayPerDay: 0.95, graceDays: 7 };

describe('fadeCurve', () => {
  it('is whole through the grace period and then falls by the same share each day', () => {
    const curve = fadeCurve(seed, 10);
    expect(curve).toHaveLength(11);
    expect(curve.slice(0, 8).every(({ left }) => left === 100)).toBe(true);
    expect(curve[8]!.left).toBeCloseTo(95, 9);
    expect(curve[9]!.left).toBeCloseTo(90.25, 9);
    expect(curve[10]!.left).toBeCloseTo(85.7375, 9);
  });

  it('has its bend where a fractional grace period ends', () => {
    const curve = fadeCurve({ decayPerDay: 0.5, graceDays: 1.5 }, 3);
    expect(curve.map(({ day }) => day)).toEqual([0, 1, 1.5, 2, 3]);
    expect(curve[2]!.left).toBe(100);
    expect(curve[4]!.left).toBeCloseTo(35.3553, 4);
  });
});

describe('halfLifeDays', () => {
  it('counts from the last event', () => {
    // 7 + ln 0.5 / ln 0.95 = 7 + 13.5134
    expect(halfLifeDays(seed)).toBeCloseTo(20.5134, 4);
    expect(halfLifeDays({ decayPerDay: 0.5, graceDays: 0 })).toBeCloseTo(1, 9);
  });

  it('never comes without decay', () => {
    expect(halfLifeDays({ decayPerDay: 1, graceDays: 7 })).toBeNull();
  });
});

describe('fadeInWords', () => {
  it('says what the numbers mean', () => {
    expect(fadeInWords(seed)).toBe(
      'A score stays whole for 7 days after the last event, then loses 5 % a day. ' +
        'Of 100 points 69.8 are left after 14 days of silence and 30.7 after 30; half are gone after 20.5 days.',
    );
  });

  it('knows no grace and no decay', () => {
    expect(fadeInWords({ decayPerDay: 0.5, graceDays: 0 })).toMatch(
      /^A score starts to fade with the last event and loses 50 % a day.*half are gone after 1 day\.$/,
    );
    expect(fadeInWords({ decayPerDay: 1, graceDays: 3 })).toMatch(/^Scores never fade/);
  });
});
