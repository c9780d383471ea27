import { describe, expect, it } from 'vitest';
import { indentJson } from './indent-json';

describe('indentJson', () => {
  it.each([
    [{}],
    [[]],
    ['text'],
    [{ a: { b: [1, 'two, {three}: "four"', null, true, -1.5e-7] }, empty: {}, none: [] }],
    [[[[1]], { 'a\\"b': 'ключ 🎈' }]],
  ])('says what JSON.stringify says: %j', (value) => {
    expect(indentJson(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2));
    expect(indentJson(JSON.stringify(value, null, 7))).toBe(JSON.stringify(value, null, 2));
  });

  it('shows what was cut wherever it was cut', () => {
    expect(indentJson('{"a":[1,{"b":"tex…')).toBe('{\n  "a": [\n    1,\n    {\n      "b": "tex…');
    const whole = JSON.stringify({ a: [1, { b: 'tex\\t' }], c: 'd' });
    for (let end = 0; end <= whole.length; end++) {
      const cut = whole.slice(0, end);
      expect(indentJson(cut).replace(/\s/g, '')).toBe(cut);
    }
  });

  it('keeps numbers as they came, and is not misled by what closes nothing', () => {
    expect(indentJson('{"a":1e999,"b":12345678901234567890}')).toBe('{\n  "a": 1e999,\n  "b": 12345678901234567890\n}');
    expect(indentJson(']}1')).toBe(']\n}1');
  });
});
