import { describe, expect, it } from 'vitest';
import { dailyFinding, dailySummary } from './daily-finding';

/** Fourteen days that end on Tuesday 10 March 2026. */
function fortnight(events: number[]) {
  return events.map((count, index) => ({
    day: new Date(Date.UTC(2026, 1, 25 + index)).toISOString().slice(0, 10),
    events: count,
  }));
}

const rising = fortnight([10, 12, 3, 2, 11, 100, 14, 15, 16, 4, 3, 14, 125, 40]);

describe('dailyFinding', () => {
  it('compares yesterday with the same weekday a week before', () => {
    expect(dailyFinding(rising)).toBe('125 events yesterday, 25 % more than a week before');
  });

  it('does not read a drop into the unfinished day', () => {
    const steady = fortnight([9, 9, 9, 9, 9, 8, 9, 9, 9, 9, 9, 9, 8, 0]);
    expect(dailyFinding(steady)).toBe('8 events yesterday, as many as a week before');
  });

  it('says fewer, none before and nothing at all', () => {
    expect(dailyFinding(fortnight([0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 1, 0]))).toBe(
      '1 event yesterday, 75 % fewer than a week before',
    );
    expect(dailyFinding(fortnight([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 0]))).toBe(
      '5 events yesterday, none a week before',
    );
    expect(dailyFinding(fortnight(Array(14).fill(0)))).toBe('No events in the last 14 days');
  });

  it('greets the first day', () => {
    expect(dailyFinding(fortnight([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]))).toBe(
      '1 event today, the first of the last 14 days',
    );
  });
});

describe('dailySummary', () => {
  it('tells total, peak and today', () => {
    expect(dailySummary(rising)).toBe('369 events in 14 days; most on Mon 9 Mar (125); today so far 40.');
  });
});
