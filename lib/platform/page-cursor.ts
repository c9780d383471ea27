import { AppError } from './errors';
import { isUuid } from './uuid';

export type CursorValue = string | number | null;

/** The sort values of the last row of a page, as the opaque text that asks for the rows after it. */
export function encodeCursor(values: CursorValue[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/**
 * The `arity` values that `encodeCursor` was given. They come from outside, so each list still checks that they
 * are of the kind its columns hold.
 * @throws AppError VALIDATION, field `cursor`
 */
export function decodeCursor(cursor: string, arity: number): CursorValue[] {
  const values = parse(cursor);
  if (!Array.isArray(values) || values.length !== arity || !values.every(isCursorValue)) throw refusedCursor();
  return values;
}

/** The cursor of a list that is ordered by id alone. @throws AppError VALIDATION, field `cursor` */
export function decodeIdCursor(cursor: string | undefined): string | null {
  if (cursor === undefined) return null;
  const [id] = decodeCursor(cursor, 1);
  if (!isUuid(id)) throw refusedCursor();
  return id;
}

/** Cuts what was read with a limit of `limit + 1` into one page; the row too many only says that there is more. */
export function pageFrom<Row, Item>(
  rows: Row[],
  limit: number,
  { item, cursor }: { item: (row: Row) => Item; cursor: (row: Row) => CursorValue[] },
): { items: Item[]; nextCursor: string | null } {
  const kept = rows.slice(0, limit);
  const last = kept.at(-1);
  return { items: kept.map(item), nextCursor: rows.length > limit && last ? encodeCursor(cursor(last)) : null };
}

/** Moments in cursors lie in the years 1 to 9999, which is what both JavaScript and the database can say. */
export function isCursorMoment(value: unknown): value is number {
  return typeof value === 'number' && value >= -62_135_596_800_000 && value <= 253_402_300_799_999;
}

export function refusedCursor(): AppError {
  return new AppError('VALIDATION', {
    field: 'cursor',
    message: 'This is not a cursor of this list; start again from its first page.',
  });
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

/** A NUL or a lone surrogate would only be refused later, by the database. */
function isCursorValue(value: unknown): value is CursorValue {
  if (typeof value === 'string') return !value.includes('\0') && value.isWellFormed();
  return value === null || (typeof value === 'number' && Number.isFinite(value));
}
