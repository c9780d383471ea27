import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { encodeCursor } from '@/lib/platform/page-cursor';

/** The part of JSON Schema that the contracts use. */
export interface Schema {
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  anyOf?: Schema[];
  items?: Schema;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  maxItems?: number;
  pattern?: string;
  properties?: Record<string, Schema>;
  required?: string[];
}

export interface BadValue {
  what: string;
  /** Left out when it is undefined. */
  value: unknown;
}

export const inputSchema = (input: unknown): Schema =>
  input instanceof z.ZodType ? (z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }) as Schema) : {};

const OF_EACH_TYPE = {
  null: null,
  boolean: true,
  number: 12.5,
  string: 'word',
  array: [['word']],
  object: { word: 'word' },
};

/** Values that the schema does not take, each wrong in one way. */
export function badValues(name: string, schema: Schema, isRequired: boolean, inQuery: boolean): BadValue[] {
  const kinds = [schema, ...(schema.anyOf ?? [])];
  const list = kinds.flatMap((kind) => [...stringsFor(kind), ...numbersFor(kind, inQuery), ...listsFor(kind)]);
  if (name === 'cursor') list.push(...BAD_CURSORS);
  if (isRequired) list.push({ what: 'missing', value: undefined });
  return [...list, ...(inQuery ? [] : wrongTypes(kinds))];
}

function wrongTypes(kinds: Schema[]): BadValue[] {
  const taken = new Set(kinds.flatMap((kind) => kind.type ?? []).map((type) => (type === 'integer' ? 'number' : type)));
  return Object.entries(OF_EACH_TYPE)
    .filter(([type]) => !taken.has(type))
    .map(([type, value]) => ({ what: type, value }));
}

function stringsFor({ type, format, enum: values, maxLength, pattern }: Schema): BadValue[] {
  if (type !== 'string') return [];
  const list: BadValue[] = [
    { what: 'with NUL', value: 'a\u0000b' },
    { what: 'too long', value: 'x'.repeat((maxLength ?? 9_000) + 1) },
  ];
  if (values) list.push({ what: 'no such choice', value: 'no_such_choice' });
  if (pattern) list.push({ what: 'of another form', value: ' !' });
  if (format === 'uuid')
    list.push(
      ...['not-an-id', `${randomUUID().slice(0, -1)}g`, "' or true --"].map((value) => ({ what: 'no UUID', value })),
    );
  if (format === 'date-time')
    list.push(
      ...['yesterday', '2026-02-30T00:00:00Z', '2026-01-01', '12'].map((value) => ({ what: 'no moment', value })),
    );
  if (format === 'email')
    list.push(...['nobody', 'a b@example.test', 'a@'].map((value) => ({ what: 'no address', value })));
  return list;
}

function numbersFor({ type, minimum, maximum }: Schema, inQuery: boolean): BadValue[] {
  if (type !== 'integer' && type !== 'number') return [];
  const list: BadValue[] = [];
  if (minimum !== undefined) list.push({ what: 'too small', value: minimum - 1 });
  if (maximum !== undefined)
    list.push({ what: 'too large', value: maximum + 1 }, { what: 'far too large', value: 1e300 });
  if (type === 'integer') list.push({ what: 'no whole number', value: 1.5 });
  if (inQuery) list.push(...['many', '1e400', 'NaN', '1;2'].map((value) => ({ what: 'no number', value })));
  return list;
}

function listsFor({ type, maxItems, items }: Schema): BadValue[] {
  if (type !== 'array') return [];
  const list: BadValue[] = [{ what: 'list of null', value: [null] }];
  if (maxItems !== undefined)
    list.push({ what: 'too many', value: Array.from({ length: maxItems + 1 }, () => 'https://example.test') });
  if (items?.enum) list.push({ what: 'list of no such choice', value: ['no_such_choice'] });
  if (items?.type === 'object') list.push({ what: 'list of empty objects', value: [{}] });
  return list;
}

/** None of them was made by a list; some have the form of one. */
const BAD_CURSORS: BadValue[] = [
  'garbage',
  '%%%',
  'e30',
  Buffer.from('[').toString('base64url'),
  encodeCursor([]),
  encodeCursor([null]),
  encodeCursor(['x']),
  encodeCursor(['x', 'y', 'z']),
  encodeCursor([1e300, 1e300, randomUUID()]),
  encodeCursor([Date.now(), 'x', randomUUID()]),
  Buffer.from('[1e999,1,"x"]').toString('base64url'),
  Buffer.from('[{"a":1}]').toString('base64url'),
  Buffer.from('["\\u0000"]').toString('base64url'),
  'A'.repeat(500),
].map((value) => ({ what: `cursor ${value.slice(0, 20)}`, value }));
