import { expect } from 'vitest';
import { type Called, eventually } from '../call';
import { library } from '../library';
import { hash } from '../script';
import { begin, point, send } from '../suite';

interface Reported {
  id: string;
  op: string;
  name?: string;
  data?: unknown;
  opts?: Record<string, unknown>;
}

/** Every operation that the library answered calls of the function with. */
const reported = ({ calls }: Called): Reported[] =>
  calls.filter(({ answer }) => answer?.status === 206).flatMap(({ answer }) => JSON.parse(answer!.body));

/** What the function returned, once it has. */
const result = (fn: Called) =>
  eventually(`the end of ${fn.id}`, () => fn.calls.find(({ answer }) => answer?.status === 200)).then(({ answer }) =>
    JSON.parse(answer!.body),
  );

const chain = library('chain', (client, { id, event }) =>
  client.createFunction({ id, triggers: [{ event }] }, async ({ event: { data }, step }) => {
    const first = await step.run('add', () => ({ n: data.n + 1 }));
    const second = await step.run('add', () => ({ n: first.n + 1 }));
    const third = await step.run('add', () => ({ n: second.n + 1 }));
    return { data: third.n };
  }),
);
point(['4.id', '4.repeated-id', '3.step-run'], 'three steps of one name add up', async () => {
  await begin(chain, { n: 1 });
  expect(await result(chain)).toEqual({ data: 4 });
  const names = ['add', 'add:1', 'add:2'];
  expect(reported(chain).map(({ id, op }) => [id, op])).toEqual(names.map((name) => [hash(name), 'StepRun']));
});

const fan = library('fan', (client, { id, event }) =>
  client.createFunction({ id, triggers: [{ event }] }, async ({ step }) => {
    const parts = await Promise.all(['a', 'b', 'c'].map((name) => step.run(name, () => name)));
    await step.sleep('rest', '1s');
    return step.run('join', () => parts.join(''));
  }),
);
point(['4.one-call-each', '4.rediscover-once', '3.sleep'], 'parts, a rest, and what they make', async () => {
  await begin(fan);
  expect(await result(fan)).toBe('abc');
  const ops = reported(fan);
  expect(ops.filter(({ op }) => op === 'StepRun').map(({ id }) => id)).toHaveLength(4);
  expect(ops.filter(({ op }) => op === 'Sleep')).toMatchObject([{ name: '1s' }]);
});

const matching = library('matching', (client, { id, event }) =>
  client.createFunction({ id, triggers: [{ event }] }, async ({ step }) => {
    const reply = await step.waitForEvent('reply', { event: `${event}-reply`, timeout: '1m', match: 'data.lead' });
    return reply?.data.text;
  }),
);
point(['1.match', '3.wait'], 'and the reply of the same lead is the one', async () => {
  await begin(matching, { lead: 'ada' });
  await eventually('the wait', () => reported(matching).length > 0);
  expect(reported(matching)).toMatchObject([
    { op: 'WaitForEvent', opts: { if: 'event.data.lead == async.data.lead', timeout: '1m' } },
  ]);
  await matching.stays(1, 800);
  await send(['bob', 'ada'].map((lead) => ({ name: `${matching.event}-reply`, data: { lead, text: lead } })));
  expect(await result(matching)).toBe('ada');
});

const sender = library('sender', (client, { id, event }) =>
  client.createFunction({ id, triggers: [{ event }] }, async ({ step }) =>
    step.sendEvent('tell', [
      { name: `${event}-told`, data: { n: 1 } },
      { name: `${event}-told`, data: { n: 2 } },
    ]),
  ),
);
const hearer = library('hearer', (client, { id }) =>
  client.createFunction({ id, triggers: [{ event: `${sender.event}-told` }] }, async ({ event }) => event.data.n),
);
point('6.send-event', 'two events begin two runs, once', async () => {
  await begin(sender);
  const ids = { ids: [expect.any(String), expect.any(String)] };
  expect(await result(sender)).toEqual(ids);
  expect(reported(sender)).toMatchObject([{ id: hash('tell'), op: 'StepRun', data: ids }]);
  const calls = await hearer.stays(2);
  expect(calls.map(({ body }) => body.event.data.n).sort()).toEqual([1, 2]);
});

const catcher = library('catcher', (client, { id, event }) =>
  client.createFunction({ id, retries: 0, triggers: [{ event }] }, async ({ step }) => {
    try {
      await step.run('bad', () => {
        throw new Error('broken', { cause: new Error('the root of it') });
      });
    } catch (error) {
      return step.run('mend', () => `mended ${(error as Error).message}`);
    }
  }),
);
point('3.step-failed', 'a function catches what a step threw', async () => {
  await begin(catcher);
  expect(await result(catcher)).toBe('mended broken');
  expect(reported(catcher).map(({ op }) => op)).toEqual(['StepFailed', 'StepRun']);
});
