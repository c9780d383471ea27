import { DEPTH_MAX, EXCERPT_BYTES_MAX } from './event-sizes';

const REMOVED = '[removed]';
const CUT = '…';
/** What decoding puts in the place of bytes that are no text. */
const UNREADABLE = '\ufffd';
const UNREADABLE_SHARE_MAX = 0.1;
/** Names whose values are nobody's to read, without case and punctuation. */
const SECRET_NAME =
  /password|passwd|pwd|passphrase|secret|token|apikey|writekey|accesskey|privatekey|authorization|cookie|creditcard|cardnumber|cvv|cvc|iban|ssn/;
const NAME_LENGTH_MAX = 64;
/** The same inside text that is no JSON. Every repetition is bounded or leads forward only: the text is anybody's. */
const SECRET_PAIR =
  /((?:password|passwd|pwd|passphrase|secret|token|api[-_]?key|write[-_]?key|authorization|cookie|card[-_]?number|cvv|cvc|iban|ssn)[\w-]{0,20}["']?\s{0,5}[:=]\s{0,5})("(?:[^"\\]|\\.)*"?|'[^']*'?|[^\s,&}"']+)/gi;
const OUR_KEY = /tl_([wk])_[\w-]{8,}/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: These are what is looked for.
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

/**
 * A refused event as JSON text of at most `EXCERPT_BYTES_MAX` bytes of UTF-8, storable, and without secrets. Takes no
 * more time than its own length does, however large or deep the event is; numbers that are too large come back as 1e999.
 */
export function excerptOf(event: unknown): string {
  const text = jsonStart(event, EXCERPT_BYTES_MAX, isSecret);
  return cutAt(withoutOurKeys(text), EXCERPT_BYTES_MAX);
}

/** An event of the ledger as JSON text of at most `bytesMax` bytes of UTF-8. */
export function jsonCutAt(event: unknown, bytesMax: number): string {
  return cutAt(
    jsonStart(event, bytesMax, () => false),
    bytesMax,
  );
}

/** The same of a body that could not be understood, or was not read; null when it is no text. */
export function excerptOfBytes(bytes: Buffer): string | null {
  if (bytes.length === 0 || (bytes[0] === 0x1f && bytes[1] === 0x8b)) return null;
  // Room for what is cut out of it, and for half a character at the end.
  const text = bytes.toString('utf8', 0, 2 * EXCERPT_BYTES_MAX);
  const shown = withoutOurKeys(text.replace(SECRET_PAIR, `$1${REMOVED}`).replace(CONTROL, UNREADABLE));
  return share(shown, UNREADABLE) > UNREADABLE_SHARE_MAX ? null : cutAt(shown, EXCERPT_BYTES_MAX);
}

/** JSON of the first `room` UTF-16 units, or a little more. */
function jsonStart(event: unknown, room: number, isHidden: (name: string) => boolean): string {
  let text = '';
  const isFull = () => text.length > room;
  const write = (value: unknown, depth: number): void => {
    if (typeof value === 'string') text += JSON.stringify(value.slice(0, room - text.length + 1));
    else if (typeof value === 'number' && !Number.isFinite(value)) text += value > 0 ? '1e999' : '-1e999';
    else if (typeof value !== 'object' || value === null) text += JSON.stringify(value) ?? 'null';
    else if (depth > DEPTH_MAX) text += `"${CUT}"`;
    else if (Array.isArray(value)) {
      text += '[';
      for (let i = 0; i < value.length && !isFull(); i++) {
        if (i > 0) text += ',';
        write(value[i], depth + 1);
      }
      text += ']';
    } else {
      text += '{';
      let isFirst = true;
      for (const name in value) {
        if (isFull()) break;
        text += `${isFirst ? '' : ','}${JSON.stringify(name.slice(0, room - text.length + 1))}:`;
        isFirst = false;
        if (isHidden(name)) text += `"${REMOVED}"`;
        else if (!isFull()) write((value as Record<string, unknown>)[name], depth + 1);
      }
      text += '}';
    }
  };
  write(event, 1);
  return text;
}

function isSecret(name: string): boolean {
  return SECRET_NAME.test(
    name
      .slice(0, NAME_LENGTH_MAX)
      .toLowerCase()
      .replace(/[^a-z]/g, ''),
  );
}

/** Write keys and API keys give way to a word that says which of the two it was. */
export function withoutOurKeys(text: string): string {
  return text.replace(OUR_KEY, `tl_$1_${REMOVED}`);
}

/** A copy, so that no part keeps a whole body alive, well-formed and cut between two characters. */
function cutAt(text: string, bytesMax: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= bytesMax) return bytes.toString();
  let end = bytesMax - Buffer.byteLength(CUT);
  while ((bytes[end]! & 0xc0) === 0x80) end -= 1;
  return bytes.toString('utf8', 0, end) + CUT;
}

function share(text: string, character: string): number {
  return text === '' ? 0 : (text.split(character).length - 1) / text.length;
}
