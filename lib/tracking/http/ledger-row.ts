import { uuidv7 } from '@/lib/platform/uuid';
import { enrich, type RequestFacts } from '@/lib/tracking/enrich';
import { eventKey, type LedgerRow, subjectId, subjectsOf } from '@/lib/tracking/ledger';
import type { IncomingEvent } from './incoming-event';
import type { IngestKey } from './key-lookup';

/** The row of an event that was found acceptable. An event without an id of its sender's gets one. */
export function ledgerRow(event: IncomingEvent, key: IngestKey, facts: RequestFacts, receivedAtMs: number): LedgerRow {
  const id = uuidv7(receivedAtMs);
  const eventId = event.eventId ?? id;
  const subject = subjectsOf(event.identifiers)[0]!;
  return {
    orgId: key.orgId,
    id,
    key: eventKey(eventId),
    receivedAtMs,
    occurredAtMs: event.occurredAtMs,
    eventId,
    type: event.type,
    sourceId: key.sourceId,
    subjectId: subjectId(key.orgId, subject.kind, subject.value),
    identifiers: JSON.stringify(event.identifiers),
    properties: JSON.stringify(event.properties),
    context: JSON.stringify(enrich(event.context, event.properties, facts)),
  };
}
