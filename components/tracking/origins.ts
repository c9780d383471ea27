/** Origins as people type them, one a line: blank lines and doubles go, a slash at the end too, letters become small. */
export function parseOrigins(text: string): string[] {
  const lines = text
    .split(/[\n,]/)
    .map((line) => line.trim().replace(/\/+$/, '').toLowerCase())
    .filter((line) => line !== '');
  return [...new Set(lines)];
}

const ORIGIN = /^https?:\/\/[^/\s?#]+$/;
const MAX_ORIGINS = 50;

/** What is wrong with the list, naming the line; undefined when nothing is. */
export function originsProblem(text: string): string | undefined {
  const origins = parseOrigins(text);
  if (origins.length > MAX_ORIGINS) return `At most ${MAX_ORIGINS} origins.`;
  const wrong = origins.find((origin) => !ORIGIN.test(origin) || origin.length > 200);
  return wrong === undefined
    ? undefined
    : `“${wrong}” is not an origin. Write it like https://www.example.com, without a path.`;
}
