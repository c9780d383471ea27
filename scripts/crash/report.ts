import { VICTIMS, type Victim } from './kill-schedule';
import type { CrashOptions } from './options';
import type { Check } from './verify';

export interface Kill {
  victim: Victim;
  /** By `performance.now()`, like all times here. */
  atMs: number;
}

export interface CrashReport {
  options: CrashOptions;
  checks: Check[];
  kills: Kill[];
  events: number;
  sends: number;
  requests: number;
  retries: number;
  acknowledgedEvents: number;
  launcherGaveUp: number;
  sendingMs: number;
  /** Longest time without an acknowledgement after a kill of each kind and before the next, in milliseconds. */
  longestSilenceMs: Record<Victim, number>;
  /** Null when something was owed for longer than allowed. */
  drainedInMs: number | null;
}

const EXAMPLES = 3;

export function isGreen({ checks }: CrashReport): boolean {
  return checks.every(({ problems }) => problems.length === 0);
}

/**
 * How long nobody was answered, at most, after a kill: the longest gap between acknowledgements that reaches into the
 * time from the kill to the next one. Senders never rest, so a gap is an outage.
 */
export function longestSilenceMs(kills: Kill[], acknowledgedAtMs: number[]): Record<Victim, number> {
  const longest: Record<Victim, number> = { server: 0, launcher: 0, postgres: 0 };
  for (const [n, { victim, atMs }] of kills.entries()) {
    const untilMs = kills[n + 1]?.atMs ?? Infinity;
    for (let i = 1; i < acknowledgedAtMs.length; i += 1) {
      const [fromMs, toMs] = [acknowledgedAtMs[i - 1]!, acknowledgedAtMs[i]!];
      if (toMs > atMs && fromMs < untilMs) longest[victim] = Math.max(longest[victim], toMs - Math.max(fromMs, atMs));
    }
  }
  return longest;
}

export function reportLines(report: CrashReport): string[] {
  const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
  const killed = VICTIMS.map(
    (victim) => `${victim} ${report.kills.filter((kill) => kill.victim === victim).length}`,
  ).join(', ');
  const silence = VICTIMS.map((victim) => `${victim} ${seconds(report.longestSilenceMs[victim])}`).join(', ');
  return [
    '',
    `events         ${report.events}, sent ${report.sends} times in ${report.requests} requests, ${report.retries} of them repeated`,
    `acknowledged   ${report.acknowledgedEvents} events in ${seconds(report.sendingMs)}`,
    `kill -9        ${report.kills.length}: ${killed}`,
    `longest outage ${silence} (until an event was acknowledged again)`,
    `launcher       gave up ${report.launcherGaveUp} times and was started again`,
    `drained in     ${report.drainedInMs === null ? 'not within a minute' : seconds(report.drainedInMs)}`,
    '',
    ...report.checks.flatMap(checkLines),
    '',
    isGreen(report)
      ? 'Nothing was lost and nothing counted twice.'
      : `Broken. The same again: --seed ${report.options.seed}`,
  ];
}

export function checkLines({ promise, problems }: Check): string[] {
  if (problems.length === 0) return [`✓ ${promise}`];
  const more = problems.length > EXAMPLES ? [`    … and ${problems.length - EXAMPLES} more`] : [];
  return [`✗ ${promise}`, ...problems.slice(0, EXAMPLES).map((problem) => `    ${problem}`), ...more];
}
