import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvLine, inertText } from './csv';
import { readCsv } from './testing/read-csv';

describe('inertText', () => {
  it.each([
    '=1+1',
    '=HYPERLINK("https://example.test","Ada")',
    "=cmd|' /C calc'!A0",
    '+1+1',
    '-1+1',
    '-',
    '@SUM(A1)',
    '\t=1',
    '\ttab',
    '\rreturn',
    '\nline',
    ' =1+1',
    '\u00a0=1',
    '\u200b=1',
    '\ufeff=1',
    '\u202e=1',
    '＝1+1',
    '＋1+1',
    '－1+1',
    '＠SUM(A1)',
    '﹦1',
    '⁺1',
    '−1+1',
    '+1-555-0100',
    '+49/30/1234',
    '-2+3',
    '+A1',
    '+49 30 =1',
    '+49 30 1234\n=1',
    '--1',
    '-1e5+A1',
  ])('marks %j', (text) => {
    expect(inertText(text)).toBe(`'${text}`);
  });

  it.each([
    '',
    ' ',
    'Ada',
    '-3.25',
    '+5',
    '-1,234.56',
    '-12%',
    '-1e-7',
    '1-2',
    '+49 30 901820',
    '+4930901820',
    '+49 (0)30 901820',
    '+1.555.0100',
    "'=1",
    'ada@example.com',
    'a=b',
    '"quoted"',
    'مرحبا',
    '😀 =1',
  ])('leaves %j', (text) => {
    expect(inertText(text)).toBe(text);
  });
});

const someText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.constantFrom('=', '+', '-', '@', '＝', '\t', '\r', '\n', '"', ',', ';', "'", ' ', '1', 'A', '😀', 'م'))
    .map((parts) => parts.join('')),
);

it('a strict reader finds in every cell what was put into it, but for the mark', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.array(someText, { maxLength: 20 }), (width, texts) => {
      const rows = Array.from({ length: Math.floor(texts.length / width) }, (_, n) =>
        texts.slice(n * width, (n + 1) * width),
      );
      const read = readCsv(rows.map(csvLine).join(''));
      expect(read.length).toBe(rows.length);
      for (const [n, row] of rows.entries())
        for (const [m, text] of row.entries()) expect([text, `'${text}`]).toContain(read[n]?.[m]);
    }),
    { numRuns: 1_000 },
  );
});

it('what is left without the mark begins with no sign of a formula, or holds nothing but a number', () => {
  fc.assert(
    fc.property(someText, (text) => {
      fc.pre(inertText(text) === text);
      const isNumber = /^[+-]\d[\d .,()%eE+-]*$/.test(text);
      expect(isNumber || !/^(\s*[=+\-@＝]|[\t\r\n])/.test(text)).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

it('writes numbers as they are and nothing as an empty cell', () => {
  expect(csvLine([-3.5, null, 'a "b"', 'c\r\nd'])).toBe('"-3.5","","a ""b""","c\r\nd"\r\n');
});
