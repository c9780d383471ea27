import { describe, expect, it } from 'vitest';
import type { EngineOverview } from './engine-overview';
import { durableWork, worst } from './health';
import { isOverdue, nextRun } from './schedule';
import { workerOf } from './workers';

const at = (time: string) => new Date(`2026-03-01T${time}Z`);
const EVERY_TEN_MINUTES = '*/10 * * * *';

const history = {
  worker: 'clean',
  lastRunId: '0192f0c1-0000-7000-8000-000000000000',
  lastRun: at('10:00:00'),
  lastEnd: at('10:00:02'),
  lastError: null,
  lastDurationMs: 2_000,
  runCount: 5,
  errorCount: 0,
};
const standing = (fields: Partial<typeof history>, now: Date) =>
  workerOf({ name: 'clean', cron: EVERY_TEN_MINUTES, does: 'Cleans.', history: { ...history, ...fields } }, now);

describe('a schedule', () => {
  it('comes next at its moment, by UTC', () =>
    expect(nextRun(EVERY_TEN_MINUTES, at('10:00:00'))).toEqual(at('10:10:00')));

  it.each([
    ['10:10:00', false],
    ['10:11:30', false],
    ['10:11:31', true],
  ])('that ran at 10:00 and not since is overdue at %s: %s', (now, overdue) =>
    expect(isOverdue(EVERY_TEN_MINUTES, at('10:00:00'), at(now))).toBe(overdue),
  );
});

describe('a worker', () => {
  it('that has never run is neither running nor overdue', () =>
    expect(
      workerOf({ name: 'new', cron: EVERY_TEN_MINUTES, does: '', history: undefined }, at('10:00:00')),
    ).toMatchObject({
      lastRun: null,
      isRunning: false,
      isOverdue: false,
      nextRun: at('10:10:00').toISOString(),
    }));

  it('runs while it has no end, and was killed when it has none for ten minutes', () => {
    const unended = { lastEnd: null as never };
    expect(standing(unended, at('10:09:59'))).toMatchObject({ isRunning: true, isOverdue: false });
    expect(standing(unended, at('10:12:00'))).toMatchObject({ isRunning: false, isOverdue: true });
  });
});

describe('durable work', () => {
  const well: EngineOverview = {
    kind: 'engine',
    queue: { due: 0, oldestDueAt: null, underWay: 0 },
    open: 2,
    failed: 0,
    functions: [{ id: 'a', name: 'a', refused: null, gone: false }],
  };
  const judged = (fields: object) => durableWork({ ...well, ...fields } as EngineOverview, at('10:05:00'));

  it.each([
    ['is well', {}, 'ok', /2 runs under way/],
    ['has failed runs', { failed: 1 }, 'degraded', /1 run failed/],
    ['is late', { queue: { due: 3, oldestDueAt: at('10:03:59').toISOString(), underWay: 0 } }, 'degraded', /3 steps/],
    ['is not late yet', { queue: { due: 3, oldestDueAt: at('10:04:01').toISOString(), underWay: 0 } }, 'ok', /2 runs/],
    [
      'has a function it cannot run',
      { functions: [{ id: 'b', name: 'b', refused: 'no', gone: false }] },
      'degraded',
      /b: no/,
    ],
    ['had one', { functions: [{ id: 'b', name: 'b', refused: 'no', gone: true }] }, 'ok', /2 runs/],
    ['cannot be reached', { kind: 'away' }, 'down', /cannot be reached/],
  ])('that %s', (_, fields, status, detail) =>
    expect(judged(fields)).toEqual({ status, detail: expect.stringMatching(detail) }),
  );
});

it('the whole is as well as its worst part', () => {
  expect(worst(['ok', 'down', 'degraded'])).toBe('down');
  expect(worst(['ok', 'degraded'])).toBe('degraded');
  expect(worst(['ok'])).toBe('ok');
});
