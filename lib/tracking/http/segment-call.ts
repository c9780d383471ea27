import type { Identifiers } from '@/lib/tracking/ledger';
import { boundsRefusal } from './bounds';
import { EVENT_ID_LENGTH_MAX, EVENT_TYPE_LENGTH_MAX, IDENTIFIER_LENGTH_MAX } from './event-sizes';
import { normalizedEmail } from './fields';
import { type IncomingEvent, isJsonObject, type JsonObject, type ReadingFacts } from './incoming-event';
import { correctedMs, parseMoment, windowProblem } from './moment';
import { Refusal } from './refusal';

export const SEGMENT_CALLS = ['identify', 'track', 'page', 'screen', 'group', 'alias'] as const;
export type SegmentCall = (typeof SEGMENT_CALLS)[number];

/** What a batch says once for all its messages. */
export interface SegmentEnvelope {
  sentAt?: unknown;
  context?: unknown;
}

/**
 * Reads one message of Segment's HTTP API as an event of the ledger: a track call's name becomes the type, a page call
 * `page_view`, a screen call `screen_view`; identify, group and alias keep their names, and traits become properties.
 * @param call the call the path names; undefined in a batch, where the message names it
 */
export function readSegmentCall(
  message: unknown,
  call: SegmentCall | undefined,
  envelope: SegmentEnvelope,
  facts: ReadingFacts,
): IncomingEvent | Refusal {
  if (!isJsonObject(message)) return new Refusal('event', 'The message must be an object.');
  const outOfBounds = boundsRefusal(message, facts.hasEscapes);
  if (outOfBounds) return outOfBounds;

  const kind = call ?? readCall(message);
  if (kind instanceof Refusal) return kind;
  const context = mergedContext(message, envelope);
  const type = kind === 'track' ? readEventName(message) : TYPES[kind];
  if (type instanceof Refusal) return type;
  const identifiers = readIdentifiers(kind, message, context);
  if (identifiers instanceof Refusal) return identifiers;
  const eventId = optionalId(message, 'messageId', EVENT_ID_LENGTH_MAX);
  if (eventId instanceof Refusal) return eventId;
  const occurredAtMs = readMoment(message, envelope, facts);
  if (occurredAtMs instanceof Refusal) return occurredAtMs;
  const properties = readProperties(kind, message, context);
  if (properties instanceof Refusal) return properties;

  return { eventId, type, identifiers, occurredAtMs, properties, context };
}

const TYPES: Record<Exclude<SegmentCall, 'track'>, string> = {
  page: 'page_view',
  screen: 'screen_view',
  identify: 'identify',
  group: 'group',
  alias: 'alias',
};

function readCall(message: JsonObject): SegmentCall | Refusal {
  const known = SEGMENT_CALLS.find((call) => call === message.type);
  return known ?? new Refusal('type', `type must be one of ${SEGMENT_CALLS.join(', ')}.`);
}

function readEventName(message: JsonObject): string | Refusal {
  const name = message.event;
  if (typeof name !== 'string' || name.trim() === '')
    return new Refusal('event', 'A track call needs the name of its event.');
  if (name.length > EVENT_TYPE_LENGTH_MAX)
    return new Refusal('event', `event must be at most ${EVENT_TYPE_LENGTH_MAX} characters long.`);
  return name;
}

function mergedContext(message: JsonObject, envelope: SegmentEnvelope): JsonObject | undefined {
  const own = isJsonObject(message.context) ? message.context : undefined;
  const shared = isJsonObject(envelope.context) ? envelope.context : undefined;
  return own && shared ? { ...shared, ...own } : (own ?? shared);
}

function readIdentifiers(
  call: SegmentCall,
  message: JsonObject,
  context: JsonObject | undefined,
): Identifiers | Refusal {
  const identifiers: Identifiers = {};
  for (const field of ['userId', 'anonymousId', 'previousId', 'groupId'] as const) {
    if (field === 'previousId' && call !== 'alias') continue;
    if (field === 'groupId' && call !== 'group') continue;
    const value = optionalId(message, field, IDENTIFIER_LENGTH_MAX);
    if (value instanceof Refusal) return value;
    if (value !== undefined) identifiers[field] = value;
  }
  if (call === 'alias' && identifiers.userId === undefined) return new Refusal('userId', 'An alias call needs userId.');
  if (call === 'alias' && identifiers.previousId === undefined)
    return new Refusal('previousId', 'An alias call needs previousId.');
  if (call === 'group' && identifiers.groupId === undefined)
    return new Refusal('groupId', 'A group call needs groupId.');
  if (call === 'identify') {
    const email = emailOf(traitsOf(message, context));
    if (email !== undefined) identifiers.email = email;
  }
  if (identifiers.userId === undefined && identifiers.anonymousId === undefined && identifiers.email === undefined) {
    return new Refusal('userId', 'userId or anonymousId is required.');
  }
  return identifiers;
}

/** Ids come as numbers from callers whose users are numbered, and empty from callers that have none. */
function optionalId(holder: JsonObject, field: string, lengthMax: number): string | undefined | Refusal {
  const value = holder[field];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return new Refusal(field, `${field} must be text.`);
  if (value.length > lengthMax) return new Refusal(field, `${field} must be at most ${lengthMax} characters long.`);
  return value.trim() === '' ? undefined : value;
}

/** Mobile libraries put traits into the context. */
function traitsOf(message: JsonObject, context: JsonObject | undefined): unknown {
  return message.traits ?? context?.traits;
}

function emailOf(traits: unknown): string | undefined {
  return isJsonObject(traits) && typeof traits.email === 'string' ? normalizedEmail(traits.email) : undefined;
}

function readMoment(message: JsonObject, envelope: SegmentEnvelope, facts: ReadingFacts): number | Refusal {
  // The second spelling is in use.
  const original = message.originalTimestamp ?? message.originalTimeStamp;
  const timestamp = message.timestamp;
  if ((original ?? timestamp ?? null) === null) return facts.receivedAtMs;
  const originalMs = parseMoment(original);
  const timestampMs = parseMoment(timestamp);
  const givenMs = originalMs ?? timestampMs;
  if (givenMs === undefined)
    return new Refusal('timestamp', 'timestamp must be an ISO 8601 time or Unix milliseconds.');
  // A timestamp beside another original one was named by the caller (RudderStack's libraries note the moment of the call
  // as the original) or corrected by a server before us: it stands as it is.
  const isNamed = originalMs !== undefined && timestampMs !== undefined && originalMs !== timestampMs;
  const sentAtMs = parseMoment(message.sentAt ?? envelope.sentAt);
  const occurredAtMs = isNamed ? timestampMs : correctedMs(givenMs, sentAtMs, facts.receivedAtMs);
  const problem = windowProblem(occurredAtMs, facts.receivedAtMs, facts.backdatingDays);
  return problem ? new Refusal('timestamp', `timestamp ${problem}.`) : occurredAtMs;
}

function readProperties(call: SegmentCall, message: JsonObject, context: JsonObject | undefined): JsonObject | Refusal {
  const field = call === 'identify' || call === 'group' ? 'traits' : 'properties';
  const given = (call === 'identify' ? traitsOf(message, context) : message[field]) ?? {};
  if (!isJsonObject(given)) return new Refusal(field, `${field} must be an object.`);
  if (call !== 'page' && call !== 'screen') return given;
  const named: JsonObject = { ...given };
  if (typeof message.name === 'string') named.name = message.name;
  if (typeof message.category === 'string') named.category = message.category;
  return named;
}
