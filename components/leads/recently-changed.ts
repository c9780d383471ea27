/** A change counts as told by the stream for as long as the list may need to be read again. */
const FRESH_MS = 3_000;

const changedAtMs = new Map<string, number>();

/** Notes that the stream has told of these leads. */
export function noteChanged(leadIds: readonly string[], nowMs: number): void {
  for (const [leadId, atMs] of changedAtMs) if (nowMs - atMs > FRESH_MS) changedAtMs.delete(leadId);
  for (const leadId of leadIds) changedAtMs.set(leadId, nowMs);
}

/** True when the lead changed just now; scores that merely decay between two readings are not news. */
export function changedRecently(leadId: string, nowMs: number): boolean {
  const atMs = changedAtMs.get(leadId);
  return atMs !== undefined && nowMs - atMs <= FRESH_MS;
}
