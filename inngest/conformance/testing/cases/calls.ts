import { RetryAfterError } from 'inngest';
import { expect } from 'vitest';
import { type Call, stackOf } from '../call';
import { library } from '../library';
import { hash, ops, planned, ran, returned, scripted } from '../script';
import { sign } from '../signature';
import { begin, point, suite } from '../suite';

const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

const first = scripted('first', [returned(null)]);
const firstCall = () => {
  called ??= begin(first, { lead: 'ada' }).then(async () => (await first.seen(1))[0]!);
  return called;
};
let called: Promise<Call> | null = null;

point('2.address', 'the function’s own address, with its id and `step`', async () => {
  const { path, query, headers } = await firstCall();
  expect([path, query]).toEqual(['/api/inngest', { fnId: first.id, stepId: 'step' }]);
  expect(headers['content-type']).toMatch(/^application\/json/);
});

point('2.event', 'the event, and the same in a list', async () => {
  const { body } = await firstCall();
  expect(body.event).toMatchObject({ name: first.event, data: { lead: 'ada' } });
  expect(body.events).toEqual([body.event]);
});

point('2.first-body', 'nothing remembered, no version, nothing to fetch', async () => {
  const { body } = await firstCall();
  expect(body).toMatchObject({ steps: {}, defers: {}, version: -1, use_api: false });
  expect(Object.keys(body.steps)).toEqual([]);
});

point('2.context', 'which run, which attempt, which steps before', async () => {
  const call = await firstCall();
  const { run_id, env, step_id, attempt, stack, disable_immediate_execution, use_api } = call.body.ctx;
  expect(run_id).toMatch(ULID);
  expect(env).toBeTypeOf('string');
  expect({ step_id, attempt, disable_immediate_execution, use_api }).toEqual({
    step_id: 'step',
    attempt: 0,
    disable_immediate_execution: false,
    use_api: false,
  });
  expect([stackOf(call), stack.current]).toEqual([[], 0]);
});

point('2.no-checkpoints', 'no `fn_id`, or an address for checkpoints', async () => {
  const { ctx } = (await firstCall()).body;
  if (!('fn_id' in ctx)) return;
  const { status } = await fetch(`${suite().engine.url}/v1/checkpoint`, { method: 'POST', body: '{}' });
  expect(status).not.toBe(404);
});

const target = scripted('target', ({ query }, nth) => {
  if (query.stepId === hash('one')) return ops([ran('one', 1)]);
  return nth === 0 ? ops([planned('one')]) : returned(null);
});
point('2.step-address', 'the step’s id', async () => {
  await begin(target);
  const calls = await target.stays(3);
  expect(calls.map(({ query }) => query)).toEqual(
    ['step', hash('one'), 'step'].map((stepId) => ({ fnId: target.id, stepId })),
  );
});

for (const version of [1, 2]) {
  const keeper = scripted(`keeper-${version}`, [
    ops([ran('one', 1)], { version }),
    ops([ran('two', 2)], { version }),
    returned(null),
  ]);
  point('2.version', `version ${version}, once it is named`, async () => {
    await begin(keeper);
    const calls = await keeper.seen(3);
    expect(calls.map(({ body }) => body.version)).toEqual([-1, version, version]);
    expect(calls.slice(1).map(({ headers }) => headers['x-inngest-req-version'])).toEqual([`${version}`, `${version}`]);
  });
}

const last = library('last', (client, { id, event }) =>
  client.createFunction({ id, retries: 1, triggers: [{ event }] }, async ({ step }) => {
    await step.run('fails', () => {
      throw new RetryAfterError('not now', 1_000);
    });
  }),
);
point('2.finality', 'the library says StepError, and with the last attempt StepFailed', async () => {
  await begin(last);
  // By the third call the second has been answered.
  const calls = await last.seen(3);
  expect(calls.slice(0, 2).map(({ body, answer }) => [body.ctx.attempt, JSON.parse(answer!.body)[0].op])).toEqual([
    [0, 'StepError'],
    [1, 'StepFailed'],
  ]);
});

point('2.body', 'without one the library answers 401, and no call came without', async () => {
  const { program, keys } = suite();
  const response = await fetch(`${program.libraryUrl}?fnId=${last.id}&stepId=step`, {
    method: 'POST',
    headers: { 'x-inngest-signature': sign('', keys.signingKey, Date.now()) },
  });
  expect(response.status).toBe(401);
});
