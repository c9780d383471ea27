import { describe, expect, it } from 'vitest';
import { scoreLine, scoreLineInWords } from './score-line';

const settings = { decayPerDay: 0.95, graceDays: 7 };
const DAY = 86_400_000;
const start = Date.parse('2026-01-01T00:00:00Z');
const iso = (day: number) => new Date(start + day * DAY).toISOString();

// 31 on day 0; on day 9 two days past the grace period leave 27.9775, and 15 are added.
const demo = { eventId: 'a', occurredAt: iso(0), decayDelta: 0, delta: 31, scoreAfter: 31 };
const form = { eventId: 'b', occurredAt: iso(9), decayDelta: -3.0225, delta: 15, scoreAfter: 42.9775 };
const newestFirst = [form, demo];

describe('scoreLine', () => {
  it('rises at each event and bends where the grace period ends', () => {
    const line = scoreLine(newestFirst, start + 9 * DAY, settings);
    expect(line.map(({ atMs }) => (atMs - start) / DAY)).toEqual([0, 0, 7, 8, 9, 9]);
    expect(line.map(({ eventId }) => eventId)).toEqual([undefined, 'a', undefined, undefined, undefined, 'b']);
    expect(line[2]!.score).toBe(31);
    expect(line[3]!.score).toBeCloseTo(29.45, 9);
    expect(line[4]!.score).toBeCloseTo(27.9775, 9);
  });

  it('goes on to now', () => {
    const line = scoreLine(newestFirst, start + 17 * DAY, settings);
    expect(line.at(-1)!.atMs).toBe(start + 17 * DAY);
    expect(line.at(-1)!.score).toBeCloseTo(40.828625, 9);
  });

  it('never goes back in time, and stays small over long silences', () => {
    const line = scoreLine(newestFirst, start + 3000 * DAY, settings);
    expect(line.length).toBeLessThan(60);
    expect(line.every((point, index) => index === 0 || point.atMs >= line[index - 1]!.atMs)).toBe(true);
  });

  it('joins the events when the settings are unknown', () => {
    expect(scoreLine(newestFirst, start + 17 * DAY, undefined).map(({ score }) => score)).toEqual([
      0,
      31,
      form.scoreAfter - form.delta,
      42.9775,
    ]);
  });

  it('is empty without history', () => {
    expect(scoreLine([], start, settings)).toEqual([]);
  });
});

describe('scoreLineInWords', () => {
  const day = (atMs: number) => `day ${(atMs - start) / DAY}`;

  it('tells start, end and peak', () => {
    expect(scoreLineInWords(scoreLine(newestFirst, start + 17 * DAY, settings), day)).toBe(
      '2 events from day 0 to day 17: the score went from 31 to 40.8, with its peak of 43 on day 9.',
    );
  });

  it('says when there is nothing', () => {
    expect(scoreLineInWords([], day)).toBe('No scored events yet.');
  });
});
