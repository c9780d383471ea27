import { Inngest } from 'inngest';
import { env } from '@/lib/platform/env';
import { log } from '@/lib/platform/log';
import { processState } from '@/lib/platform/process-state';
import { traceHeaders } from '@/lib/platform/trace';

/** Every durable function of the program belongs to this one. */
export const APP_ID = 'throughline';

/**
 * The one client. It speaks to whoever `INNGEST_BASE_URL` names: the engine of this machine, or an Inngest of one's
 * own; without it, to Inngest's cloud. Always in signed mode: whoever reaches the address must not run a function.
 */
export function inngest(): Inngest {
  return processState('inngest', () => {
    const { INNGEST_EVENT_KEY, INNGEST_SIGNING_KEY, INNGEST_SIGNING_KEY_FALLBACK, INNGEST_BASE_URL } = env();
    return new Inngest({
      id: APP_ID,
      isDev: false,
      checkpointing: false,
      eventKey: INNGEST_EVENT_KEY,
      signingKey: INNGEST_SIGNING_KEY,
      // The key before it, while whoever drives us may still sign with that one.
      signingKeyFallback: INNGEST_SIGNING_KEY_FALLBACK,
      ...(INNGEST_BASE_URL ? { baseUrl: INNGEST_BASE_URL } : {}),
      logger: log,
      fetch: fetchInTrace,
    });
  });
}

/** An event that is sent while something is traced says so beside it, and its run is part of the same trace. */
const fetchInTrace: typeof fetch = (input, init) => {
  const { traceparent } = traceHeaders();
  if (!traceparent) return fetch(input, init);
  const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined));
  headers.set('traceparent', traceparent);
  return fetch(input, { ...init, headers });
};
