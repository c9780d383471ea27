import { uuidv7 } from '@/lib/platform/uuid';
import { readEventBody } from '@/lib/tracking/http/event-body';
import { ledgerRow } from '@/lib/tracking/http/ledger-row';
import { Refusal } from '@/lib/tracking/http/refusal';
import type { LedgerRow } from '@/lib/tracking/ledger';
import type { BenchOrg } from './organizations';

const TYPES = ['page_view', 'feature_used', 'email_opened', 'form_submitted'];
const PATHS = ['/', '/features', '/pricing', '/customers', '/docs', '/about'];

const pick = <T>(from: readonly T[]): T => from[Math.floor(Math.random() * from.length)]!;

/** The body of one event of an ordinary size (some 220 bytes), with an id of its own. */
export function eventBody(userId: string, occurredAtMs?: number): string {
  const when = occurredAtMs === undefined ? '' : `"timestamp":${occurredAtMs},`;
  return `{"eventId":"${uuidv7()}","eventType":"${pick(TYPES)}","userId":"${userId}",${when}"properties":{"path":"${pick(PATHS)}","title":"A page of the site","seconds":${Math.floor(Math.random() * 300)},"plan":"team"}}`;
}

/** The row that the door makes of a body. */
export function rowOf(org: BenchOrg, body: string, receivedAtMs: number): LedgerRow {
  const event = readEventBody(JSON.parse(body), { receivedAtMs, backdatingDays: 90, hasEscapes: false });
  if (event instanceof Refusal) throw new Error(`the door refuses its own benchmark's event: ${event.message}`);
  return ledgerRow(event, org.ingestKey, { headers: {}, trustedProxy: false, ip: undefined }, receivedAtMs);
}

/** Rows in the order in which the door writes them. */
export function inKeyOrder(rows: LedgerRow[]): LedgerRow[] {
  return rows.sort((a, b) => (a.orgId === b.orgId ? (a.key < b.key ? -1 : 1) : a.orgId < b.orgId ? -1 : 1));
}
