/** `event.data.a.b` as the way to a value; null for any other expression. */
export function eventPath(expression: string): string[] | null {
  const match = /^\s*event\.data((?:\.[A-Za-z_]\w*)+)\s*$/.exec(expression);
  return match ? match[1]!.slice(1).split('.') : null;
}

/** The path of `event.data.a == async.data.a`, the form in which `match` arrives; null for any other expression. */
export function matchPath(expression: string): string[] | null {
  const [left, right, ...more] = expression.split('==');
  if (left === undefined || right === undefined || more.length > 0) return null;
  const path = eventPath(left);
  return path && eventPath(right.replace(/^\s*async\./, 'event.'))?.join('.') === path.join('.') ? path : null;
}

/** The value at a path; undefined where there is none. Own properties only. */
export function valueAt(data: unknown, path: string[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Record<string, unknown>)[key]
        : undefined,
    data,
  );
}
