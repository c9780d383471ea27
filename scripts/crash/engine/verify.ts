import type { Check } from '../verify';
import { SLEEPS, STEPS } from './function-steps';
import type { EngineStored } from './stored';

/** A kill: just before the signal, and when the victim was gone. Unix milliseconds. */
export interface KillTime {
  fromMs: number;
  untilMs: number;
}

/**
 * A call that a killed engine had sent, or a statement that a killed program had sent, still begins a step a moment
 * after the kill, on a busy machine.
 */
const AFTERMATH_MS = 1_000;

/** Compares what the tables hold with the events 0 … `runs` − 1, all of which were acknowledged. */
export function verifyEngine(stored: EngineStored, runs: number, kills: readonly KillTime[]): Check[] {
  return [
    { promise: 'every acknowledged event began one run', problems: runProblems(stored, runs) },
    { promise: 'every run is completed, each of its steps and sleeps once', problems: completionProblems(stored) },
    { promise: "every step's effect is there once", problems: effectProblems(stored, runs) },
    { promise: 'no step ran again once its memo was kept', problems: memoProblems(stored) },
    { promise: 'a step ran again only where a kill came in between', problems: repetitionProblems(stored, kills) },
    { promise: 'what a run returned is what its steps returned when they ran', problems: outputProblems(stored) },
    { promise: 'no kill cost a run an attempt', problems: some(stored.failures, 'attempts count as failed') },
    {
      promise: 'nothing is left over in the queue or among the waits',
      problems: [...some(stored.queued, 'items in the queue'), ...some(stored.waiting, 'waits')],
    },
  ];
}

function runProblems({ runs }: EngineStored, expected: number): string[] {
  const times = new Map<number, number>();
  for (const { n } of runs) times.set(n, (times.get(n) ?? 0) + 1);
  return [
    ...Array.from({ length: expected }, (_, n) => n)
      .filter((n) => times.get(n) !== 1)
      .map((n) => `event ${n} began ${times.get(n) ?? 0} runs`),
    ...[...times.keys()].filter((n) => !(n >= 0 && n < expected)).map((n) => `event ${n} was never sent`),
  ];
}

function completionProblems({ runs, steps }: EngineStored): string[] {
  const byRun = Map.groupBy(steps, ({ runId }) => runId);
  const expected = [...STEPS, ...SLEEPS].sort().join(', ');
  return runs.flatMap(({ id, status }) => {
    const done = (byRun.get(id) ?? []).filter(({ state }) => state === 'done').map(({ name }) => name);
    if (status !== 'completed') return [`run ${id} is ${status} after ${done.length} steps`];
    const all = byRun.get(id)?.length ?? 0;
    return done.sort().join(', ') === expected && all === done.length
      ? []
      : [`run ${id} is completed with ${all} steps, done are ${done.join(', ')}`];
  });
}

function effectProblems({ effects }: EngineStored, runs: number): string[] {
  const times = new Map<string, number>();
  for (const { n, step } of effects) times.set(`${n} ${step}`, (times.get(`${n} ${step}`) ?? 0) + 1);
  return Array.from({ length: runs }, (_, n) => STEPS.map((step) => `${n} ${step}`))
    .flat()
    .filter((key) => times.get(key) !== 1)
    .map((key) => `the effect of ${key} is there ${times.get(key) ?? 0} times`);
}

function memoProblems({ executions }: EngineStored): string[] {
  return executions
    .filter(({ memoWasKept }) => memoWasKept)
    .map(({ runId, step, id }) => `${step} of ${runId} ran (as execution ${id}) although its memo was kept`);
}

function repetitionProblems({ executions }: EngineStored, kills: readonly KillTime[]): string[] {
  const byStep = Map.groupBy(executions, ({ runId, step }) => `${step} of ${runId}`);
  return [...byStep].flatMap(([name, times]) =>
    times.slice(1).flatMap(({ beganAtMs }, before) => {
      const earlierMs = times[before]!.beganAtMs;
      const isExcused = kills.some(({ fromMs, untilMs }) => untilMs + AFTERMATH_MS >= earlierMs && fromMs <= beganAtMs);
      return isExcused
        ? []
        : [`${name} ran again after ${Math.round(beganAtMs - earlierMs)} ms, and nothing was killed`];
    }),
  );
}

/** Each execution returns its own number, so memo and output tell which of several counted: one for all time. */
function outputProblems({ runs, steps, executions }: EngineStored): string[] {
  const ran = new Map(executions.map(({ id, runId, step }) => [id, `${step} of ${runId}`]));
  const memos = new Map(steps.map(({ runId, name, memo }) => [`${name} of ${runId}`, memo]));
  return runs
    .filter(({ status }) => status === 'completed')
    .flatMap(({ id, output }) =>
      STEPS.flatMap((step) => {
        const name = `${step} of ${id}`;
        const returned = output?.[step];
        const memo = (memos.get(name) as { data?: unknown } | undefined)?.data;
        const isSame = typeof returned === 'number' && returned === memo && ran.get(returned) === name;
        return isSame ? [] : [`${name}: the run returned ${returned}, its memo is ${memo}`];
      }),
    );
}

function some(count: number, what: string): string[] {
  return count === 0 ? [] : [`${count} ${what}`];
}
