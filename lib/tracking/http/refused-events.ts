import { uuidv7 } from '@/lib/platform/uuid';
import { clip } from '@/lib/tracking/enrich/clip';
import type { DoorRequest } from './door-types';
import { EVENT_TYPE_LENGTH_MAX, IDENTIFIER_LENGTH_MAX } from './event-sizes';
import { excerptOf, excerptOfBytes, withoutOurKeys } from './excerpt';
import { isJsonObject } from './incoming-event';
import type { IngestKey } from './key-lookup';

/** An event, or a whole request, that was not taken, as it is kept for whoever installs the snippet. */
export interface RefusedEvent {
  orgId: string;
  /** UUIDv7. */
  id: string;
  receivedAtMs: number;
  /** Null for an API key. */
  sourceId: string | null;
  /** Path without its query. */
  path: string;
  code: string;
  /** Dotted path inside the event; the name of a header or `request` when it was not the event. */
  field: string;
  message: string;
  type: string | null;
  subject: string | null;
  /** JSON text where it was JSON, cut, without secrets. */
  excerpt: string | null;
  userAgent: string | null;
}

export interface Reason {
  code: string;
  field?: string | undefined;
  message: string;
}

/** What was refused, as far as it was understood: an event or a body that is JSON, or bytes. */
export type Refused = { value: unknown; type?: string | undefined } | { bytes: Buffer };

const USER_AGENT_LENGTH_MAX = 200;
const MESSAGE_LENGTH_MAX = 500;
const FIELD_LENGTH_MAX = 200;

/** Text of whatever came, bounded and storable. Made only where it is kept: see refused-log.ts. */
export function refusedEvent(key: IngestKey, request: DoorRequest, reason: Reason, refused: Refused): RefusedEvent {
  const isJson = 'value' in refused;
  const fields = isJson && isJsonObject(refused.value) ? refused.value : {};
  const given = fields.eventType ?? fields.event ?? fields.type ?? (isJson ? refused.type : undefined);
  return {
    orgId: key.orgId,
    id: uuidv7(request.receivedAtMs),
    receivedAtMs: request.receivedAtMs,
    sourceId: key.sourceId,
    path: shown(request.url.split('?', 1)[0], FIELD_LENGTH_MAX) ?? '/',
    code: reason.code,
    field: shown(reason.field, FIELD_LENGTH_MAX) ?? 'request',
    message: shown(reason.message, MESSAGE_LENGTH_MAX) ?? '',
    type: shown(given, EVENT_TYPE_LENGTH_MAX) ?? null,
    subject: subjectOf(fields),
    excerpt: isJson ? excerptOf(refused.value) : excerptOfBytes(refused.bytes),
    userAgent: shown(request.headers['user-agent'], USER_AGENT_LENGTH_MAX) ?? null,
  };
}

function subjectOf(fields: Record<string, unknown>): string | null {
  for (const name of ['leadId', 'externalId', 'userId', 'email', 'anonymousId']) {
    const value = fields[name];
    const text = shown(typeof value === 'number' ? String(value) : value, IDENTIFIER_LENGTH_MAX);
    if (text !== undefined) return text;
  }
  return null;
}

function shown(value: unknown, lengthMax: number): string | undefined {
  const text = clip(value, lengthMax);
  return text === undefined ? undefined : withoutOurKeys(text);
}
