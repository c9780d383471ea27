import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { boundsRefusal } from './bounds';

/** An event with objects nested `depth` deep, itself counted. */
function nested(depth: number): object {
  let value: object = {};
  for (let i = 1; i < depth; i++) value = i % 2 ? { inner: value } : { list: [value] }.list;
  return value;
}

const refusalOf = (json: string) => boundsRefusal(JSON.parse(json), json.includes('\\u'));

describe('depth', () => {
  test('32 is taken, 33 is not', () => {
    expect(boundsRefusal(nested(32), false)).toBeUndefined();
    expect(boundsRefusal(nested(33), false)).toMatchObject({ code: 'VALIDATION' });
  });

  test('a hundred thousand brackets are refused, not fallen over', () => {
    expect(refusalOf(`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`)).toMatchObject({ code: 'VALIDATION' });
  });
});

describe('numbers and text', () => {
  test.each([
    ['{"properties":{"amount":1e999}}', 'properties.amount'],
    ['{"properties":{"list":[1,-1e999]}}', 'properties.list[1]'],
    ['{"name":"a\\u0000b"}', 'name'],
    ['{"properties":{"half":"\\ud800"}}', 'properties.half'],
    ['{"properties":{"half":"\\udc00\\ud800"}}', 'properties.half'],
    ['{"properties":{"\\u0000":1}}', 'properties'],
    ['{"\\udfff":1}', 'event'],
  ])('%s is refused at %s', (json, field) => {
    expect(refusalOf(json)).toMatchObject({ code: 'VALIDATION', field });
  });

  test.each(['{"a":"\\u00e9\\ud83d\\ude00"}', '{"a":"é😀","b":1e308,"c":-0,"d":null,"e":[true]}', '{"a":"\\\\u0000"}'])(
    '%s is taken',
    (json) => {
      expect(refusalOf(json)).toBeUndefined();
    },
  );

  test('without escapes in the body nothing unstorable can be missed', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json = JSON.stringify({ value });
        const careless = boundsRefusal(JSON.parse(json), json.includes('\\u'));
        const careful = boundsRefusal(JSON.parse(json), true);
        return (careless === undefined) === (careful === undefined);
      }),
    );
  });
});

describe('size', () => {
  const eventOf = (bytes: number) => ({ text: 'x'.repeat(bytes - '{"text":""}'.length) });

  test('32 KB of compact JSON are taken, a byte more is not', () => {
    expect(boundsRefusal(eventOf(32_768), false)).toBeUndefined();
    expect(boundsRefusal(eventOf(32_769), false)).toMatchObject({ code: 'PAYLOAD_TOO_LARGE', field: 'event' });
  });

  test('bytes count, not characters', () => {
    expect(boundsRefusal({ text: 'é'.repeat(16_370) }, false)).toBeUndefined();
    expect(boundsRefusal({ text: 'é'.repeat(16_385) }, false)).toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
    expect(boundsRefusal({ text: '\u0001'.repeat(5_470) }, true)).toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
  });

  test('many small members count like one large one', () => {
    const wide = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`key${i}`, i]));
    expect(Buffer.byteLength(JSON.stringify(wide))).toBeGreaterThan(32_768);
    expect(boundsRefusal(wide, false)).toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
    expect(boundsRefusal({ list: Array.from({ length: 20_000 }, () => 1) }, false)).toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
    });
  });

  test('whatever is too large as JSON is found to be', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.string({ unit: 'binary', maxLength: 3_000 }),
            fc.double({ noNaN: true, noDefaultInfinity: true }),
            fc.jsonValue(),
          ),
          { maxLength: 40 },
        ),
        (list) => {
          const event = JSON.parse(
            JSON.stringify({
              list: list.map((x) => (typeof x === 'string' ? x.toWellFormed().replaceAll('\0', '') : x)),
            }),
          );
          const refusal = boundsRefusal(event, true);
          if (refusal && refusal.code !== 'PAYLOAD_TOO_LARGE') return true;
          return Buffer.byteLength(JSON.stringify(event)) > 32_768 === (refusal !== undefined);
        },
      ),
    );
  });
});
