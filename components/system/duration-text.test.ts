import { expect, it } from 'vitest';
import { bytesText, durationText } from './duration-text';

it.each([
  [0, '0 ms'],
  [999, '999 ms'],
  [3_240, '3.2 s'],
  [59_400, '59 s'],
  [60_000, '1 min'],
  [250_000, '4 min 10 s'],
  [11_100_000, '3 h 5 min'],
  [86_400_000, '1 day'],
  [187_200_000, '2 days 4 h'],
])('%d ms are %s', (ms, text) => expect(durationText(ms)).toBe(text));

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_500, '1.5 kB'],
  [123_456_789, '123 MB'],
  [2_400_000_000, '2.4 GB'],
])('%d bytes are %s', (bytes, text) => expect(bytesText(bytes)).toBe(text));
