import { describe, expect, it } from 'vitest';
import { dayAndTime, exactMoment, timeOfDay, timeToSecond } from './moment-text';

const MOMENT = '2026-03-10T23:05:09.250Z';

describe('moments in a time zone', () => {
  it('shows the time of day there', () => {
    expect([timeOfDay(MOMENT, 'UTC'), timeOfDay(MOMENT, 'Asia/Kolkata')]).toEqual(['23:05', '04:35']);
  });

  it('shows the time to the second there', () => {
    expect(timeToSecond(MOMENT, 'Asia/Kolkata')).toBe('04:35:09');
  });

  it('shows the day there', () => {
    expect(dayAndTime(MOMENT, 'UTC')).toBe('10 Mar 2026, 23:05');
    expect(dayAndTime(MOMENT, 'Asia/Kolkata')).toBe('11 Mar 2026, 04:35');
  });

  it('names the time zone of an exact moment', () => {
    expect(exactMoment(MOMENT, 'UTC')).toBe('10 Mar 2026, 23:05:09 UTC');
  });
});
