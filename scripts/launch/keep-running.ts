import { setTimeout as sleep } from 'node:timers/promises';
import { unlessAborted } from './abort';
import { seconds } from './progress';

/** Something that runs until it ends, and says in words how it did. */
export type Running = { ended: Promise<string> };

/** Pauses before the first, second, … restart in a row, in milliseconds; the last one stays. */
const PAUSES_MS = [200, 500, 1_000, 2_000, 5_000];

/** Whoever has run this long was well: its next end counts as the first. */
const WELL_AFTER_MS = 30_000;

export type KeepRunningOptions<Thing extends Running> = {
  name: string;
  first: Thing;
  restart: () => Promise<Thing>;
  signal: AbortSignal;
  say: (line: string) => void;
  pausesMs?: readonly number[];
  wellAfterMs?: number;
};

/** Restarts whatever ends. When the signal is aborted, returns what runs then, which may have ended. */
export async function keepRunning<Thing extends Running>(options: KeepRunningOptions<Thing>): Promise<Thing> {
  const { name, signal, say, wellAfterMs = WELL_AFTER_MS } = options;
  let current = options.first;
  let failures = 0;
  while (!signal.aborted) {
    const sinceMs = performance.now();
    const how = await unlessAborted(current.ended, signal).catch(() => null);
    if (how === null) return current;
    say(`${name} ended unexpectedly (${how}); restarting it.`);
    const endedMs = performance.now();
    if (endedMs - sinceMs >= wellAfterMs) failures = 0;
    const restarted = await restart(options, failures);
    if (!restarted) return current;
    current = restarted.thing;
    failures = restarted.failures;
    say(`${name} is back after ${seconds(performance.now() - endedMs)}.`);
  }
  return current;
}

/** Tries until it runs again; null when aborted meanwhile. */
async function restart<Thing extends Running>(
  { name, restart, signal, say, pausesMs }: KeepRunningOptions<Thing>,
  failuresBefore: number,
): Promise<{ thing: Thing; failures: number } | null> {
  for (let failures = failuresBefore; !signal.aborted; failures++) {
    try {
      await sleep(pauseMs(failures, pausesMs), undefined, { signal });
      return { thing: await restart(), failures: failures + 1 };
    } catch (error) {
      if (!signal.aborted) say(`${name} could not be restarted: ${error instanceof Error ? error.message : error}`);
    }
  }
  return null;
}

/** The pause before the restart after so many failures in a row. */
export function pauseMs(failures: number, pausesMs: readonly number[] = PAUSES_MS): number {
  return pausesMs[Math.min(failures, pausesMs.length - 1)] ?? 0;
}
