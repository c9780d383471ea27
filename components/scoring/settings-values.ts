import type { DecaySettings } from './decay';

export interface ScoringSettings extends DecaySettings {
  warmAt: number;
  hotAt: number;
  qualifiedAt: number;
}

/** The settings as they stand in the form. Decay is asked for as what a day takes, in percent. */
export interface SettingsValues {
  warmAt: string;
  hotAt: string;
  qualifiedAt: string;
  lostPerDayPercent: string;
  graceDays: string;
}

export function settingsValues({
  warmAt,
  hotAt,
  qualifiedAt,
  decayPerDay,
  graceDays,
}: ScoringSettings): SettingsValues {
  return {
    warmAt: String(warmAt),
    hotAt: String(hotAt),
    qualifiedAt: String(qualifiedAt),
    lostPerDayPercent: String(rounded((1 - decayPerDay) * 100)),
    graceDays: String(graceDays),
  };
}

export function settingsInput(values: SettingsValues): ScoringSettings {
  return {
    warmAt: numberOf(values.warmAt),
    hotAt: numberOf(values.hotAt),
    qualifiedAt: numberOf(values.qualifiedAt),
    decayPerDay: rounded(1 - numberOf(values.lostPerDayPercent) / 100),
    graceDays: numberOf(values.graceDays),
  };
}

/** Bounds of the figures as they are typed; the contract's, with decay as what a day takes. */
export const BOUNDS = {
  warmAt: [1, 1_000_000],
  hotAt: [1, 1_000_000],
  qualifiedAt: [1, 1_000_000],
  lostPerDayPercent: [0, 50],
  graceDays: [0, 365],
} as const satisfies Record<keyof SettingsValues, readonly [number, number]>;

/** The settings as typed, or null while they are not valid. */
export function validSettings(values: SettingsValues): ScoringSettings | null {
  const within = Object.entries(BOUNDS).every(([name, [min, max]]) => {
    const number = numberOf(values[name as keyof SettingsValues]);
    return number >= min && number <= max;
  });
  const settings = settingsInput(values);
  return within && settings.warmAt < settings.hotAt && settings.hotAt < settings.qualifiedAt ? settings : null;
}

/** A figure between two bounds, both included; else the message that says so. */
export function checkBetween([min, max]: readonly [number, number]) {
  const message = `A number from ${min.toLocaleString('en')} to ${max.toLocaleString('en')}.`;
  return (text: string): string | true => {
    const number = numberOf(text);
    return (number >= min && number <= max) || message;
  };
}

/** Says what is wrong when a threshold does not lie above the one before. */
export function checkRises(text: string, beforeText: string, before: string): string | true {
  return numberOf(text) > numberOf(beforeText) || `Must be more than ${before}.`;
}

function numberOf(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}

/** Percent and share are each other's complement; without rounding 5 % would come back as 5.000000000000004 %. */
function rounded(value: number): number {
  return Math.round(value * 1e9) / 1e9;
}
