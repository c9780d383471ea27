import { describe, expect, it } from 'vitest';
import { scoringSettingsSchema } from '@/lib/scoring/contract';
import { checkBetween, checkRises, settingsInput, settingsValues, validSettings } from './settings-values';

const settings = { warmAt: 30, hotAt: 60, qualifiedAt: 100, decayPerDay: 0.95, graceDays: 7 };

describe('scoring settings in their form', () => {
  it('ask for what a day takes, in percent', () => {
    expect(settingsValues(settings)).toMatchObject({ lostPerDayPercent: '5', graceDays: '7' });
  });

  it('come back as they were', () => {
    for (const decayPerDay of [0.5, 0.9, 0.95, 0.985, 0.999, 1])
      expect(settingsInput(settingsValues({ ...settings, decayPerDay }))).toEqual({ ...settings, decayPerDay });
  });

  it('are valid only when thresholds rise and figures are within bounds', () => {
    const values = settingsValues(settings);
    expect(validSettings(values)).toEqual(settings);
    expect(validSettings({ ...values, hotAt: '30' })).toBeNull();
    expect(validSettings({ ...values, lostPerDayPercent: '60' })).toBeNull();
    expect(validSettings({ ...values, graceDays: '' })).toBeNull();
  });
});

describe('validSettings', () => {
  it('takes and refuses what the contract does', () => {
    const figures = ['', '0', '1', '50', '50.5', '100', '365', '366', '1000000', '1000001', 'x', '-1'];
    const names = ['warmAt', 'hotAt', 'qualifiedAt', 'lostPerDayPercent', 'graceDays'] as const;
    for (const name of names)
      for (const figure of figures) {
        const values = { ...settingsValues(settings), [name]: figure };
        const { success } = scoringSettingsSchema.safeParse(settingsInput(values));
        expect([name, figure, validSettings(values) !== null]).toEqual([name, figure, success]);
      }
  });
});

describe('checks', () => {
  it('name the bounds', () => {
    const check = checkBetween([1, 1_000_000]);
    expect([check('1'), check('0'), check(''), check('1e7')]).toEqual([
      true,
      'A number from 1 to 1,000,000.',
      'A number from 1 to 1,000,000.',
      'A number from 1 to 1,000,000.',
    ]);
  });

  it('name the threshold below', () => {
    expect([checkRises('60', '30', 'warm'), checkRises('30', '30', 'warm')]).toEqual([true, 'Must be more than warm.']);
  });
});
