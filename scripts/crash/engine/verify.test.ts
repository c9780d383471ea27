import { describe, expect, test } from 'vitest';
import { SLEEPS, STEPS } from './function-steps';
import type { EngineStored } from './stored';
import { verifyEngine } from './verify';

const AT_MS = Date.UTC(2026, 5, 1);

/** What two runs leave behind where nothing went wrong. */
function whole(): EngineStored {
  const runs = ['a', 'b'].map((id, n) => ({ id, n, status: 'completed', output: outputOf(n) }));
  const executions = runs.flatMap(({ id, n }) =>
    STEPS.map((step, place) => ({
      id: numberOf(n, place),
      runId: id,
      step: step as string,
      memoWasKept: false,
      beganAtMs: AT_MS + place * 100,
    })),
  );
  const steps = runs.flatMap(({ id, n }) => [
    ...STEPS.map((name, place) => ({
      runId: id,
      name: name as string,
      state: 'done',
      memo: { data: numberOf(n, place) } as unknown,
    })),
    ...SLEEPS.map((name) => ({ runId: id, name: name as string, state: 'done', memo: null as unknown })),
  ]);
  const effects = runs.flatMap(({ n }) => STEPS.map((step) => ({ n, step: step as string })));
  return { runs, steps, effects, executions, queued: 0, waiting: 0, failures: 0 };
}

const numberOf = (n: number, place: number) => n * STEPS.length + place + 1;
const outputOf = (n: number) => Object.fromEntries(STEPS.map((step, place) => [step, numberOf(n, place)]));

/** The promises that are found broken. */
function broken(change: (stored: EngineStored) => void, kills: { fromMs: number; untilMs: number }[] = []): string[] {
  const stored = whole();
  change(stored);
  return verifyEngine(stored, 2, kills)
    .filter(({ problems }) => problems.length > 0)
    .map(({ promise }) => promise);
}

describe('what a crash run of the engine compares', () => {
  test('a run without loss keeps every promise', () => {
    expect(broken(() => {})).toEqual([]);
  });

  test('an event without a run, or with two', () => {
    expect(broken((stored) => stored.runs.pop())).toEqual(['every acknowledged event began one run']);
    expect(broken((stored) => stored.runs.push({ ...stored.runs[0]! }))).toContain(
      'every acknowledged event began one run',
    );
  });

  test('a run that has not ended, a step that is missing, one too many', () => {
    const promise = 'every run is completed, each of its steps and sleeps once';
    expect(
      broken((stored) => {
        stored.runs[0]!.status = 'running';
      }),
    ).toEqual([promise]);
    expect(broken((stored) => stored.steps.pop())).toEqual([promise]);
    expect(broken((stored) => stored.steps.push({ ...stored.steps[0]!, name: 'more' }))).toEqual([promise]);
  });

  test('an effect that is missing or there twice', () => {
    expect(broken((stored) => stored.effects.pop())).toEqual(["every step's effect is there once"]);
    expect(broken((stored) => stored.effects.push({ ...stored.effects[0]! }))).toEqual([
      "every step's effect is there once",
    ]);
  });

  test('a step that ran although its memo was kept, whatever was killed', () => {
    const again = (stored: EngineStored) =>
      stored.executions.push({ ...stored.executions[0]!, id: 99, memoWasKept: true, beganAtMs: AT_MS + 5_000 });
    expect(broken(again, [{ fromMs: AT_MS + 2_000, untilMs: AT_MS + 2_010 }])).toEqual([
      'no step ran again once its memo was kept',
    ]);
  });

  test('a step that ran twice is excused by a kill in between, and by no other', () => {
    const promise = 'a step ran again only where a kill came in between';
    const again = (stored: EngineStored) =>
      stored.executions.push({ ...stored.executions[0]!, id: 99, beganAtMs: AT_MS + 5_000 });
    const kill = (afterMs: number) => [{ fromMs: AT_MS + afterMs, untilMs: AT_MS + afterMs + 10 }];
    expect(broken(again)).toEqual([promise]);
    expect(broken(again, kill(2_000))).toEqual([]);
    expect(broken(again, kill(-2_000))).toEqual([promise]);
    expect(broken(again, kill(5_001))).toEqual([promise]);
  });

  test('an output that is another than the memo, or than what the step returned', () => {
    const promise = 'what a run returned is what its steps returned when they ran';
    expect(
      broken((stored) => {
        stored.runs[0]!.output = { ...outputOf(0), left: 99 };
      }),
    ).toEqual([promise]);
    expect(
      broken((stored) => {
        stored.executions[0]!.runId = 'c';
      }),
    ).toEqual([promise]);
  });

  test('what is left over, and attempts that a kill cost', () => {
    expect(
      broken((stored) => {
        stored.queued = 1;
      }),
    ).toEqual(['nothing is left over in the queue or among the waits']);
    expect(
      broken((stored) => {
        stored.failures = 1;
      }),
    ).toEqual(['no kill cost a run an attempt']);
  });
});
