import { describe, expect, it } from 'vitest';
import { formatScore, formatScoreChange, formatScoreExactly } from './score-text';

describe('formatScore', () => {
  it('keeps one decimal, also for whole numbers', () => {
    expect([0, 42, 42.06, 9999.94].map(formatScore)).toEqual(['0.0', '42.0', '42.1', '9,999.9']);
  });

  it('shortens what is large', () => {
    expect([12_345.6, 1_240_000].map(formatScore)).toEqual(['12,346', '1.2M']);
  });

  it('never shows minus zero', () => {
    expect(formatScore(-0.01)).toBe('0.0');
  });
});

describe('formatScoreChange', () => {
  it('carries the sign', () => {
    expect([10, -3.25, 0, -0.001].map(formatScoreChange)).toEqual(['+10.00', '−3.25', '0.00', '0.00']);
  });
});

describe('formatScoreExactly', () => {
  it('keeps two decimals', () => {
    expect([1234.5, 69.8337].map(formatScoreExactly)).toEqual(['1,234.50', '69.83']);
  });
});
