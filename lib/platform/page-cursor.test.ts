import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AppError, isAppError } from './errors';
import { decodeCursor, decodeIdCursor, encodeCursor, pageFrom } from './page-cursor';
import { uuidv7 } from './uuid';

const value = fc.oneof(
  fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0') && text.isWellFormed()),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (Object.is(number, -0) ? 0 : number)),
  fc.constant(null),
);

function refusal(work: () => unknown): AppError {
  try {
    work();
  } catch (error) {
    if (isAppError(error)) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('page cursor', () => {
  it('gives back what it was given', () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 5 }), (values) => {
        expect(decodeCursor(encodeCursor(values), values.length)).toEqual(values);
      }),
    );
  });

  it('is safe in a query string', () => {
    expect(encodeCursor(['ÿ?&=/+', 1.5, null])).toMatch(/^[A-Za-z0-9_-]+$/);
  });

  it.each([
    ['nothing', ''],
    ['text that is no base64', '%%%'],
    ['base64 that is no JSON', Buffer.from('{"a":').toString('base64url')],
    ['an object', Buffer.from('{"length":1}').toString('base64url')],
    ['another number of values', encodeCursor(['a', 'b'])],
    ['a nested value', Buffer.from('[["a"]]').toString('base64url')],
    ['a boolean', Buffer.from('[true]').toString('base64url')],
    ['a number beyond all bounds', Buffer.from('[1e999]').toString('base64url')],
    ['a NUL', encodeCursor(['\0'])],
    ['a lone surrogate', encodeCursor(['\ud800'])],
  ])('refuses %s', (_what, cursor) => {
    expect(refusal(() => decodeCursor(cursor, 1))).toMatchObject({ code: 'VALIDATION', field: 'cursor', status: 400 });
  });

  it('refuses any random text with the same error, or reads it, but never breaks', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 0, max: 4 }), (text, arity) => {
        try {
          expect(decodeCursor(text, arity)).toHaveLength(arity);
        } catch (error) {
          expect(error).toMatchObject({ code: 'VALIDATION', field: 'cursor' });
        }
      }),
    );
  });

  it('reads the cursor of a list ordered by id', () => {
    const id = uuidv7();
    expect(decodeIdCursor(undefined)).toBeNull();
    expect(decodeIdCursor(encodeCursor([id]))).toBe(id);
    expect(refusal(() => decodeIdCursor(encodeCursor(['1 or 1=1'])))).toMatchObject({ field: 'cursor' });
    expect(refusal(() => decodeIdCursor(encodeCursor([7])))).toMatchObject({ field: 'cursor' });
  });
});

describe('a page', () => {
  const read = (count: number) => Array.from({ length: count }, (_, index) => ({ id: index }));
  const shape = { item: (row: { id: number }) => row.id, cursor: (row: { id: number }) => [row.id] };

  it('ends when no row is left over', () => {
    expect(pageFrom(read(0), 2, shape)).toEqual({ items: [], nextCursor: null });
    expect(pageFrom(read(2), 2, shape)).toEqual({ items: [0, 1], nextCursor: null });
  });

  it('continues after its last row', () => {
    expect(pageFrom(read(3), 2, shape)).toEqual({ items: [0, 1], nextCursor: encodeCursor([1]) });
  });
});
