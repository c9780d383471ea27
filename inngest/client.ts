import { Inngest } from 'inngest';
import { env } from '@/lib/platform/env';
import { log } from '@/lib/platform/log';
import { processState } from '@/lib/platform/process-state';

/** Every durable function of the program belongs to this one. */
export const APP_ID = 'throughline';

/**
 * The one client. It speaks to whoever `INNGEST_BASE_URL` names: the engine of this machine, or an Inngest of one's
 * own; without it, to Inngest's cloud. Always in signed mode: whoever reaches the address must not run a function.
 */
export function inngest(): Inngest {
  return processState('inngest', () => {
    const { INNGEST_EVENT_KEY, INNGEST_SIGNING_KEY, INNGEST_BASE_URL } = env();
    return new Inngest({
      id: APP_ID,
      isDev: false,
      checkpointing: false,
      eventKey: INNGEST_EVENT_KEY,
      signingKey: INNGEST_SIGNING_KEY,
      ...(INNGEST_BASE_URL ? { baseUrl: INNGEST_BASE_URL } : {}),
      logger: log,
    });
  });
}
