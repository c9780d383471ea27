import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localTime, momentOfLocalTime } from './local-time';

const ZONES = ['UTC', 'Europe/Berlin', 'America/St_Johns', 'Asia/Kolkata', 'Pacific/Apia', 'Australia/Lord_Howe'];

describe('local time', () => {
  it('is what the clocks show there', () => {
    expect(localTime('2026-03-10T23:05:09.250Z', 'Asia/Kolkata')).toBe('2026-03-11T04:35');
    expect(localTime('2026-03-10T23:05:09.250Z', 'UTC')).toBe('2026-03-10T23:05');
  });

  it('leads back to the moment', () => {
    expect(momentOfLocalTime('2026-03-11T04:35', 'Asia/Kolkata')).toBe('2026-03-10T23:05:00.000Z');
    expect(momentOfLocalTime('2026-07-01T12:00', 'Europe/Berlin')).toBe('2026-07-01T10:00:00.000Z');
  });

  it('takes the first of an hour that comes twice, and goes on in one that is left out', () => {
    expect(momentOfLocalTime('2026-10-25T02:30', 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z');
    // 02:30 is not shown that day; half an hour after 02:00 it is 03:30.
    expect(momentOfLocalTime('2026-03-29T02:30', 'Europe/Berlin')).toBe('2026-03-29T01:30:00.000Z');
  });

  it('refuses what is no date and time', () => {
    for (const text of ['', '2026-03-10', 'tomorrow', '2026-13-40T25:99', '2026-03-10T14:05Z'])
      expect(momentOfLocalTime(text, 'UTC')).toBeNull();
  });

  it('has no words for what no field can hold', () => {
    expect(localTime('+275760-09-13T00:00:00.000Z', 'UTC')).toBe('');
    expect(localTime('9999-12-31T23:59:00.000Z', 'Pacific/Apia')).toBe('');
    expect(momentOfLocalTime('9999-12-31T23:59', 'Asia/Kolkata')).toBe('9999-12-31T18:29:00.000Z');
  });

  it('survives the way there and back to the minute, in every zone: 1,000 moments', () => {
    const minute = fc.integer({ min: 0, max: Date.UTC(2040, 0) / 60_000 });
    fc.assert(
      fc.property(minute, fc.constantFrom(...ZONES), (minutes, timeZone) => {
        const text = localTime(new Date(minutes * 60_000).toISOString(), timeZone);
        const back = momentOfLocalTime(text, timeZone)!;
        expect(localTime(back, timeZone)).toBe(text);
        expect(Date.parse(back)).toBeLessThanOrEqual(minutes * 60_000);
      }),
      { numRuns: 1_000 },
    );
  });
});
