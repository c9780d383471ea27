import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readEventBody } from './event-body';
import { eventBodySchemaAt } from './event-body-schema';
import { Refusal } from './refusal';

const NOON = Date.UTC(2026, 2, 1, 12);
const DAY_MS = 86_400_000;
const LEAD = '01890A5D-AC96-774B-BCCE-B302099A8057';

function read(body: unknown) {
  const json = JSON.stringify(body);
  return readEventBody(JSON.parse(json), { receivedAtMs: NOON, backdatingDays: 90, hasEscapes: json.includes('\\u') });
}

describe('an event that is taken', () => {
  test('with every field', () => {
    const body = {
      eventId: 'e-1',
      eventType: 'signup',
      leadId: LEAD,
      externalId: 'x',
      userId: 'u',
      email: '  Ann@Example.COM ',
      anonymousId: 'a',
      timestamp: '2026-03-01T11:59:59.123Z',
      properties: { plan: 'team', nested: { list: [1, null, true] } },
    };
    expect(read(body)).toEqual({
      eventId: 'e-1',
      type: 'signup',
      identifiers: {
        leadId: LEAD.toLowerCase(),
        externalId: 'x',
        userId: 'u',
        email: 'ann@example.com',
        anonymousId: 'a',
      },
      occurredAtMs: NOON - 877,
      properties: body.properties,
      context: undefined,
    });
  });

  test('with the least: a type and one identifier', () => {
    expect(read({ type: 'note', userId: 'u' })).toMatchObject({
      type: 'note',
      eventId: undefined,
      occurredAtMs: NOON,
      properties: {},
    });
  });

  test('eventType goes before type, timestamp before occurredAt, and null is nothing', () => {
    expect(
      read({
        eventType: 'a',
        type: 'b',
        userId: 'u',
        timestamp: NOON - 1,
        occurredAt: NOON - 2,
        eventId: null,
        properties: null,
      }),
    ).toMatchObject({
      type: 'a',
      occurredAtMs: NOON - 1,
      eventId: undefined,
    });
    expect(read({ eventType: null, type: 'b', userId: 'u', timestamp: null, occurredAt: NOON - 2 })).toMatchObject({
      type: 'b',
      occurredAtMs: NOON - 2,
    });
  });

  test('fields it does not know are ignored', () => {
    expect(read({ type: 'note', userId: 'u', colour: 'red' })).not.toHaveProperty('colour');
  });
});

describe('an event that is refused', () => {
  test.each([
    ['not an object', 'text', 'event'],
    ['a list', [], 'event'],
    ['nothing', null, 'event'],
    ['no type', { userId: 'u' }, 'eventType'],
    ['a type of blanks', { type: '  ', userId: 'u' }, 'type'],
    ['a type that is a number', { eventType: 7, userId: 'u' }, 'eventType'],
    ['a wrong type beside a right one', { eventType: 'a', type: 7, userId: 'u' }, 'type'],
    ['a type of 201 characters', { type: 'x'.repeat(201), userId: 'u' }, 'type'],
    ['no identifier', { type: 'note' }, 'leadId'],
    ['an identifier of null', { type: 'note', userId: null }, 'leadId'],
    ['an empty identifier', { type: 'note', userId: '' }, 'userId'],
    ['an identifier that is a number', { type: 'note', externalId: 7 }, 'externalId'],
    ['an identifier of 513 characters', { type: 'note', anonymousId: 'x'.repeat(513) }, 'anonymousId'],
    ['a lead id that is no UUID', { type: 'note', leadId: 'lead-1' }, 'leadId'],
    ['an address without @', { type: 'note', email: 'ann.example.com' }, 'email'],
    ['an address without a dot', { type: 'note', email: 'ann@localhost' }, 'email'],
    ['an event id of 256 characters', { type: 'note', userId: 'u', eventId: 'x'.repeat(256) }, 'eventId'],
    ['a time that is no time', { type: 'note', userId: 'u', timestamp: 'soon' }, 'timestamp'],
    ['a time too far ahead', { type: 'note', userId: 'u', timestamp: NOON + DAY_MS + 1 }, 'timestamp'],
    ['a time too far back', { type: 'note', userId: 'u', occurredAt: NOON - 90 * DAY_MS - 1 }, 'occurredAt'],
    [
      'a wrong time beside a right one',
      { type: 'note', userId: 'u', timestamp: NOON, occurredAt: 'soon' },
      'occurredAt',
    ],
    ['properties that are a list', { type: 'note', userId: 'u', properties: [] }, 'properties'],
    ['NUL in a property', { type: 'note', userId: 'u', properties: { a: '\0' } }, 'properties.a'],
    ['half a surrogate pair', { type: 'note', userId: '\ud800' }, 'userId'],
  ])('%s', (_name, body, field) => {
    const refusal = read(body);
    expect(refusal).toBeInstanceOf(Refusal);
    expect(refusal).toMatchObject({ code: 'VALIDATION', field });
    expect((refusal as Refusal).message).toMatch(/^[A-Za-z].*\.$/);
  });
});

