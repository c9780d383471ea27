import { type DecaySettings, decay, MS_PER_DAY } from './decay';

export interface FadePoint {
  /** Days since the last event. */
  day: number;
  /** What is left of 100 points. */
  left: number;
}

/** How 100 points fade over `days` days of silence, one point a day plus the end of the grace period. */
export function fadeCurve(settings: DecaySettings, days: number): FadePoint[] {
  const marks = new Set(Array.from({ length: days + 1 }, (_, day) => day));
  if (settings.graceDays > 0 && settings.graceDays < days) marks.add(settings.graceDays);
  return [...marks].sort((a, b) => a - b).map((day) => ({ day, left: leftOf100(day, settings) }));
}

export function leftOf100(day: number, settings: DecaySettings): number {
  return 100 * decay(day * MS_PER_DAY, settings);
}

/** Days of silence after which half of a score is gone: `graceDays + ln 0.5 / ln decayPerDay`; null when it never is. */
export function halfLifeDays({ decayPerDay, graceDays }: DecaySettings): number | null {
  return decayPerDay >= 1 ? null : graceDays + Math.log(0.5) / Math.log(decayPerDay);
}

const short = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

/** What the two decay settings mean, in sentences. */
export function fadeInWords(settings: DecaySettings): string {
  const { decayPerDay, graceDays } = settings;
  const half = halfLifeDays(settings);
  if (half === null) return 'Scores never fade: silence of any length leaves them as they are.';
  const start =
    graceDays === 0
      ? 'A score starts to fade with the last event'
      : `A score stays whole for ${daysInWords(graceDays)} after the last event`;
  const loss = short.format((1 - decayPerDay) * 100);
  return (
    `${start}${graceDays === 0 ? ' and' : ', then'} loses ${loss} % a day. ` +
    `Of 100 points ${short.format(leftOf100(14, settings))} are left after 14 days of silence and ` +
    `${short.format(leftOf100(30, settings))} after 30; half are gone after ${daysInWords(half)}.`
  );
}

function daysInWords(days: number): string {
  const text = short.format(days);
  return `${text} ${text === '1' ? 'day' : 'days'}`;
}
