import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { HOSTILE_BYTES, HOSTILE_DOCUMENTS, HOSTILE_KEYS, HOSTILE_VALUES } from './hostile-json';

const CALLS = ['identify', 'track', 'page', 'screen', 'group', 'alias'] as const;
const FORMS = ['event', 'batch', ...CALLS, 'segment-batch'] as const;
type Form = (typeof FORMS)[number];

/** One event of a request, and what is done to it. Without harm it is valid and must be stored. */
interface Item {
  person: number;
  properties: Record<string, unknown>;
  agoMs: number;
  harm: Harm | null;
}

type Harm =
  /** Another value in one of its fields. */
  | { kind: 'value'; field: string; raw: string }
  /** One more field. */
  | { kind: 'key'; key: string; raw: string }
  /** Something else in its place. */
  | { kind: 'instead'; raw: string };

type Wrapping =
  | { kind: 'plain' | 'mark' | 'gzip' | 'gzip unlabelled' | 'deflate' | 'raw deflate' | 'brotli' | 'label only' }
  | { kind: 'cut' | 'cut gzip'; share: number }
  | { kind: 'flipped' | 'flipped gzip'; at: number[]; to: number[] }
  | { kind: 'instead'; bytes: Buffer; encoding: string | null };

export interface FuzzRequest {
  form: Form;
  items: Item[];
  wrapping: Wrapping;
  contentType: string | null;
}

/** A request as bytes, and what must come of it. */
export interface Rendered {
  path: string;
  headers: Record<string, string>;
  body: Buffer;
  /** Ids of valid events by their place. */
  valid: Map<number, string>;
  /** Whether the body as a whole is acceptable, so that the valid ones must be stored. */
  isAcceptable: boolean;
  isBatch: boolean;
  isSegment: boolean;
}

const BODY_BYTES_MAX = 500 * 1024;
const BATCH_EVENTS_MAX = 1_000;
const FIELDS: Record<'api' | 'segment', string[]> = {
  api: [
    'eventId',
    'type',
    'eventType',
    'leadId',
    'externalId',
    'userId',
    'email',
    'anonymousId',
    'timestamp',
    'occurredAt',
    'properties',
  ],
  segment: [
    'messageId',
    'type',
    'event',
    'userId',
    'anonymousId',
    'previousId',
    'groupId',
    'timestamp',
    'originalTimestamp',
    'sentAt',
    'properties',
    'traits',
    'context',
    'name',
    'integrations',
  ],
};
const CONTENT_TYPES = [
  'application/json',
  'text/plain',
  'text/plain;charset=UTF-8',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/json; charset=utf-16',
  'image/png',
  'x',
  null,
];
/** Zeros that unpack to many times what a body may hold: 64 MB, and twice packed. */
const BOMB = gzipSync(Buffer.alloc(64 * 1024 * 1024));
const BOMBS = [
  BOMB,
  gzipSync(BOMB),
  gzipSync(`{"events":[${' '.repeat(8 * 1024 * 1024)}]}`),
  brotliCompressSync(Buffer.alloc(64 * 1024 * 1024)),
  deflateSync(Buffer.alloc(16 * 1024 * 1024)),
];

const someRaw = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...HOSTILE_VALUES) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 6, stringUnit: 'binary' }).map((value) => JSON.stringify(value)) },
);

const someHarm: fc.Arbitrary<Harm> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('value' as const),
      field: fc.constantFrom(...FIELDS.api, ...FIELDS.segment),
      raw: someRaw,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('key' as const), key: fc.constantFrom(...HOSTILE_KEYS), raw: someRaw }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('instead' as const), raw: someRaw }) },
);

const somePlainValue = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
);

const someItem: fc.Arbitrary<Item> = fc.record({
  person: fc.nat(200),
  properties: fc.dictionary(
    fc.string({ unit: 'grapheme', maxLength: 20 }),
    fc.oneof(somePlainValue, fc.array(somePlainValue, { maxLength: 5 })),
    { maxKeys: 5 },
  ),
  agoMs: fc.nat(60 * 86_400_000),
  harm: fc.option(someHarm, { freq: 1 }),
});

const someWrapping: fc.Arbitrary<Wrapping> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'plain' as const,
        'plain' as const,
        'plain' as const,
        'gzip' as const,
        'gzip unlabelled' as const,
        'mark' as const,
        'deflate' as const,
        'raw deflate' as const,
        'brotli' as const,
        'label only' as const,
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('cut' as const, 'cut gzip' as const),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('flipped' as const, 'flipped gzip' as const),
      at: fc.array(fc.nat(100_000), { minLength: 1, maxLength: 8 }),
      to: fc.array(fc.nat(255), { minLength: 8, maxLength: 8 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('instead' as const),
      bytes: fc.oneof(
        { weight: 6, arbitrary: fc.constantFrom(...HOSTILE_DOCUMENTS).map((text) => Buffer.from(text)) },
        { weight: 2, arbitrary: fc.constantFrom(...HOSTILE_BYTES) },
        { weight: 2, arbitrary: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)) },
        { weight: 1, arbitrary: fc.constantFrom(...BOMBS) },
      ),
      encoding: fc.constantFrom(null, 'gzip', 'br', 'deflate', 'zstd', 'gzip, gzip', 'identity', ''),
    }),
  },
);

export const someRequest: fc.Arbitrary<FuzzRequest> = fc
  .record({
    form: fc.constantFrom(...FORMS, 'batch' as const, 'segment-batch' as const, 'event' as const),
    items: fc.array(someItem, { minLength: 1, maxLength: 12 }),
    wrapping: someWrapping,
    contentType: fc.constantFrom(...CONTENT_TYPES),
  })
  .map((request) => (isBatch(request.form) ? request : { ...request, items: request.items.slice(0, 1) }));

