import { createTestOrg } from '@/db/testing/factories';
import { drainNow } from '@/lib/leads';
import { uuidv7 } from '@/lib/platform/uuid';
import { seedDefaultRules } from '@/lib/scoring';
import { jobContext } from '@/lib/tenancy';
import type { IngestKey } from '@/lib/tracking/http/key-lookup';
import { writeEvents } from '@/lib/tracking/ledger/write-events';
import { eventBody, inKeyOrder, rowOf } from './events';

/** An organization with the default scoring rules, one source, and leads that each have a history of one event. */
export interface BenchOrg {
  orgId: string;
  writeKey: string;
  ingestKey: IngestKey;
  userIds: string[];
}

const ROWS_A_STATEMENT = 2_000;
/** The leads' first events lie before everything that is measured. */
const FIRST_SEEN_MS = 80 * 86_400_000;

export async function makeOrg(leads: number): Promise<BenchOrg> {
  const { orgId, sourceId, writeKey } = await createTestOrg();
  await jobContext(orgId, 'bench', uuidv7()).run((db) => seedDefaultRules(db, new Date()));
  const ingestKey: IngestKey = {
    orgId,
    keyId: sourceId,
    sourceId,
    mayWrite: true,
    allowedOrigins: [],
    eventsPerSecond: null,
    backdatingDays: 90,
    keepIpAddresses: false,
    expiresAtMs: null,
  };
  const org = { orgId, writeKey, ingestKey, userIds: Array.from({ length: leads }, (_, n) => `user-${n}`) };
  await writeBodies(
    org,
    org.userIds.map((userId) => eventBody(userId, Date.now() - FIRST_SEEN_MS)),
  );
  await drainNow(orgId);
  return org;
}

export async function makeOrgs(count: number, leadsEach: number): Promise<BenchOrg[]> {
  const orgs: BenchOrg[] = [];
  for (let n = 0; n < count; n++) orgs.push(await makeOrg(leadsEach));
  return orgs;
}

export function anyUser(org: BenchOrg): string {
  return org.userIds[Math.floor(Math.random() * org.userIds.length)]!;
}

/** Puts events into the ledger and the inbox by the door's own statement, without HTTP. */
export async function writeBodies(org: BenchOrg, bodies: string[]): Promise<void> {
  for (let start = 0; start < bodies.length; start += ROWS_A_STATEMENT) {
    const nowMs = Date.now();
    const rows = bodies.slice(start, start + ROWS_A_STATEMENT).map((body) => rowOf(org, body, nowMs));
    await writeEvents(inKeyOrder(rows));
  }
}
