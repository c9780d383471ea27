import { DEPTH_MAX, EVENT_BYTES_MAX } from './event-sizes';
import { Refusal } from './refusal';

const TOO_DEEP = -1;
const NOT_FINITE = -2;
const NOT_TEXT = -3;

const MESSAGES: Record<number, string> = {
  [TOO_DEEP]: `is nested more than ${DEPTH_MAX} deep`,
  [NOT_FINITE]: 'is a number too large to be kept',
  [NOT_TEXT]: 'holds NUL or half of a surrogate pair, which cannot be stored',
};

/** Refuses an event that is too large, too deep, or holds a number or text that the ledger cannot keep. */
export function boundsRefusal(event: unknown, hasEscapes: boolean): Refusal | undefined {
  const bytes = weigh(event, 1, hasEscapes);
  if (bytes < 0) {
    const field = pathOf(event, bytes, hasEscapes) || 'event';
    return new Refusal(field, `${field} ${MESSAGES[bytes]}.`);
  }
  // The walk counts the most that every character may need; only what looks large by that is measured.
  if (bytes > EVENT_BYTES_MAX && Buffer.byteLength(JSON.stringify(event)) > EVENT_BYTES_MAX) {
    return new Refusal('event', `The event is larger than ${EVENT_BYTES_MAX / 1024} KB.`, 'PAYLOAD_TOO_LARGE');
  }
  return undefined;
}

/** @returns an upper bound of the bytes of `value` as compact JSON, or one of the problems above (negative) */
function weigh(value: unknown, depth: number, hasEscapes: boolean): number {
  if (typeof value === 'string') return hasEscapes && !isStorable(value) ? NOT_TEXT : 2 + 6 * value.length;
  if (typeof value === 'number') return Number.isFinite(value) ? 25 : NOT_FINITE;
  if (typeof value !== 'object' || value === null) return 5;
  if (depth > DEPTH_MAX) return TOO_DEEP;
  let sum = 2;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      const bytes = weigh(value[i], depth + 1, hasEscapes);
      if (bytes < 0) return bytes;
      sum += bytes + 1;
    }
    return sum;
  }
  for (const key in value) {
    if (hasEscapes && !isStorable(key)) return NOT_TEXT;
    const bytes = weigh((value as Record<string, unknown>)[key], depth + 1, hasEscapes);
    if (bytes < 0) return bytes;
    sum += bytes + 4 + 6 * key.length;
  }
  return sum;
}

function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\u0000');
}

/** Where the problem is, as a dotted path; walked again so that the events without one need not carry a path. */
function pathOf(value: unknown, problem: number, hasEscapes: boolean): string {
  let path = '';
  let current = value;
  for (let depth = 1; depth < DEPTH_MAX && typeof current === 'object' && current !== null; depth++) {
    const children: [string, unknown][] = Object.entries(current);
    const child = children.find(([, inner]) => weigh(inner, depth + 1, hasEscapes) === problem);
    if (!child || (hasEscapes && !isStorable(child[0]))) break;
    path += Array.isArray(current) ? `[${child[0]}]` : path === '' ? child[0] : `.${child[0]}`;
    current = child[1];
    if (path.length > 200) break;
  }
  // A copy, well-formed: a slice would keep the whole of a name alive, half a megabyte perhaps, as long as it is shown.
  return Buffer.from(path.slice(0, 200)).toString();
}
