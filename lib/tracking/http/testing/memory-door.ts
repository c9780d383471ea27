import type { Limiter } from '@/lib/platform/limits';
import { inProcessLimiter } from '@/lib/platform/limits/in-process';
import type { LedgerRow } from '@/lib/tracking/ledger';
import { createGroupCommit } from '@/lib/tracking/ledger/group-commit';
import { createDoor, type Door } from '../door';
import type { IngestKey } from '../key-lookup';
import type { RefusedEvent } from '../refused-events';

export const WRITE_KEY = `tl_w_${'w'.repeat(43)}`;
export const API_KEY = `tl_k_${'k'.repeat(43)}`;
export const UNKNOWN_KEY = `tl_w_${'u'.repeat(43)}`;
export const ORG = '01890a5d-ac96-774b-bcce-b302099a8057';
export const SOURCE = '01890a5d-ac96-774b-bcce-b302099a8058';

/** The real door over a ledger in memory, so that its answers can be tested without a database. */
export interface MemoryDoor {
  door: Door;
  /** What is in the ledger, in order of arrival. */
  stored(): LedgerRow[];
  /** What it noted as refused, the oldest first. */
  refused: RefusedEvent[];
  /** How many more it only counted. */
  leftOut: number;
  /** The key and its rules; a test may change them. */
  source: IngestKey;
  apiKey: IngestKey;
  /** Thrown by every statement while it is set. */
  failWith: Error | undefined;
  /** Thrown by every key lookup while it is set. */
  lookupFailsWith: Error | undefined;
  /** Rows of this type are refused as data by the "database". */
  unstorableType: string | undefined;
}

interface MemoryDoorOptions {
  eventsPerSecond?: number;
  trustedProxy?: boolean;
  limiter?: Limiter;
}

export function memoryDoor(options: MemoryDoorOptions = {}): MemoryDoor {
  const ledger = new Map<string, LedgerRow>();
  const common = {
    orgId: ORG,
    mayWrite: true,
    allowedOrigins: [],
    eventsPerSecond: null,
    backdatingDays: 90,
    keepIpAddresses: false,
    expiresAtMs: null,
  };
  const memory: Omit<MemoryDoor, 'door'> = {
    stored: () => [...ledger.values()],
    refused: [],
    leftOut: 0,
    source: { ...common, keyId: SOURCE, sourceId: SOURCE },
    apiKey: { ...common, keyId: '01890a5d-ac96-774b-bcce-b302099a8059', sourceId: null },
    failWith: undefined,
    lookupFailsWith: undefined,
    unstorableType: undefined,
  };
  const group = createGroupCommit({
    async write(rows) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      if (memory.failWith) throw memory.failWith;
      if (rows.some((row) => row.type === memory.unstorableType))
        throw Object.assign(new Error('invalid input'), { code: '22P05' });
      const known: number[] = [];
      rows.forEach((row, position) => {
        const name = row.orgId + row.key;
        if (ledger.has(name)) known.push(position);
        else ledger.set(name, row);
      });
      return known;
    },
  });
  const door = createDoor({
    keys: {
      find(secret) {
        if (memory.lookupFailsWith) return Promise.reject(memory.lookupFailsWith);
        if (secret === WRITE_KEY) return memory.source;
        return Promise.resolve(secret === API_KEY ? memory.apiKey : null);
      },
    },
    commit: group.commit,
    limiter: options.limiter ?? inProcessLimiter(),
    refused: {
      note: (_orgId, make) => memory.refused.push(make()),
      leaveOut(_orgId, count) {
        memory.leftOut += count;
      },
    },
    eventsPerSecond: options.eventsPerSecond ?? 1_000_000,
    trustedProxy: options.trustedProxy ?? false,
  });
  return Object.assign(memory, { door });
}
