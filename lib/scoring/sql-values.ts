/**
 * The text of an array whose elements need no quotes: UUIDs, numbers, truth values, names of stages. The driver would
 * look for quotes in each, and write out a Date in local time; with a thousand rows a statement that is felt.
 */
export function plainArray(values: readonly (string | number | boolean | null)[]): string {
  return `{${values.map((value) => value ?? 'null').join(',')}}`;
}

/** SQL: Unix milliseconds (float8) as a moment. */
export function momentOf(ms: string): string {
  return `to_timestamp(${ms} / 1000)`;
}

/** SQL: a moment as Unix milliseconds (float8, whole). */
export function msOf(moment: string): string {
  return `round(date_part('epoch', ${moment}) * 1000)`;
}
