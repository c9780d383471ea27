import { describe, expect, test } from 'vitest';
import { Refusal } from './refusal';
import { readSegmentCall, type SegmentCall, type SegmentEnvelope } from './segment-call';

const NOON = Date.UTC(2026, 2, 1, 12);
const DAY_MS = 86_400_000;
const iso = (ms: number) => new Date(ms).toISOString();

function read(message: unknown, call?: SegmentCall, envelope: SegmentEnvelope = {}) {
  return readSegmentCall(message, call, envelope, { receivedAtMs: NOON, backdatingDays: 90, hasEscapes: true });
}

describe('each call as an event', () => {
  test.each([
    [
      'track',
      { type: 'track', event: 'Order Completed', userId: 'u', properties: { total: 7 } },
      { type: 'Order Completed', identifiers: { userId: 'u' }, properties: { total: 7 } },
    ],
    [
      'page',
      { type: 'page', name: 'Pricing', category: 'Docs', anonymousId: 'a', properties: { url: 'https://x.test/' } },
      {
        type: 'page_view',
        identifiers: { anonymousId: 'a' },
        properties: { url: 'https://x.test/', name: 'Pricing', category: 'Docs' },
      },
    ],
    ['screen', { type: 'screen', name: 'Home', userId: 'u' }, { type: 'screen_view', properties: { name: 'Home' } }],
    [
      'identify',
      { type: 'identify', userId: 'u', anonymousId: 'a', traits: { email: ' Ann@Example.com', plan: 'team' } },
      {
        type: 'identify',
        identifiers: { userId: 'u', anonymousId: 'a', email: 'ann@example.com' },
        properties: { email: ' Ann@Example.com', plan: 'team' },
      },
    ],
    [
      'identify with traits in the context, as mobile libraries send it',
      { type: 'identify', userId: 'u', context: { traits: { email: 'ann@example.com' } } },
      { identifiers: { userId: 'u', email: 'ann@example.com' }, properties: { email: 'ann@example.com' } },
    ],
    [
      'identify with an e-mail that is none: a trait, not an identifier',
      { type: 'identify', userId: 'u', traits: { email: 'none' } },
      { identifiers: { userId: 'u' }, properties: { email: 'none' } },
    ],
    ['identify by e-mail alone', { type: 'identify', traits: { email: 'a@b.c' } }, { identifiers: { email: 'a@b.c' } }],
    [
      'group',
      { type: 'group', userId: 'u', groupId: 77, traits: { name: 'Acme' } },
      { type: 'group', identifiers: { userId: 'u', groupId: '77' }, properties: { name: 'Acme' } },
    ],
    [
      'alias',
      { type: 'alias', userId: 'u', previousId: 'a' },
      { type: 'alias', identifiers: { userId: 'u', previousId: 'a' }, properties: {} },
    ],
    ['a user id that is a number', { type: 'track', event: 'x', userId: 12 }, { identifiers: { userId: '12' } }],
    [
      'an empty user id beside an anonymous one',
      { type: 'track', event: 'x', userId: '', anonymousId: 'a' },
      { identifiers: { anonymousId: 'a' } },
    ],
    ['a message id', { type: 'track', event: 'x', userId: 'u', messageId: 'm-1' }, { eventId: 'm-1' }],
    [
      'an e-mail of a track call does not identify',
      { type: 'track', event: 'x', userId: 'u', context: { traits: { email: 'a@b.c' } } },
      { identifiers: { userId: 'u' } },
    ],
  ])('%s', (_name, message, expected) => {
    expect(read(message)).toMatchObject(expected);
    expect(read(message)).not.toBeInstanceOf(Refusal);
    if ('identifiers' in expected)
      expect(Object.keys((read(message) as { identifiers: object }).identifiers).sort()).toEqual(
        Object.keys(expected.identifiers).sort(),
      );
  });

  test('the path names the call, whatever the message says', () => {
    expect(read({ type: 'track', userId: 'u', groupId: 'g' }, 'group')).toMatchObject({ type: 'group' });
  });

  test('the context of the batch goes into its messages, theirs first', () => {
    const event = read({ type: 'track', event: 'x', userId: 'u', context: { locale: 'de' } }, undefined, {
      context: { locale: 'en', library: { name: 'lib' } },
    });
    expect(event).toMatchObject({ context: { locale: 'de', library: { name: 'lib' } } });
  });
});

