import { log } from './log';

/**
 * Whether a store that the program can do without is there. After a failure it is left alone for a while and then asked
 * by one, so that an outage costs one request in a while its time, and two lines of the log in all.
 */
export interface StorePresence {
  /** Whether to ask it now. Of those who come when the pause is over, one is told yes. */
  mayAsk(): boolean;
  /** Whether it has failed and not answered since. */
  readonly isAway: boolean;
  answered(): void;
  failed(error: unknown): void;
}

interface StorePresenceOptions {
  /** What stands in the log, e.g. `the cache in Redis`. */
  name: string;
  pauseMs: number;
  /** Monotonic milliseconds. */
  now?: () => number;
}

export function storePresence({ name, pauseMs, now = () => performance.now() }: StorePresenceOptions): StorePresence {
  let askAgainMs: number | null = null;
  return {
    mayAsk() {
      if (askAgainMs === null) return true;
      if (now() < askAgainMs) return false;
      // Until the one who asks now knows more.
      askAgainMs = now() + pauseMs;
      return true;
    },
    get isAway() {
      return askAgainMs !== null;
    },
    answered() {
      if (askAgainMs !== null) log.info(`${name} is back`);
      askAgainMs = null;
    },
    failed(error) {
      if (askAgainMs === null) log.warn({ reason: reasonOf(error) }, `${name} is away`);
      askAgainMs = now() + pauseMs;
    },
  };
}

/** The client of Redis repeats the command in its message, with whatever was to be stored. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split(', command was:')[0]!.slice(0, 200);
}
