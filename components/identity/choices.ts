export interface Choice {
  value: string;
  label: string;
}

const zones = (): string[] => ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];

/** Every time zone, the present value included even where this browser's list has another name for it. */
export function timeZoneChoices(present: string): Choice[] {
  const known = zones();
  const all = known.includes(present) ? known : [present, ...known];
  return all.map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }));
}

/** Every currency with its name, the present one included. */
export function currencyChoices(present: string): Choice[] {
  const names = new Intl.DisplayNames('en', { type: 'currency' });
  const known = Intl.supportedValuesOf('currency');
  const all = known.includes(present) ? known : [present, ...known];
  return all.map((code) => ({ value: code, label: `${code} · ${names.of(code) ?? code}` }));
}

/** ISO 8601: Monday is 1. */
export const WEEK_STARTS: readonly Choice[] = [
  { value: '1', label: 'Monday' },
  { value: '7', label: 'Sunday' },
  { value: '6', label: 'Saturday' },
  { value: '2', label: 'Tuesday' },
  { value: '3', label: 'Wednesday' },
  { value: '4', label: 'Thursday' },
  { value: '5', label: 'Friday' },
];
