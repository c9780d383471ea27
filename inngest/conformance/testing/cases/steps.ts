import { expect } from 'vitest';
import { stackOf } from '../call';
import {
  asksAgain,
  completes,
  hash,
  type Op,
  ops,
  planned,
  ran,
  returned,
  scripted,
  sleeps,
  stepError,
  stepFailed,
  waits,
} from '../script';
import { begin, pauseMs, point, send } from '../suite';

const again = { 'x-inngest-no-retry': 'false', 'retry-after': '1' };
const id = hash('one');
const LEAST_MS = 950;
const SOON_MS = 10_000;

/** What the function is given after it has reported an operation, once that has ended. */
const after = (name: string, op: () => Op) => scripted(name, (_, nth) => (nth === 0 ? ops([op()]) : returned(null)));

const remembers = scripted('remembers', [ops([ran('one', { n: 1 })]), ops([ran('two', 2)]), returned(null)]);
point(['3.step-run', '4.stack'], 'kept as `data`, in the order of ending', async () => {
  await begin(remembers);
  const [, second, third] = await remembers.stays(3);
  expect(second!.body.steps).toEqual({ [id]: { data: { n: 1 } } });
  expect(third!.body.steps).toEqual({ [id]: { data: { n: 1 } }, [hash('two')]: { data: 2 } });
  expect(third!.query.stepId).toBe('step');
  expect([stackOf(third!), third!.body.ctx.stack.current]).toEqual([[id, hash('two')], 2]);
});

const LOOKALIKES = [{ data: 1 }, { error: 'none' }, { input: [] }, null, false, 0, ''];
const lookalikes = scripted('lookalikes', ({ body }) => {
  const nth = Object.keys(body.steps).length;
  return nth < LOOKALIKES.length ? ops([ran(`result ${nth}`, LOOKALIKES[nth])]) : returned(null);
});
point('3.step-run-wrapped', 'whatever it is', async () => {
  await begin(lookalikes);
  const calls = await lookalikes.stays(LOOKALIKES.length + 1);
  const expected = LOOKALIKES.map((data, nth) => [hash(`result ${nth}`), { data }]);
  expect(calls.at(-1)!.body.steps).toEqual(Object.fromEntries(expected));
});

const plans = scripted('plans', [ops([planned('one')]), ops([ran('one', 1)]), returned(null)]);
point('3.step-planned', 'called for, with no memo before', async () => {
  await begin(plans);
  const calls = await plans.stays(3);
  expect(calls.map(({ query, body }) => [query.stepId, body.steps])).toEqual([
    ['step', {}],
    [id, {}],
    ['step', { [id]: { data: 1 } }],
  ]);
});

const error = { name: 'Error', message: 'broken', stack: 'Error: broken' };
const erring = scripted('erring', [
  ops([planned('one')]),
  ops([stepError('one', error)], { headers: again }),
  ops([ran('one', 1)]),
  returned(null),
]);
point('3.step-error', 'the step again, a second later', async () => {
  await begin(erring);
  const calls = await erring.stays(4);
  expect(calls.map(({ query, body }) => [query.stepId, body.ctx.attempt, Object.keys(body.steps)])).toEqual([
    ['step', 0, []],
    [id, 0, []],
    [id, 1, []],
    ['step', 0, [id]],
  ]);
  expect(pauseMs(erring, 2)).toBeGreaterThan(LEAST_MS);
  expect(pauseMs(erring, 2)).toBeLessThan(SOON_MS);
});

const erringAtOnce = scripted('erring-at-once', [
  ops([stepError('one', error)], { headers: again }),
  ops([ran('one', 1)]),
  ops([ran('two', 2)]),
  returned(null),
]);
point(['3.step-error', '4.attempt'], 'a step that ran at once too; after it attempts begin anew', async () => {
  await begin(erringAtOnce);
  const calls = await erringAtOnce.stays(4);
  expect(calls.map(({ query, body }) => [query.stepId, body.ctx.attempt])).toEqual([
    ['step', 0],
    ['step', 1],
    ['step', 0],
    ['step', 0],
  ]);
});

