import type { Installation } from './installation';

/** What every measurement needs. */
export interface BenchRun extends Installation {
  /** Length of one measurement. */
  seconds: number;
  /** How often reference and subject take turns. */
  rounds: number;
  say(line: string): void;
}

/**
 * Every measurement begins just after a checkpoint, so that none pays for what another one wrote, and whoever writes
 * pays the same for the first touch of a page.
 */
export async function settled(run: BenchRun): Promise<void> {
  await run.admin.query('checkpoint');
}
