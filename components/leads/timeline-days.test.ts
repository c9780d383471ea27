import { describe, expect, it } from 'vitest';
import { dayOf, groupByDay } from './timeline-days';

const NOW = Date.parse('2026-03-10T12:00:00Z');
const at = (...moments: string[]) => moments.map((occurredAt) => ({ occurredAt }));

describe('groupByDay', () => {
  it('names today, yesterday and days before', () => {
    const days = groupByDay(
      at(
        '2026-03-10T09:00:00Z',
        '2026-03-10T08:00:00Z',
        '2026-03-09T23:59:59Z',
        '2026-03-03T10:00:00Z',
        '2025-12-31T10:00:00Z',
      ),
      NOW,
      'UTC',
    );
    expect(days.map(({ heading, entries }) => [heading, entries.length])).toEqual([
      ['Today', 2],
      ['Yesterday', 1],
      ['Tuesday 3 March', 1],
      ['Wednesday 31 December 2025', 1],
    ]);
  });

  it('cuts the day where the time zone does', () => {
    const moments = at('2026-03-10T04:30:00Z', '2026-03-10T03:30:00Z');
    expect(groupByDay(moments, NOW, 'America/New_York').map(({ day }) => day)).toEqual(['2026-03-10', '2026-03-09']);
    expect(groupByDay(moments, NOW, 'UTC').map(({ day }) => day)).toEqual(['2026-03-10']);
  });

  it('keeps the order it was given and loses nothing', () => {
    const moments = at('2026-03-10T09:00:00Z', '2026-03-08T09:00:00Z', '2026-03-07T09:00:00Z');
    expect(groupByDay(moments, NOW, 'UTC').flatMap(({ entries }) => entries)).toEqual(moments);
  });
});

describe('dayOf', () => {
  it('is a calendar day in the time zone', () => {
    expect(dayOf(Date.parse('2026-01-01T00:30:00Z'), 'Pacific/Kiritimati')).toBe('2026-01-01');
    expect(dayOf(Date.parse('2026-01-01T00:30:00Z'), 'America/Los_Angeles')).toBe('2025-12-31');
  });
});
