import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { POINTS } from './points';
import { stackOf } from './testing/call';
import { scriptedFunctions } from './testing/script';
import { beginSuite, endSuite, shown, suite } from './testing/suite';
import './testing/cases/sync';
import './testing/cases/calls';
import './testing/cases/answers';
import './testing/cases/steps';
import './testing/cases/parallel';
import './testing/cases/events';
import './testing/cases/with-library';

// Most of a test is waiting for a moment to come.
vi.setConfig({ maxConcurrency: 16 });
beforeAll(beginSuite);
afterAll(endSuite);

describe('all of it', () => {
  it('every point that is said to be shown has a test, and no other', () => {
    const covered = POINTS.filter(({ uncovered }) => uncovered === undefined).map(({ id }) => id);
    expect([...shown].sort()).toEqual(covered.sort());
  });

  it('no call came without a signature that holds, or with memos of other steps than those that ended', () => {
    const calls = scriptedFunctions.flatMap((fn) => fn.calls);
    expect(calls.length).toBeGreaterThan(100);
    expect(suite().program.refusals).toEqual([]);
    for (const call of calls) expect(Object.keys(call.body.steps).sort()).toEqual(stackOf(call).sort());
  });
});