describe('a message that is refused', () => {
  test.each([
    ['no object', 7, 'event'],
    ['no type', { event: 'x', userId: 'u' }, 'type'],
    ['an unknown type', { type: 'delete', userId: 'u' }, 'type'],
    ['a name of every object', { type: 'toString', userId: 'u' }, 'type'],
    ['track without a name', { type: 'track', userId: 'u' }, 'event'],
    ['track with a name that is a number', { type: 'track', event: 7, userId: 'u' }, 'event'],
    ['track with a name of 201 characters', { type: 'track', event: 'x'.repeat(201), userId: 'u' }, 'event'],
    ['nobody', { type: 'track', event: 'x' }, 'userId'],
    ['a user id that is an object', { type: 'track', event: 'x', userId: {} }, 'userId'],
    ['a user id of 513 characters', { type: 'track', event: 'x', userId: 'x'.repeat(513) }, 'userId'],
    ['group without a group', { type: 'group', userId: 'u' }, 'groupId'],
    ['alias without the old id', { type: 'alias', userId: 'u' }, 'previousId'],
    ['alias without the new id', { type: 'alias', previousId: 'a', anonymousId: 'a' }, 'userId'],
    ['properties that are text', { type: 'track', event: 'x', userId: 'u', properties: 'a=1' }, 'properties'],
    ['traits that are a list', { type: 'identify', userId: 'u', traits: [] }, 'traits'],
    ['NUL in a trait', { type: 'identify', userId: 'u', traits: { a: '\0' } }, 'traits.a'],
    [
      'NUL in a field nobody reads',
      { type: 'track', event: 'x', userId: 'u', integrations: { a: '\0' } },
      'integrations.a',
    ],
    ['a time that is no time', { type: 'track', event: 'x', userId: 'u', timestamp: 'soon' }, 'timestamp'],
    ['a time of 2019', { type: 'track', event: 'x', userId: 'u', timestamp: '2019-10-14T11:15:18.299Z' }, 'timestamp'],
    [
      'a time too far ahead',
      { type: 'track', event: 'x', userId: 'u', timestamp: iso(NOON + DAY_MS + 1) },
      'timestamp',
    ],
  ])('%s', (_name, message, field) => {
    expect(read(message)).toMatchObject({ code: 'VALIDATION', field });
    expect(read(message)).toBeInstanceOf(Refusal);
  });
});

describe('when it happened', () => {
  const track = { type: 'track', event: 'x', userId: 'u' };

  test.each([
    ['at arrival when nothing is said', {}, {}, NOON],
    ['as said, without sentAt', { timestamp: iso(NOON - 5_000) }, {}, NOON - 5_000],
    [
      'by our clock, with sentAt of the message',
      { timestamp: iso(NOON - 3_605_000), sentAt: iso(NOON - 3_600_000) },
      {},
      NOON - 5_000,
    ],
    [
      'by our clock, with sentAt of the batch',
      { timestamp: iso(NOON + 5 * DAY_MS - 5_000) },
      { sentAt: iso(NOON + 5 * DAY_MS) },
      NOON - 5_000,
    ],
    [
      'the message’s sentAt goes first',
      { timestamp: iso(NOON - 5_000), sentAt: iso(NOON) },
      { sentAt: iso(NOON + DAY_MS) },
      NOON - 5_000,
    ],
    [
      'by originalTimestamp',
      { originalTimestamp: iso(NOON - 3_605_000), sentAt: iso(NOON - 3_600_000) },
      {},
      NOON - 5_000,
    ],
    [
      'in its other spelling too',
      { originalTimeStamp: iso(NOON - 3_605_000), sentAt: iso(NOON - 3_600_000) },
      {},
      NOON - 5_000,
    ],
    [
      'by both, when they say the same',
      { originalTimestamp: iso(NOON - 3_605_000), timestamp: iso(NOON - 3_605_000), sentAt: iso(NOON - 3_600_000) },
      {},
      NOON - 5_000,
    ],
    [
      'as the caller of a RudderStack library names it',
      { originalTimestamp: iso(NOON), timestamp: iso(NOON - DAY_MS), sentAt: iso(NOON + 3_000) },
      {},
      NOON - DAY_MS,
    ],
    [
      'what is no time gives way',
      { originalTimestamp: '2024-06-FrT05:16:04.138+00:00', timestamp: iso(NOON - 2_000) },
      {},
      NOON - 2_000,
    ],
    [
      'a sentAt that is no time is nothing',
      { timestamp: iso(NOON - 5_000), sentAt: 'now' },
      { sentAt: 7e99 },
      NOON - 5_000,
    ],
    ['sent before it happened: as said', { timestamp: iso(NOON - 5_000), sentAt: iso(NOON - 9_000) }, {}, NOON - 5_000],
    [
      'queued for an hour on a machine that runs three years behind',
      { originalTimestamp: '2023-01-01T00:00:00Z', sentAt: '2023-01-01T01:00:00Z' },
      {},
      NOON - 3_600_000,
    ],
  ])('%s', (_name, message, envelope, occurredAtMs) => {
    expect(read({ ...track, ...message }, undefined, envelope)).toMatchObject({ occurredAtMs });
  });
});