/** @param nextId makes the ids of events; each is used once */
export function render(
  { form, items, wrapping, contentType }: FuzzRequest,
  nextId: () => string,
  nowMs: number,
): Rendered {
  const isSegment = form !== 'event' && form !== 'batch';
  const valid = new Map<number, string>();
  const texts = items.map((item, place) => {
    const id = nextId();
    if (item.harm === null) valid.set(place, id);
    const call = isSegment
      ? form === 'segment-batch'
        ? CALLS[item.person % CALLS.length]!
        : (form as (typeof CALLS)[number])
      : null;
    return harmed(call ? segmentMessage(call, id, item, nowMs) : apiEvent(id, item, nowMs), item.harm);
  });
  const field = form === 'batch' ? 'events' : 'batch';
  const json = Buffer.from(isBatch(form) ? `{"${field}":[${texts.join(',')}]}` : texts[0]!);
  const { body, encoding, isWhole } = wrapped(json, wrapping);
  return {
    path:
      form === 'event'
        ? '/api/events'
        : form === 'batch'
          ? '/api/events/batch'
          : form === 'segment-batch'
            ? '/v1/batch'
            : `/v1/${form}`,
    headers: {
      ...(contentType === null ? {} : { 'content-type': contentType }),
      ...(encoding === null ? {} : { 'content-encoding': encoding }),
    },
    body,
    valid,
    isAcceptable:
      isWhole && json.length <= BODY_BYTES_MAX && body.length <= BODY_BYTES_MAX && items.length <= BATCH_EVENTS_MAX,
    isBatch: isBatch(form),
    isSegment,
  };
}

function isBatch(form: Form): boolean {
  return form === 'batch' || form === 'segment-batch';
}

function apiEvent(eventId: string, { person, properties, agoMs }: Item, nowMs: number): Record<string, unknown> {
  return {
    eventId,
    type: person % 3 === 0 ? 'page_view' : 'signup',
    anonymousId: `visitor-${person}`,
    timestamp: new Date(nowMs - agoMs).toISOString(),
    properties,
  };
}

function segmentMessage(
  call: (typeof CALLS)[number],
  messageId: string,
  { person, properties, agoMs }: Item,
  nowMs: number,
): Record<string, unknown> {
  const message = {
    messageId,
    type: call,
    userId: `user-${person}`,
    anonymousId: `visitor-${person}`,
    timestamp: new Date(nowMs - agoMs).toISOString(),
  };
  if (call === 'track') return { ...message, event: 'signup', properties };
  if (call === 'identify') return { ...message, traits: { ...properties, email: `person-${person}@fuzz.example` } };
  if (call === 'group') return { ...message, groupId: `group-${person}`, traits: properties };
  if (call === 'alias') return { ...message, previousId: `former-${person}` };
  return { ...message, name: 'Home', properties };
}

/** As JSON text, because what hurts most cannot be said by an object: 1e999, half a surrogate pair, a name twice. */
function harmed(event: Record<string, unknown>, harm: Harm | null): string {
  if (harm === null) return JSON.stringify(event);
  if (harm.kind === 'instead') return harm.raw;
  const name = harm.kind === 'key' ? harm.key : JSON.stringify(harm.field);
  const rest =
    harm.kind === 'key' ? event : Object.fromEntries(Object.entries(event).filter(([field]) => field !== harm.field));
  return `${JSON.stringify(rest).slice(0, -1)},${name}:${harm.raw}}`;
}

function wrapped(json: Buffer, wrapping: Wrapping): { body: Buffer; encoding: string | null; isWhole: boolean } {
  switch (wrapping.kind) {
    case 'plain':
      return { body: json, encoding: null, isWhole: true };
    case 'mark':
      return { body: Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), json]), encoding: null, isWhole: true };
    case 'gzip':
      return { body: gzipSync(json, { level: 1 }), encoding: 'gzip', isWhole: true };
    case 'gzip unlabelled':
      return { body: gzipSync(json, { level: 1 }), encoding: null, isWhole: true };
    case 'deflate':
      return { body: deflateSync(json, { level: 1 }), encoding: 'deflate', isWhole: true };
    case 'raw deflate':
      return { body: deflateRawSync(json, { level: 1 }), encoding: 'deflate', isWhole: true };
    case 'brotli':
      return { body: brotliCompressSync(json, { params: { 1: 1 } }), encoding: 'br', isWhole: true };
    case 'label only':
      return { body: json, encoding: 'gzip', isWhole: true };
    case 'cut':
      return { body: json.subarray(0, Math.floor(json.length * wrapping.share)), encoding: null, isWhole: false };
    case 'cut gzip': {
      const packed = gzipSync(json, { level: 1 });
      return { body: packed.subarray(0, Math.floor(packed.length * wrapping.share)), encoding: 'gzip', isWhole: false };
    }
    case 'flipped':
      return { body: flipped(json, wrapping), encoding: null, isWhole: false };
    case 'flipped gzip':
      return { body: flipped(gzipSync(json, { level: 1 }), wrapping), encoding: 'gzip', isWhole: false };
    case 'instead':
      return { body: wrapping.bytes, encoding: wrapping.encoding, isWhole: false };
  }
}

function flipped(bytes: Buffer, { at, to }: { at: number[]; to: number[] }): Buffer {
  const changed = Buffer.from(bytes);
  for (const [n, place] of at.entries()) changed[place % changed.length] = to[n]!;
  return changed;
}
