const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const oneDigit = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/** 1,234 · 12.3 · from a million on 1.2M. */
export function formatNumber(value: number): string {
  if (Math.abs(value) >= 1_000_000) return compact.format(value);
  return Number.isInteger(value) ? whole.format(value) : oneDigit.format(value);
}

/** With its sign: +12.5, −3, 0. */
export function formatSigned(value: number): string {
  const rounded = Math.round(value * 10) / 10;
  if (rounded === 0) return '0';
  return `${rounded > 0 ? '+' : '−'}${formatNumber(Math.abs(rounded))}`;
}

/** The change against an earlier figure: a percentage, or the difference where the earlier one was zero. */
export function formatChange(value: number, before: number): string {
  if (before === 0) return formatSigned(value);
  const percent = ((value - before) / Math.abs(before)) * 100;
  if (Math.abs(percent) < 0.5) return '±0 %';
  return `${percent > 0 ? '+' : '−'}${whole.format(Math.abs(percent))} %`;
}
