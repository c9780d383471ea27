import { expect } from 'vitest';
import { failureOf, hash, ops, planned, ran, returned, scripted, threw } from '../script';
import { sign } from '../signature';
import { begin, pauseMs, point, suite } from '../suite';

/** Shorter than the first back-off of the protocol, so that what comes within was asked for. */
const SOON_MS = 10_000;
const LEAST_MS = 950;
const again = { 'x-inngest-no-retry': 'false', 'retry-after': '1' };

const unmarked = scripted('unmarked', [{ status: 200, body: 'hello', unmarked: true }, returned(null)]);
point('3.mark', 'a 200 of somebody else is not the function’s', async () => {
  await begin(unmarked);
  await unmarked.stays(2);
});

const returns = scripted('returns', [returned({ sum: 41 })]);
point('3.200', 'the run has ended', async () => {
  await begin(returns);
  await returns.stays(1, 1_500);
});

const reports = scripted('reports', [ops([ran('one', 1)]), returned(null)]);
point('3.206', 'the list is read, and the function called with what it says', async () => {
  await begin(reports);
  const [, second] = await reports.stays(2);
  expect(second!.body.steps).toEqual({ [hash('one')]: { data: 1 } });
});

const fails = scripted('fails', [threw(500, again), threw(500, again), returned(null)]);
point(['3.500', '3.retry-after'], 'the same call, as the next attempt, a second later', async () => {
  await begin(fails);
  const calls = await fails.stays(3);
  expect(calls.map(({ query, body }) => [query.stepId, body.ctx.attempt])).toEqual([
    ['step', 0],
    ['step', 1],
    ['step', 2],
  ]);
  expect(new Set(calls.map(({ body }) => body.ctx.run_id)).size).toBe(1);
  for (const nth of [1, 2]) {
    expect(pauseMs(fails, nth)).toBeGreaterThan(LEAST_MS);
    expect(pauseMs(fails, nth)).toBeLessThan(SOON_MS);
  }
});

const dated = scripted('dated', (_, nth) =>
  nth === 0 ? threw(500, { ...again, 'retry-after': new Date(Date.now() + 3_000).toUTCString() }) : returned(null),
);
point('3.retry-after-date', 'not before that moment, and no back-off on top', async () => {
  await begin(dated);
  await dated.seen(2);
  // The header has whole seconds.
  expect(pauseMs(dated, 1)).toBeGreaterThan(1_900);
  expect(pauseMs(dated, 1)).toBeLessThan(SOON_MS);
});

const hasty = scripted('hasty', [threw(500, { ...again, 'retry-after': '0' }), returned(null)]);
point('3.retry-after-least', 'zero asked for is a second', async () => {
  await begin(hasty);
  await hasty.seen(2);
  expect(pauseMs(hasty, 1)).toBeGreaterThan(LEAST_MS);
  expect(pauseMs(hasty, 1)).toBeLessThan(SOON_MS);
});

const final = scripted('final', [threw(400, { 'x-inngest-no-retry': 'true' }, 'no use')]);
const finalFailed = failureOf(final, 'final-failed');
point('3.400', 'whoever is there for failures is called, and the function no more', async () => {
  await begin(final);
  const [failure] = await finalFailed.seen(1);
  expect(failure!.body.event.data).toMatchObject({ error: { message: 'no use' } });
  await final.stays(1, 1_500);
});

const stubborn = scripted('stubborn', [threw(500, { 'x-inngest-no-retry': 'true', 'retry-after': '1' })]);
const stubbornFailed = failureOf(stubborn, 'stubborn-failed');
point('3.no-retry-first', 'a 500 that may not be repeated', async () => {
  await begin(stubborn);
  await stubbornFailed.seen(1);
  await stubborn.stays(1, 1_500);
});

const mild = scripted('mild', [threw(400, again), returned(null)]);
point('3.no-retry-first', 'a 400 that may', async () => {
  await begin(mild);
  const [, second] = await mild.stays(2);
  expect(second!.body.ctx.attempt).toBe(1);
});

const lost = scripted('lost', [threw(404, { 'retry-after': '1' }), returned(null)]);
point('3.4xx', 'a 404 that says nothing of it', async () => {
  await begin(lost);
  const [, second] = await lost.stays(2);
  expect(second!.body.ctx.attempt).toBe(1);
});

const forgetful = scripted('forgetful', ({ query, body }, nth) => {
  if (nth === 0) return ops([planned('one')]);
  if (query.stepId === 'step') return returned(null);
  if (body.ctx.attempt > 0) return ops([ran('one', 1)]);
  return { status: 500, headers: again, body: { error: 'Could not find the step.', requestedStep: hash('one') } };
});
point('3.step-not-found', 'the step is called for again', async () => {
  await begin(forgetful);
  const calls = await forgetful.stays(4);
  expect(calls.map(({ query, body }) => [query.stepId, body.ctx.attempt])).toEqual([
    ['step', 0],
    [hash('one'), 0],
    [hash('one'), 1],
    ['step', 0],
  ]);
});

point(['3.401', '8.window'], 'the library takes no body but the signed one, of the last five minutes', async () => {
  const { program, keys } = suite();
  const call = async (body: string, signature: string) => {
    const headers = { 'content-type': 'application/json', 'x-inngest-signature': signature };
    // A function that is not there: what is asked for is whether it comes to look for it.
    const address = `${program.libraryUrl}?fnId=nobody&stepId=step`;
    return (await fetch(address, { method: 'POST', headers, body })).status;
  };
  const body = JSON.stringify({ event: { name: 'e', data: {} }, events: [], steps: {}, version: -1, ctx: null });
  const now = Date.now();
  expect(await call(body, sign(body, keys.signingKey, now))).not.toBe(401);
  expect(await call(body, sign(body, keys.signingKey, now - 310_000))).toBe(401);
  expect(await call(body, sign('{}', keys.signingKey, now))).toBe(401);
  expect(await call(body, sign(body, 'signkey-test-00', now))).toBe(401);
});

const torn = scripted('torn', ({ query, body }, nth) => {
  if (nth === 0) return ops([planned('effect')]);
  if (nth === 1) return { status: 200, lost: true };
  return hash('effect') in body.steps || query.stepId === 'step' ? returned(null) : ops([ran('effect', 1)]);
});
point('10.at-least-once', 'a step whose answer never came is called for again', async () => {
  await begin(torn);
  const calls = await torn.stays(4);
  expect(calls.map(({ query }) => query.stepId)).toEqual(['step', hash('effect'), hash('effect'), 'step']);
});
