import type { Identifiers } from '@/lib/tracking/ledger';

export type JsonObject = Record<string, unknown>;

/** An event that has been understood and found acceptable, before it becomes a row. */
export interface IncomingEvent {
  eventId: string | undefined;
  type: string;
  identifiers: Identifiers;
  /** Unix milliseconds. */
  occurredAtMs: number;
  properties: JsonObject;
  /** As the sender gave it; only what enrichment knows of it is kept. */
  context: JsonObject | undefined;
}

/** What reading an event depends on besides the event. */
export interface ReadingFacts {
  receivedAtMs: number;
  /** How far back an event may lie. */
  backdatingDays: number;
  /** Whether the body has \u escapes, and so might hold NUL or half of a surrogate pair. */
  hasEscapes: boolean;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
