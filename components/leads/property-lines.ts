export interface PropertyLine {
  /** Dots reach inside, as in the conditions of scoring rules. */
  path: string;
  text: string;
}

const MAX_DEPTH = 6;
const MAX_CHARS = 2_000;

/**
 * Nested values as flat lines, in the order they came. Lists of plain values stay one line; below six levels the rest
 * is shown as JSON. Very long values are cut, and say so. At most `limit` lines; `left` counts the others.
 */
export function propertyLines(values: Record<string, unknown>, limit = 100): { lines: PropertyLine[]; left: number } {
  const all: PropertyLine[] = [];
  collect(values, '', 1, all);
  return { lines: all.slice(0, limit), left: Math.max(0, all.length - limit) };
}

function collect(values: Record<string, unknown>, prefix: string, depth: number, lines: PropertyLine[]): void {
  for (const [key, value] of Object.entries(values)) {
    const path = prefix === '' ? key : `${prefix}.${key}`;
    if (isRecord(value) && Object.keys(value).length > 0 && depth < MAX_DEPTH) collect(value, path, depth + 1, lines);
    else lines.push({ path, text: shortened(textOf(value)) });
  }
}

function shortened(text: string): string {
  const left = text.length - MAX_CHARS;
  return left <= 0 ? text : `${text.slice(0, MAX_CHARS)}… and ${left.toLocaleString('en')} more characters`;
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object')) return value.map(String).join(', ');
  return JSON.stringify(value) ?? '';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
