import { describe, expect, it } from 'vitest';
import { relativeTime } from './relative-time';

const NOW = Date.parse('2026-03-10T12:00:00Z');
const ago = (seconds: number) => relativeTime(NOW - seconds * 1000, NOW);

describe('relativeTime', () => {
  it('calls less than a minute either way now', () => {
    expect([ago(0), ago(59), ago(-59)]).toEqual(['just now', 'just now', 'just now']);
  });

  it('counts whole minutes, hours and days', () => {
    expect([ago(60), ago(3599), ago(3600), ago(86_399), ago(86_400)]).toEqual([
      '1 min ago',
      '59 min ago',
      '1 h ago',
      '23 h ago',
      '1 d ago',
    ]);
  });

  it('looks ahead too', () => {
    expect(ago(-7200)).toBe('in 2 h');
  });

  it('leaves far moments to a date', () => {
    expect([ago(30 * 86_400 - 1), ago(30 * 86_400)]).toEqual(['29 d ago', null]);
  });
});
