import { checkLines } from '../report';
import type { Check } from '../verify';
import type { EngineCrashOptions } from './options';
import { ENGINE_VICTIMS, type EngineVictim } from './victims';

export interface EngineKill {
  victim: EngineVictim;
  /** Unix milliseconds: just before the signal, and when it was gone. */
  fromMs: number;
  untilMs: number;
  /** What was under way then, and how long until the last of it was taken up again. */
  items: number;
  takenUpMs: number;
  /** Until any step was begun. */
  progressMs: number;
}

export interface EngineCrashReport {
  options: EngineCrashOptions;
  checks: Check[];
  kills: EngineKill[];
  requests: number;
  retries: number;
  acknowledged: number;
  executions: number;
  repeated: number;
  tookMs: number;
}

/** Of a lease that nobody renews, ten seconds pass before somebody else may take it. */
export const RESUMED_WITHIN_MS = 15_000;

/** What was under way at a kill goes on in time, and so does all the rest. */
export function resumptionProblems(kills: readonly EngineKill[]): string[] {
  return kills.flatMap(({ victim, items, takenUpMs, progressMs }, n) => [
    ...(takenUpMs > RESUMED_WITHIN_MS
      ? [`after kill ${n + 1} (${victim}) the last of ${items} items was taken up again: ${seconds(takenUpMs)}`]
      : []),
    ...(progressMs > RESUMED_WITHIN_MS
      ? [`after kill ${n + 1} (${victim}) no step was begun for ${seconds(progressMs)}`]
      : []),
  ]);
}

/** How long after each kill until a step was begun; a kill after the last step has nothing to wait for. */
export function progressAfter(killedAtMs: number, beganAtMs: readonly number[]): number {
  const next = beganAtMs.filter((atMs) => atMs > killedAtMs);
  return next.length === 0 ? 0 : Math.min(...next) - killedAtMs;
}

export function engineReportLines(report: EngineCrashReport): string[] {
  const { options, kills, checks } = report;
  const of = (victim: EngineVictim) => kills.filter((kill) => kill.victim === victim);
  const longest = (pick: (kill: EngineKill) => number) =>
    ENGINE_VICTIMS.map((victim) => `${victim} ${seconds(Math.max(0, ...of(victim).map(pick)))}`).join(', ');
  const isGreen = checks.every(({ problems }) => problems.length === 0);
  return [
    '',
    `events         ${options.runs}, acknowledged ${report.acknowledged} times in ${report.requests} requests, ${report.retries} of them repeated`,
    `steps          ${report.executions} were run, ${report.repeated} of them again because their answer was lost`,
    `kill -9        ${kills.length}: ${ENGINE_VICTIMS.map((victim) => `${victim} ${of(victim).length}`).join(', ')}, in ${seconds(report.tookMs)}`,
    `under way      ${kills.reduce((sum, { items }) => sum + items, 0)} items when something was killed`,
    `taken up again ${longest(({ takenUpMs }) => takenUpMs)} (the longest until the last of them was)`,
    `any progress   ${longest(({ progressMs }) => progressMs)} (the longest until a step of any run was begun)`,
    '',
    ...checks.flatMap(checkLines),
    '',
    isGreen
      ? 'Every run was finished, and no step whose answer was kept ran again.'
      : `Broken. The same again: --engine --seed ${options.seed}`,
  ];
}

function seconds(ms: number): string {
  return Number.isFinite(ms) ? `${(ms / 1_000).toFixed(1)} s` : 'never';
}
