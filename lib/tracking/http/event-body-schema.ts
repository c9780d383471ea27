import { z } from 'zod';
import {
  AHEAD_MAX_MS,
  BATCH_EVENTS_MAX,
  DEPTH_MAX,
  EMAIL_LENGTH_MAX,
  EVENT_BYTES_MAX,
  EVENT_ID_LENGTH_MAX,
  EVENT_TYPE_LENGTH_MAX,
  IDENTIFIER_LENGTH_MAX,
} from './event-sizes';

const DAY_MS = 86_400_000;
const YEAR_10000_MS = Date.UTC(10_000, 0);

const text = (lengthMax: number) =>
  z
    .string()
    .min(1)
    .max(lengthMax)
    .refine((value) => value.trim() !== '', 'Must not be blank.');

const identifier = text(IDENTIFIER_LENGTH_MAX).nullish();

const email = text(IDENTIFIER_LENGTH_MAX)
  .trim()
  .toLowerCase()
  .max(EMAIL_LENGTH_MAX)
  .regex(/^[^\s@,;<>"()]+@[^\s@,;<>"()]+$/)
  .refine((address) => {
    const labels = address.slice(address.indexOf('@') + 1).split('.');
    return labels.length > 1 && !labels.includes('');
  }, 'The domain must have a dot, and something around it.');

const isoMoment = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:[Zz]|[+-]\d\d(?::?\d\d)?)?)?$/)
  .refine((moment) => isCalendarDay(moment.slice(0, 10)) && !Number.isNaN(isoToMs(moment)), 'Must be in the calendar.');

/** ISO 8601 (UTC when it names no zone), or a number of Unix milliseconds (seconds when below 10^11). */
const moment = z.union([isoMoment, z.number().nonnegative()]).nullish();

function isCalendarDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}

function isoToMs(moment: string): number {
  const parts = /^(.{10})(?:.(\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?)(.*)?)?$/.exec(moment.toUpperCase());
  if (!parts) return NaN;
  const [, day, time = '00:00', zone = ''] = parts;
  if (time.startsWith('24')) return NaN;
  const offset = /^[+-]\d\d$/.test(zone) ? `${zone}:00` : zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2');
  return Date.parse(`${day}T${time.replace(',', '.')}${offset || 'Z'}`);
}

function toMs(given: string | number): number {
  if (typeof given === 'string') return isoToMs(given);
  return Math.floor(given < 1e11 ? given * 1000 : given);
}

/**
 * The body of `POST /api/events`, for the reference and as the second opinion on the hand-written validation.
 * Fields it does not name are ignored, but count for the bounds.
 */
export const eventBodySchema = z
  .looseObject({
    eventId: text(EVENT_ID_LENGTH_MAX).nullish().describe('Makes the event known: sent again, it is a duplicate.'),
    eventType: text(EVENT_TYPE_LENGTH_MAX)
      .nullish()
      .describe('What happened, e.g. page_view. This or `type` is required.'),
    type: text(EVENT_TYPE_LENGTH_MAX).nullish(),
    leadId: z
      .string()
      .regex(/^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/)
      .nullish()
      .describe('One of the five identifiers is required; the first given in this order is who the event belongs to.'),
    externalId: identifier,
    userId: identifier,
    email: email.nullish(),
    anonymousId: identifier,
    timestamp: moment.describe('When it happened; the time of arrival when it is left out. `occurredAt` is the same.'),
    occurredAt: moment,
    properties: z.record(z.string(), z.unknown()).nullish(),
  })
  .refine((event) => (event.eventType ?? event.type) != null, {
    path: ['eventType'],
    message: 'eventType (or type) is required.',
  })
  .refine(
    (event) =>
      [event.leadId, event.externalId, event.userId, event.email, event.anonymousId].some((value) => value != null),
    {
      path: ['leadId'],
      message: 'One of leadId, externalId, userId, email and anonymousId is required.',
    },
  )
  .refine((event) => isStorable(event), {
    message: 'Must be at most 32 deep, of finite numbers and well-formed text without NUL.',
  })
  .refine((event) => new TextEncoder().encode(JSON.stringify(event)).length <= EVENT_BYTES_MAX, {
    message: 'Must be at most 32 KB.',
  });

/** The same with the rules that depend on the clock and the key. */
export function eventBodySchemaAt(receivedAtMs: number, backdatingDays: number) {
  return eventBodySchema.refine(
    (event) =>
      [event.timestamp, event.occurredAt].every((given) => {
        if (given == null) return true;
        const ms = toMs(given);
        return (
          ms >= Math.max(0, receivedAtMs - backdatingDays * DAY_MS) &&
          ms <= receivedAtMs + AHEAD_MAX_MS &&
          ms < YEAR_10000_MS
        );
      }),
    { path: ['timestamp'], message: 'Lies too far back, or more than 24 hours ahead.' },
  );
}

function isStorable(value: unknown, depth = 1): boolean {
  if (typeof value === 'string') return !/\0|\p{Surrogate}/u.test(value);
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  if (depth > DEPTH_MAX) return false;
  return Object.entries(value).every(([key, inner]) => isStorable(key) && isStorable(inner, depth + 1));
}

export const eventBatchSchema = z.object({ events: z.array(eventBodySchema).max(BATCH_EVENTS_MAX) });

export const ingestAnswerSchema = z.object({
  accepted: z.number().int().describe('Events stored by this request.'),
  duplicates: z.number().int().describe('Events that were known already.'),
  rejected: z.array(
    z.object({
      index: z.number().int().describe('Position in the batch.'),
      code: z.enum(['VALIDATION', 'PAYLOAD_TOO_LARGE']),
      field: z.string(),
      message: z.string(),
    }),
  ),
});
