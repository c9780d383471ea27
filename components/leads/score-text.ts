const oneDecimal = new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const twoDecimals = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/** A score or points as lists show them: 42.0 · from ten thousand on 12,346 · from a million on 1.2M. */
export function formatScore(value: number): string {
  const size = Math.abs(value);
  if (size >= 1_000_000) return compact.format(value);
  if (size >= 10_000) return whole.format(value);
  return oneDecimal.format(Math.round(value * 10) === 0 ? 0 : value);
}

/** To the hundredth, for lines that are added up. */
export function formatScoreExactly(value: number): string {
  return twoDecimals.format(Math.round(value * 100) === 0 ? 0 : value);
}

/** A change with its sign, to the hundredth: +10.00, −3.25, 0.00. */
export function formatScoreChange(value: number): string {
  const text = formatScoreExactly(Math.abs(value));
  if (Math.round(value * 100) === 0) return text;
  return `${value > 0 ? '+' : '−'}${text}`;
}
