import { sweep } from '@/lib/leads';
import { forgetOldChanges } from '@/lib/live';
import { retryUnsent } from '@/lib/mail';
import { env } from '@/lib/platform/env';
import { log } from '@/lib/platform/log';
import { ensurePartitions, forgetRefusedEvents } from '@/lib/tracking';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * The net under the fast path: a drain at start for what a crash left in the inbox. What the clock asks for after that
 * comes as durable functions (inngest/schedule.ts); where nobody drives them, timers here do the same. One run of a
 * kind at a time; a run that takes long only delays the next.
 */
export function startTimers(): () => void {
  if (env().INNGEST_BASE_URL) {
    sweep().catch((error: unknown) =>
      log.error({ err: error }, 'the sweep at start failed; the next schedule does it'),
    );
    return () => {};
  }
  const timers = [
    every(MINUTE_MS, 'sweep', () => sweep()),
    every(MINUTE_MS, 'forget old live changes', forgetOldChanges),
    every(MINUTE_MS, 'forget old refused events', forgetRefusedEvents),
    every(5 * SECOND_MS, 'unsent mail', () => retryUnsent()),
    every(HOUR_MS, 'partitions ahead', ensurePartitions),
  ];
  return () => {
    for (const timer of timers) clearInterval(timer);
  };
}

function every(intervalMs: number, name: string, work: () => Promise<void>): NodeJS.Timeout {
  let running = false;
  const run = async () => {
    if (running) return;
    running = true;
    try {
      await work();
    } catch (error) {
      log.error({ work: name, err: error }, 'scheduled work failed, will run again');
    } finally {
      running = false;
    }
  };
  void run();
  return setInterval(() => void run(), intervalMs);
}
