import { expect } from 'vitest';
import { type Call, stackOf } from '../call';
import { hash, ops, planned, ran, returned, scripted, sideBySide, sleeps, threw, waits } from '../script';
import { begin, pauseMs, point, send } from '../suite';

const ids = (...names: string[]) => names.map(hash);
const called = (calls: Call[]) => calls.map(({ query }) => query.stepId);
/** What the calls after the first that asked what comes next were given, in the order of ending. */
const stacks = (calls: Call[]) =>
  calls
    .slice(1)
    .filter(({ query }) => query.stepId === 'step')
    .map(stackOf);

const three = scripted('three', sideBySide({ a: { afterMs: 1_600 }, b: {}, c: { afterMs: 800 } }));
point(
  ['4.one-call-each', '4.rediscover-once', '4.stack'],
  'each once, then one call, in the order of ending',
  async () => {
    await begin(three);
    const calls = await three.stays(5);
    expect(called(calls).slice(1, 4).sort()).toEqual(ids('a', 'b', 'c').sort());
    expect(stacks(calls)).toEqual([ids('b', 'c', 'a')]);
    expect(calls[4]!.body.ctx.stack.current).toBe(3);
  },
);

const narrow = scripted('narrow', sideBySide({ a: {}, b: {} }, { end: ops([ran('later', 1)]) }));
point('4.immediate-off', 'for each of them, and for what comes after', async () => {
  await begin(narrow);
  const calls = await narrow.seen(5);
  expect(calls.map(({ body }) => body.ctx.disable_immediate_execution)).toEqual([false, true, true, true, true]);
});

const alone = scripted('alone', [ops([ran('one', 1)]), returned(null)]);
point('4.immediate-off', 'and after an answer of one it stays on', async () => {
  await begin(alone);
  const [, second] = await alone.seen(2);
  expect(second!.body.ctx.disable_immediate_execution).toBe(false);
});

const mixed = scripted('mixed', ({ query, body }) => {
  if (query.stepId === hash('work')) return ops([ran('work', 1)]);
  if (hash('rest') in body.steps) return returned(null);
  return ops([planned('work'), sleeps('rest', '1s'), waits('reply', `${mixed.event}-reply`, { timeout: '1m' })]);
});
point('4.timers', 'only the step is called for', async () => {
  await begin(mixed);
  await mixed.stays(2, 1_500);
  await send({ name: `${mixed.event}-reply`, data: {} });
  const calls = await mixed.stays(3);
  expect(called(calls)).toEqual(['step', hash('work'), 'step']);
  expect(calls[2]!.body.steps).toMatchObject({ [hash('work')]: { data: 1 }, [hash('rest')]: null });
  // In the order in which they ended, which on a busy machine need not be that of the clock.
  expect(stackOf(calls[2]!).toSorted()).toEqual(ids('work', 'rest', 'reply').toSorted());
});

const slow = { a: {}, b: { afterMs: 2_000 } };
const old = scripted('old', sideBySide(slow, { version: 1 }));
const racing = scripted(
  'racing',
  sideBySide({
    a: { opts: { parallelMode: 'race' } },
    b: { afterMs: 2_000, opts: { parallelMode: 'race' } },
  }),
);
for (const [id, fn] of [
  ['4.rediscover-each', old],
  ['4.race', racing],
] as const)
  point(
    [id, '4.memos', '4.reported-again'],
    'one call while the other runs, which is not called for again',
    async () => {
      await begin(fn);
      const calls = await fn.stays(5);
      expect(called(calls).slice(1, 3).sort()).toEqual(ids('a', 'b').sort());
      expect(stacks(calls)).toEqual([ids('a'), ids('a', 'b')]);
      for (const call of calls) expect(Object.keys(call.body.steps).sort()).toEqual(stackOf(call).sort());
      const b = calls.find(({ query }) => query.stepId === hash('b'))!;
      expect(calls[3]!.atMs).toBeLessThan(b.answeredMs!);
    },
  );

/** Reports its sleep with every call until it has ended; version 1, so that it is called in between. */
const insists = scripted('insists', ({ query, body }) => {
  if (query.stepId === hash('work')) return ops([ran('work', 1)], { version: 1 });
  if (hash('rest') in body.steps) return returned(null);
  return ops([...(hash('work') in body.steps ? [] : [planned('work')]), sleeps('rest', '2s')], { version: 1 });
});
point('4.reported-again', 'a sleep ends when it would have, and once', async () => {
  await begin(insists);
  const calls = await insists.stays(4, 1_500);
  expect(called(calls)).toEqual(['step', hash('work'), 'step', 'step']);
  expect(calls[3]!.atMs - calls[0]!.answeredMs!).toBeLessThan(10_000);
  expect(calls[3]!.atMs - calls[0]!.answeredMs!).toBeGreaterThan(1_900);
});

const recovers = scripted('recovers', [
  threw(500, { 'x-inngest-no-retry': 'false', 'retry-after': '1' }),
  ops([ran('one', 1)]),
  threw(500, { 'x-inngest-no-retry': 'false', 'retry-after': '1' }),
  returned(null),
]);
point('4.attempt', 'a call that succeeds ends the count', async () => {
  await begin(recovers);
  const calls = await recovers.stays(4);
  expect(calls.map(({ body }) => body.ctx.attempt)).toEqual([0, 1, 0, 1]);
  expect(pauseMs(recovers, 2)).toBeLessThan(10_000);
});
