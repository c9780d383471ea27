import { randomUUID } from 'node:crypto';
import { earliestUuidv7, uuidv7 } from '@/lib/platform/uuid';
import { type Identifiers, subjectId, subjectsOf } from '@/lib/tracking';
import { eventKey } from '@/lib/tracking/ledger/event-key';
import type { LedgerRow } from '@/lib/tracking/ledger/ledger-row';
import { writeEvents } from '@/lib/tracking/ledger/write-events';

export interface TestEvent extends Identifiers {
  eventId?: string;
  type: string;
  occurredAt: Date;
  receivedAt?: Date;
  properties?: Record<string, unknown>;
}

/** Puts events into the ledger with the door's own statement, for suites whose question lies behind the door. */
export async function putEvents(orgId: string, events: TestEvent[]): Promise<void> {
  const rows = new Map<string, LedgerRow>();
  for (const { eventId = uuidv7(), type, occurredAt, receivedAt, properties = {}, ...identifiers } of events) {
    const subject = subjectsOf(identifiers)[0]!;
    const key = eventKey(eventId);
    if (rows.has(key)) continue;
    rows.set(key, {
      orgId,
      id: receivedAt === undefined ? uuidv7() : idOf(receivedAt),
      key,
      receivedAtMs: (receivedAt ?? new Date()).getTime(),
      occurredAtMs: occurredAt.getTime(),
      eventId,
      type,
      sourceId: null,
      subjectId: subjectId(orgId, subject.kind, subject.value),
      identifiers: JSON.stringify(identifiers),
      properties: JSON.stringify(properties),
      context: '{}',
    });
  }
  await writeEvents([...rows.values()].sort((a, b) => (a.key < b.key ? -1 : 1)));
}

/** As the door made it then. */
const idOf = (receivedAt: Date) => earliestUuidv7(receivedAt.getTime()).slice(0, 19) + randomUUID().slice(19);
