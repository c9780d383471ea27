import { isUuid } from '@/lib/platform/uuid';
import type { Identifiers } from '@/lib/tracking/ledger';
import { boundsRefusal } from './bounds';
import { EVENT_ID_LENGTH_MAX, EVENT_TYPE_LENGTH_MAX, IDENTIFIER_LENGTH_MAX } from './event-sizes';
import { normalizedEmail, optionalText } from './fields';
import { type IncomingEvent, isJsonObject, type JsonObject, type ReadingFacts } from './incoming-event';
import { parseMoment, windowProblem } from './moment';
import { Refusal } from './refusal';

/**
 * Reads an event of `POST /api/events`. Written by hand because it runs for every event;
 * event-body-schema.ts says the same in zod, and a property test holds the two together.
 */
export function readEventBody(body: unknown, facts: ReadingFacts): IncomingEvent | Refusal {
  if (!isJsonObject(body)) return new Refusal('event', 'The event must be an object.');
  const outOfBounds = boundsRefusal(body, facts.hasEscapes);
  if (outOfBounds) return outOfBounds;

  const type = readType(body);
  if (type instanceof Refusal) return type;
  const identifiers = readIdentifiers(body);
  if (identifiers instanceof Refusal) return identifiers;
  const eventId = optionalText(body, 'eventId', EVENT_ID_LENGTH_MAX);
  if (eventId instanceof Refusal) return eventId;
  const occurredAtMs = readMoment(body, facts);
  if (occurredAtMs instanceof Refusal) return occurredAtMs;
  const properties = body.properties ?? {};
  if (!isJsonObject(properties)) return new Refusal('properties', 'properties must be an object.');

  return { eventId, type, identifiers, occurredAtMs, properties, context: undefined };
}

function readType(body: JsonObject): string | Refusal {
  const eventType = optionalText(body, 'eventType', EVENT_TYPE_LENGTH_MAX);
  if (eventType instanceof Refusal) return eventType;
  const type = optionalText(body, 'type', EVENT_TYPE_LENGTH_MAX);
  if (type instanceof Refusal) return type;
  return eventType ?? type ?? new Refusal('eventType', 'eventType (or type) is required.');
}

function readIdentifiers(body: JsonObject): Identifiers | Refusal {
  const identifiers: Identifiers = {};
  const leadId = optionalText(body, 'leadId', IDENTIFIER_LENGTH_MAX);
  if (leadId instanceof Refusal) return leadId;
  if (leadId !== undefined) {
    if (!isUuid(leadId)) return new Refusal('leadId', 'leadId must be a UUID.');
    identifiers.leadId = leadId.toLowerCase();
  }
  for (const field of ['externalId', 'userId', 'email', 'anonymousId'] as const) {
    const value = optionalText(body, field, IDENTIFIER_LENGTH_MAX);
    if (value instanceof Refusal) return value;
    if (value === undefined) continue;
    const identifier = field === 'email' ? normalizedEmail(value) : value;
    if (identifier === undefined) return new Refusal('email', 'email must be an e-mail address.');
    identifiers[field] = identifier;
  }
  for (const _ in identifiers) return identifiers;
  return new Refusal('leadId', 'One of leadId, externalId, userId, email and anonymousId is required.');
}

function readMoment(body: JsonObject, facts: ReadingFacts): number | Refusal {
  let occurredAtMs: number | undefined;
  for (const field of ['timestamp', 'occurredAt'] as const) {
    const given = body[field];
    if (given === undefined || given === null) continue;
    const ms = parseMoment(given);
    if (ms === undefined) return new Refusal(field, `${field} must be an ISO 8601 time or Unix milliseconds.`);
    const problem = windowProblem(ms, facts.receivedAtMs, facts.backdatingDays);
    if (problem) return new Refusal(field, `${field} ${problem}.`);
    occurredAtMs ??= ms;
  }
  return occurredAtMs ?? facts.receivedAtMs;
}
