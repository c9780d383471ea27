/** One event on its way into the ledger. JSON columns are already text: they are made once, at the door. */
export interface LedgerRow {
  orgId: string;
  /** UUIDv7. */
  id: string;
  /** First 32 hexadecimal digits of SHA-256(eventId): what makes the event known. */
  key: string;
  receivedAtMs: number;
  occurredAtMs: number;
  eventId: string;
  type: string;
  sourceId: string | null;
  /** `subjectId` of the strongest identifier. */
  subjectId: string;
  identifiers: string;
  properties: string;
  context: string;
}
