import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EXCERPT_BYTES_MAX } from './event-sizes';
import { excerptOf, excerptOfBytes, jsonCutAt } from './excerpt';

const KEY = `tl_w_${'k'.repeat(43)}`;

describe('excerptOf', () => {
  test('a small event is its compact JSON', () => {
    const event = { eventType: 'signup', properties: { seats: 5, tags: ['a', null, true], ключ: '🎈' } };
    expect(excerptOf(event)).toBe(JSON.stringify(event));
  });

  test('whatever JSON there is, the excerpt is bounded, storable, and the beginning of it', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 40, stringUnit: 'binary' }), (value) => {
        const excerpt = excerptOf({ value });
        expect(Buffer.byteLength(excerpt)).toBeLessThanOrEqual(EXCERPT_BYTES_MAX);
        expect(excerpt.isWellFormed()).toBe(true);
        expect(excerpt).not.toContain('\u0000');
        if (!excerpt.endsWith('…')) expect(JSON.parse(excerpt)).toEqual(JSON.parse(JSON.stringify({ value })));
      }),
      { numRuns: 500 },
    );
  });

  test('a long one is cut between two characters, and says so', () => {
    for (const filler of ['x', 'é', '漢', '🎈'])
      for (let offset = 0; offset < 4; offset++) {
        const excerpt = excerptOf({ [`n${'o'.repeat(offset)}`]: filler.repeat(5_000) });
        const bytes = Buffer.byteLength(excerpt);
        expect(bytes).toBeLessThanOrEqual(EXCERPT_BYTES_MAX);
        expect(bytes).toBeGreaterThan(EXCERPT_BYTES_MAX - 8);
        expect(excerpt).toMatch(/…$/);
        expect(excerpt).not.toContain('\ufffd');
      }
  });

  test('depth without an end, and numbers too large, are shown and not followed', () => {
    let deep: unknown = 1;
    for (let i = 0; i < 100_000; i++) deep = [deep];
    expect(excerptOf(deep)).toBe(`${'['.repeat(32)}"…"${']'.repeat(32)}`);
    expect(excerptOf(JSON.parse('{"a":1e999,"b":-1e999}'))).toBe('{"a":1e999,"b":-1e999}');
  });

  test('takes no longer for what is large', () => {
    const event = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`name-${i}`, 'x'.repeat(20)]));
    const beganMs = performance.now();
    for (let i = 0; i < 50; i++) excerptOf({ list: Array(50_000).fill('x'), text: 'x'.repeat(400_000), event });
    expect(performance.now() - beganMs).toBeLessThan(1_000);
  });

  test.each([
    [{ password: 'hunter2' }, '{"password":"[removed]"}'],
    [{ 'Api-Key': 'hunter2', plan: 'team' }, '{"Api-Key":"[removed]","plan":"team"}'],
    [{ properties: { card_number: { at: 'hunter2' } } }, '{"properties":{"card_number":"[removed]"}}'],
    [{ writeKey: KEY }, '{"writeKey":"[removed]"}'],
    [{ note: `sent with ${KEY}` }, '{"note":"sent with tl_w_[removed]"}'],
    [{ [KEY]: 1 }, '{"tl_w_[removed]":1}'],
  ])('shows no secret: %j', (event, excerpt) => {
    expect(excerptOf(event)).toBe(excerpt);
  });
});

describe('excerptOfBytes', () => {
  const of = (text: string) => excerptOfBytes(Buffer.from(text));

  test('text that is no JSON stays as it came', () => {
    expect(of('{"type":"signup",\n  <b>oops</b>')).toBe('{"type":"signup",\n  <b>oops</b>');
  });

  test('is bounded and storable, wherever it is cut', () => {
    for (let offset = 0; offset < 4; offset++) {
      const excerpt = of(`${'x'.repeat(offset)}${'🎈'.repeat(5_000)}`)!;
      expect(Buffer.byteLength(excerpt)).toBeLessThanOrEqual(EXCERPT_BYTES_MAX);
      expect(excerpt).toMatch(/🎈…$/u);
    }
    expect(of('a\u0000b and some more text')).toBe('a\ufffdb and some more text');
  });

  test('what is no text is not shown', () => {
    expect(excerptOfBytes(Buffer.alloc(0))).toBeNull();
    expect(excerptOfBytes(Buffer.from([0x1f, 0x8b, 8, 0]))).toBeNull();
    expect(excerptOfBytes(Buffer.from(Array.from({ length: 500 }, (_, i) => (i * 37) % 256)))).toBeNull();
  });

  test.each([
    ['{"password":"hunter2", oops', '{"password":[removed], oops'],
    ['{"user_password" : "a\\"hunter2', '{"user_password" : [removed]'],
    ['password=hunter2&plan=team', 'password=[removed]&plan=team'],
    [`{"writeKey":"${KEY}",`, '{"writeKey":[removed],'],
    [`broken ${KEY}`, 'broken tl_w_[removed]'],
  ])('shows no secret: %s', (text, excerpt) => {
    expect(of(text)).toBe(excerpt);
  });

  test('hostile text costs no time', () => {
    const beganMs = performance.now();
    for (const piece of ['password', 'password"', 'token ', '"\\', 'tl_w_', 'password:"\\"'])
      of(piece.repeat(100_000 / piece.length));
    expect(performance.now() - beganMs).toBeLessThan(500);
  });
});

test('an event of the ledger is shown whole, up to its bound', () => {
  expect(jsonCutAt({ properties: { token: 'kept' } }, 8_192)).toBe('{"properties":{"token":"kept"}}');
  const cut = jsonCutAt({ text: 'é'.repeat(9_000) }, 8_192);
  expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(8_192);
  expect(cut).toMatch(/é…$/);
});
