/**
 * Text that the ledger can keep: at most `lengthMax` UTF-16 units, without NUL and without half surrogate pairs, which
 * cutting and decoding can make. Undefined for what is not text, and for nothing.
 */
export function clip(value: unknown, lengthMax: number): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  const cut = value.length <= lengthMax ? value : value.slice(0, lengthMax);
  return cut.replaceAll('\u0000', '').toWellFormed() || undefined;
}