const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.constantFrom(
    '',
    ' ',
    '\u00a0',
    '\0',
    '\ud800',
    'note',
    'é😀',
    'x'.repeat(200),
    'x'.repeat(201),
    'x'.repeat(255),
    'x'.repeat(256),
    'x'.repeat(512),
    'x'.repeat(513),
  ),
);
const junk = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer(),
  fc.jsonValue({ maxDepth: 3 }),
  fc.constant({ deep: JSON.parse(`${'['.repeat(40)}${']'.repeat(40)}`) }),
);
const email = fc.oneof(
  fc.emailAddress(),
  fc.emailAddress().map((address) => ` ${address.toUpperCase()} `),
  text,
  fc.constantFrom(
    'a@b',
    'a@b.c',
    'a@b..c',
    'a@.b',
    'a@b.',
    'a b@c.d',
    'a@@b.c',
    'a@b.c, d@e.f',
    '@b.c',
    `${'x'.repeat(250)}@b.c`,
    `${'x'.repeat(251)}@b.c`,
  ),
);
const iso = fc
  .date({ min: new Date('1960-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());
const near = fc.integer({ min: -91 * DAY_MS, max: 2 * DAY_MS }).map((offsetMs) => NOON + offsetMs);
const moment = fc.oneof(
  near,
  near.map((ms) => ms / 1000),
  near.map((ms) => new Date(ms).toISOString()),
  near.map((ms) => new Date(ms).toISOString().replace('T', ' ').replace('Z', '')),
  near.map((ms) => new Date(ms).toISOString().replace('Z', '+00')),
  near.map((ms) => new Date(ms).toISOString().slice(0, 10)),
  iso,
  fc.double(),
  text,
  fc
    .tuple(
      fc.nat(13),
      fc.nat(32),
      fc.nat(25),
      fc.nat(61),
      fc.nat(61),
      fc.constantFrom('', 'Z', 'z', '+05:30', '-0530', '+14', '+24:00', '+00:60', ' '),
    )
    .map(
      ([mo, d, h, mi, s, zone]) =>
        `2026-${String(mo).padStart(2, '0')}-${String(d).padStart(2, '0')}T${String(h).padStart(2, '0')}:${String(mi).padStart(2, '0')}:${String(s).padStart(2, '0')}${zone}`,
    ),
  fc.constantFrom(
    NOON + DAY_MS,
    NOON + DAY_MS + 1,
    NOON - 90 * DAY_MS,
    NOON - 90 * DAY_MS - 1,
    0,
    -1,
    1e11,
    1e308,
    '2026-02-29',
    '0000-01-01',
    '2026-03-01T12:00:00.1234567891Z',
  ),
);
const properties = fc.oneof(
  fc.dictionary(fc.string({ maxLength: 5 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 }),
  fc.constant({ big: 'x'.repeat(40_000) }),
  fc.constant({ escaped: '\u0001'.repeat(6_000) }),
);

const fields = {
  eventId: text,
  eventType: text,
  type: text,
  leadId: fc.oneof(
    fc.uuid(),
    fc.uuid().map((id) => id.toUpperCase()),
    text,
  ),
  externalId: text,
  userId: text,
  email,
  anonymousId: text,
  timestamp: moment,
  occurredAt: moment,
  properties,
  unknownField: junk,
};

/** Right events, in which up to three fields are then left out, or anything of their kind, or anything at all. */
const right = fc.record(
  {
    eventId: fc.uuid(),
    type: fc.constantFrom('note', 'page_view'),
    userId: fc.uuid(),
    timestamp: fc.integer({ min: -80 * DAY_MS, max: DAY_MS }).map((offsetMs) => NOON + offsetMs),
    properties: fc.dictionary(fc.string({ maxLength: 5 }), fc.integer(), { maxKeys: 3 }),
  },
  { requiredKeys: ['type', 'userId'] },
);
const change = fc
  .constantFrom(...(Object.keys(fields) as (keyof typeof fields)[]))
  .chain((name) =>
    fc
      .oneof(
        { weight: 12, arbitrary: fields[name] as fc.Arbitrary<unknown> },
        { weight: 1, arbitrary: junk },
        { weight: 2, arbitrary: fc.constant(undefined) },
      )
      .map((value) => ({ [name]: value })),
  );
const body = fc.oneof(
  {
    weight: 30,
    arbitrary: fc
      .tuple(right, fc.array(change, { maxLength: 3 }))
      .map(([base, changes]) => Object.assign({}, base, ...changes) as unknown),
  },
  { weight: 1, arbitrary: junk },
);

test('the hand-written validation and the zod contract agree on every body', () => {
  const schema = eventBodySchemaAt(NOON, 90);
  const seen = { taken: 0, refused: 0 };
  fc.assert(
    fc.property(body, (value) => {
      const json = JSON.stringify(value);
      const parsed: unknown = JSON.parse(json);
      const byHand = readEventBody(parsed, {
        receivedAtMs: NOON,
        backdatingDays: 90,
        hasEscapes: json.includes('\\u'),
      });
      const byZod = schema.safeParse(parsed);
      seen[byHand instanceof Refusal ? 'refused' : 'taken']++;
      if (byZod.success === byHand instanceof Refusal) {
        throw new Error(
          `zod: ${byZod.success ? 'takes it' : JSON.stringify(byZod.error.issues[0])}; by hand: ${JSON.stringify(byHand)}`,
        );
      }
    }),
    { numRuns: 10_000 },
  );
  expect(seen.taken).toBeGreaterThan(2_000);
  expect(seen.refused).toBeGreaterThan(2_000);
}, 30_000);