const failure = { ...error, cause: { name: 'Error', message: 'the root of it', stack: 'Error' } };
const failing = after('failing', () => stepFailed('one', failure));
point('3.step-failed', 'the function goes on with the error', async () => {
  await begin(failing);
  const [, second] = await failing.stays(2);
  expect(second!.body.steps[id]).toEqual({ error: failure });
  expect([second!.query.stepId, second!.body.ctx.attempt, stackOf(second!)]).toEqual(['step', 0, [id]]);
});

const sleeper = after('sleeper', () => sleeps('one', '1s'));
const alarmed = after('alarmed', () => sleeps('one', new Date(Date.now() + 1_200).toISOString()));
for (const [point_, fn] of [
  ['3.sleep', sleeper],
  ['3.sleep-date', alarmed],
] as const)
  point(point_, 'then, and not before, with null', async () => {
    await begin(fn);
    const [, second] = await fn.stays(2);
    expect(second!.body.steps).toEqual({ [id]: null });
    expect(stackOf(second!)).toEqual([id]);
    expect(pauseMs(fn, 1)).toBeGreaterThan(LEAST_MS);
    expect(pauseMs(fn, 1)).toBeLessThan(SOON_MS);
  });

const sameLead = 'event.data.lead == async.data.lead';
const waiter = after('waiter', () => waits('one', `${waiter.event}-reply`, { timeout: '1m', if: sameLead }));
point(['3.wait', '6.wait-sides'], 'the event for which the condition holds, as it is', async () => {
  await begin(waiter, { lead: 'ada' });
  await waiter.stays(1, 800);
  const reply = `${waiter.event}-reply`;
  await send({ name: reply, data: { lead: 'bob', text: 'no' } });
  await waiter.stays(1, 500);
  await send({ name: reply, data: { lead: 'ada', text: 'yes' } });
  const [, second] = await waiter.stays(2);
  expect(second!.body.steps[id]).toMatchObject({ name: reply, data: { lead: 'ada', text: 'yes' } });
  expect(stackOf(second!)).toEqual([id]);
});

const forsaken = after('forsaken', () => waits('one', `${forsaken.event}-reply`, { timeout: '1s' }));
point('3.wait-timeout', 'null after its time', async () => {
  await begin(forsaken);
  const [, second] = await forsaken.stays(2);
  expect(second!.body.steps).toEqual({ [id]: null });
  expect(pauseMs(forsaken, 1)).toBeGreaterThan(LEAST_MS);
});

const impatient = after('impatient', () => waits('one', `${impatient.event}-reply`, { timeout: '' }));
point('3.wait-no-timeout', 'null at once', async () => {
  await begin(impatient);
  const [, second] = await impatient.stays(2);
  expect(second!.body.steps).toEqual({ [id]: null });
  expect(pauseMs(impatient, 1)).toBeLessThan(SOON_MS);
});

const early = after('early', () => waits('one', `${early.event}-reply`, { timeout: '4s' }));
point('4.first-end', 'the event came first', async () => {
  await begin(early);
  await early.stays(1, 800);
  await send({ name: `${early.event}-reply`, data: { n: 1 } });
  await send({ name: `${early.event}-reply`, data: { n: 2 } });
  const [, second] = await early.stays(2, 4_000);
  expect(second!.body.steps[id]).toMatchObject({ data: { n: 1 } });
});

const late = scripted('late', (_, nth) => {
  if (nth === 0) return ops([waits('one', `${late.event}-reply`, { timeout: '1s' })]);
  return nth === 1 ? ops([sleeps('two', '1s')]) : returned(null);
});
point('4.first-end', 'its time came first', async () => {
  await begin(late);
  await late.seen(2);
  await send({ name: `${late.event}-reply`, data: {} });
  const [, , third] = await late.stays(3);
  expect(third!.body.steps).toEqual({ [id]: null, [hash('two')]: null });
});

const complete = scripted('complete', [ops([completes({ sum: 41 })])]);
point('3.run-complete', 'no call follows', async () => {
  await begin(complete);
  await complete.stays(1, 1_500);
});

const discovers = scripted('discovers', [ops([asksAgain()]), returned(null)]);
point('3.discovery', 'one call, with no memo', async () => {
  await begin(discovers);
  const [, second] = await discovers.stays(2);
  expect([second!.query.stepId, second!.body.steps]).toEqual(['step', {}]);
});
