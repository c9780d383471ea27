import { expect, test } from 'vitest';
import { type EngineKill, progressAfter, resumptionProblems } from './report';

const kill = (times: Partial<EngineKill>): EngineKill => ({
  victim: 'engine',
  fromMs: 0,
  untilMs: 10,
  items: 4,
  takenUpMs: 9_000,
  progressMs: 800,
  ...times,
});

test('progress is counted from a kill to the next step of any run', () => {
  expect(progressAfter(1_000, [400, 900, 1_700, 1_600])).toBe(600);
  expect(progressAfter(2_000, [400, 900])).toBe(0);
});

test('what is taken up or goes on later than fifteen seconds is told', () => {
  expect(resumptionProblems([kill({}), kill({ victim: 'program', takenUpMs: 15_000 })])).toEqual([]);
  expect(resumptionProblems([kill({ takenUpMs: 15_001 })])).toHaveLength(1);
  expect(resumptionProblems([kill({ takenUpMs: Number.POSITIVE_INFINITY })])[0]).toContain('never');
  expect(resumptionProblems([kill({ progressMs: 20_000 })])[0]).toContain('no step was begun');
});
