import { processState } from '@/lib/platform/process-state';
import type { RejectedItem } from './answers';

/** An event that was not taken, for the page that shows senders what they get wrong. */
export interface RefusedEvent extends Omit<RejectedItem, 'index'> {
  at: Date;
  sourceId: string | null;
  /** Path without its query. */
  path: string;
}

const EVENTS_PER_ORG_MAX = 200;
const ORGS_MAX = 1_000;

function refusedEvents(): Map<string, RefusedEvent[]> {
  return processState('refused-events', () => new Map());
}

/** Keeps the newest refusals of an organization in this process's memory; they are a help, not a record. */
export function noteRefused(
  orgId: string,
  sourceId: string | null,
  url: string,
  rejected: readonly RejectedItem[],
  atMs: number,
): void {
  const byOrg = refusedEvents();
  const kept = byOrg.get(orgId) ?? [];
  byOrg.delete(orgId);
  if (byOrg.size >= ORGS_MAX) byOrg.delete(byOrg.keys().next().value!);
  const path = url.split('?', 1)[0]!;
  for (const { code, field, message } of rejected.slice(-EVENTS_PER_ORG_MAX)) {
    kept.push({ at: new Date(atMs), sourceId, path, code, field, message });
  }
  byOrg.set(orgId, kept.slice(-EVENTS_PER_ORG_MAX));
}

/** Newest first. */
export function recentlyRefused(orgId: string): RefusedEvent[] {
  return (refusedEvents().get(orgId) ?? []).toReversed();
}
