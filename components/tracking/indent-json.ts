const INDENT = '  ';
/** A text (perhaps without its end), a sign, or anything else up to the next of those. */
const PART = /"(?:[^"\\]|\\.)*"?|[{}[\],:]|[^\s"{}[\],:]+/gs;

/** JSON text with each value on a line of its own, also where it was cut in the middle. Only the space between changes. */
export function indentJson(text: string): string {
  let out = '';
  let depth = 0;
  let before = '';
  for (const [part] of text.matchAll(PART)) {
    const opened = before === '{' || before === '[';
    const closes = part === '}' || part === ']';
    if (closes) depth = Math.max(0, depth - 1);
    if (before !== '' && (closes ? !opened : opened || before === ',')) out += `\n${INDENT.repeat(depth)}`;
    if (part === '{' || part === '[') depth += 1;
    out += part === ':' ? ': ' : part;
    before = part;
  }
  return out;
}
