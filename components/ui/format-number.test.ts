import { describe, expect, it } from 'vitest';
import { formatChange, formatNumber, formatSigned } from './format-number';

describe('formatNumber', () => {
  it.each([
    [0, '0'],
    [12.345, '12.3'],
    [1234, '1,234'],
    [999_999, '999,999'],
    [1_000_000, '1M'],
    [-2_540_000, '-2.5M'],
  ])('%d → %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });
});

describe('formatSigned', () => {
  it.each([
    [12.34, '+12.3'],
    [-3, '−3'],
    [0.04, '0'],
    [-0.04, '0'],
  ])('%d → %s', (value, text) => {
    expect(formatSigned(value)).toBe(text);
  });
});

describe('formatChange', () => {
  it('is a percentage, or the difference where there was nothing before', () => {
    const changes = [
      formatChange(138, 100),
      formatChange(50, 100),
      formatChange(100.2, 100),
      formatChange(7, 0),
      formatChange(0, 0),
    ];
    expect(changes).toEqual(['+38 %', '−50 %', '±0 %', '+7', '0']);
  });
});
