import type { PlannedEvent } from './plan';

export type Door = 'api-event' | 'api-batch' | 'segment-batch';

export interface WireRequest {
  path: string;
  headers: Record<string, string>;
  body: string;
}

/** Events as a request of one of the doors; whichever it is, the ledger must hold the same afterwards. */
export function requestOf(door: Door, events: PlannedEvent[], writeKey: string): WireRequest {
  const json = { 'content-type': 'application/json' };
  if (door === 'api-event') {
    return {
      path: '/api/events',
      headers: { ...json, 'x-api-key': writeKey },
      body: JSON.stringify(apiEvent(events[0]!)),
    };
  }
  if (door === 'api-batch') {
    return {
      path: '/api/events/batch',
      headers: { ...json, authorization: `Bearer ${writeKey}` },
      body: JSON.stringify({ events: events.map(apiEvent) }),
    };
  }
  const basic = Buffer.from(`${writeKey}:`).toString('base64');
  return {
    path: '/v1/batch',
    headers: { ...json, authorization: `Basic ${basic}` },
    body: JSON.stringify({ batch: events.map(segmentMessage) }),
  };
}

function apiEvent({ eventId, type, occurredAtMs, identifiers, properties }: PlannedEvent): object {
  return { eventId, type, timestamp: new Date(occurredAtMs).toISOString(), ...identifiers, properties };
}

function segmentMessage({ eventId, type, occurredAtMs, identifiers, properties }: PlannedEvent): object {
  const { email, ...ids } = identifiers;
  const message = { messageId: eventId, timestamp: new Date(occurredAtMs).toISOString(), ...ids };
  if (type === 'identify') return { ...message, type, traits: email ? { email } : {} };
  if (type === 'alias') return { ...message, type };
  if (type === 'page_view') return { ...message, type: 'page', properties };
  return { ...message, type: 'track', event: type, properties };
}
