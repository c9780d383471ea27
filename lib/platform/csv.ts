/** A file that begins with it is read as UTF-8 by a spreadsheet, which otherwise takes the letters of its own country. */
export const BYTE_ORDER_MARK = '\ufeff';

/** One record of RFC 4180: every cell in quotes, ended by CR LF; in a spreadsheet no cell is a formula. */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map((cell) => `"${inertText(String(cell ?? '')).replaceAll('"', '""')}"`).join(',')}\r\n`;
}

/** Behind anything that is not seen: a spreadsheet passes over blanks before it looks for a formula. */
const FIRST_SEEN = /[^\p{White_Space}\p{Cc}\p{Cf}]/u;
const NUMBER = /^[+-]?\d+(?:[.,]\d+)*(?:[eE][+-]?\d+)?%?$/;
/** Without dash and slash, which a spreadsheet would take for arithmetic: `+1-555-0100` would show as −654. */
const PHONE = /^\+\d[\d .()]*$/;

/**
 * Text such that a spreadsheet shows it and runs nothing: an apostrophe stands before what begins like a formula, with
 * `= + - @` in any of Unicode's forms, and before what begins with tab, CR or LF. Numbers, and phone numbers of digits,
 * blanks, dots and brackets, stay as they are.
 */
export function inertText(text: string): string {
  if (NUMBER.test(text) || PHONE.test(text)) return text;
  const first = FIRST_SEEN.exec(text)?.[0].normalize('NFKC') ?? '';
  return /^[\t\r\n]/.test(text) || /^[=+\-@\u2212]/.test(first) ? `'${text}` : text;
}
