import { inBackground } from '@/lib/platform/background';
import { log } from '@/lib/platform/log';
import { touchKey } from './caller-queries';

const WRITTEN_EVERY_MS = 60_000;

/** An API key sent events. The door's role cannot write that, so it is told here; written at most once a minute a key. */
export function noteApiKeyUse(orgId: string, keyId: string, atMs: number): void {
  inBackground(
    touchKey(orgId, keyId, new Date(atMs), new Date(atMs - WRITTEN_EVERY_MS)).catch((error: Error) =>
      log.warn({ keyId, reason: error.message }, 'the last use of an API key was not written'),
    ),
  );
}
