import type { IncomingMessage, ServerResponse } from 'node:http';
import { env } from '@/lib/platform/env';
import { processState } from '@/lib/platform/process-state';
import { limiter, processLimiter } from '@/lib/tenancy';
import { groupCommit } from '@/lib/tracking/ledger';
import { createDoor, type Door } from './door';
import { createKeyLookup, type KeyLookup } from './key-lookup';
import { loadKeys } from './load-keys';
import { createDoorListener } from './node-adapter';
import { createRefusedLog, type RefusedLog } from './refused-log';
import { createDoorRoute } from './web-adapter';
import { writeRefused } from './write-refused';

export type { DoorRequest, DoorResponse } from './door-types';

/** The door for node:http. @returns whether it took the request; otherwise the request is untouched */
export function doorListener(request: IncomingMessage, response: ServerResponse): boolean {
  return nodeDoor()(request, response);
}

/** The door for route handlers. */
export function doorRoute(request: Request): Promise<Response> {
  return webDoor()(request);
}

/** Takes no more events, and resolves when those that were taken are committed and answered, and refusals noted. */
export async function flushDoor(): Promise<void> {
  await groupCommit().flush();
  await refusedLog().flush();
}

/** Called after each commit with the organizations that got new events. */
export function onDoorCommit(listener: (orgIds: string[]) => void): void {
  groupCommit().setCommitListener(listener);
}

/** Whether events come in faster than single commits could follow, so that other work on the database should make room. */
export function isDoorSaturated(): boolean {
  return groupCommit().isSaturated(Date.now());
}

/** To be called when a key or a source was changed or revoked: this process then asks the database again. */
export function forgetIngestKeys(): void {
  keyLookup().forget();
}

type ApiKeyListener = (orgId: string, keyId: string, atMs: number) => void;

/** Tells which API keys send events, each about every ten seconds while it is in use. */
export function onApiKeyUsed(listener: ApiKeyListener): void {
  apiKeyUse().listener = listener;
}

function nodeDoor() {
  return processState('door-node', () =>
    createDoorListener({ door: door(), trustedProxy: env().TRUSTED_PROXY === '1' }),
  );
}

function webDoor() {
  return processState('door-web', () => createDoorRoute({ door: door(), trustedProxy: env().TRUSTED_PROXY === '1' }));
}

function door(): Door {
  return processState('door', () =>
    createDoor({
      keys: keyLookup(),
      commit: groupCommit().commit,
      limiter: limiter(),
      refused: refusedLog(),
      eventsPerSecond: env().INGEST_EVENTS_PER_SECOND,
      trustedProxy: env().TRUSTED_PROXY === '1',
    }),
  );
}

function refusedLog(): RefusedLog {
  return processState('refused-log', () =>
    createRefusedLog({
      write: writeRefused,
      // It bounds what this process writes down, and must not wait.
      limiter: processLimiter(),
      isBusy: () => groupCommit().isSaturated(Date.now()),
    }),
  );
}

function keyLookup(): KeyLookup {
  return processState('ingest-keys', () =>
    createKeyLookup({ load: loadKeys, onApiKeyUsed: (orgId, keyId, atMs) => apiKeyUse().listener(orgId, keyId, atMs) }),
  );
}

function apiKeyUse(): { listener: ApiKeyListener } {
  return processState('ingest-api-key-use', () => ({ listener: () => {} }));
}
