import { NonRetriableError, RetryAfterError } from 'inngest';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createEngine } from './engine';
import { openDatabase } from './store/database';
import { type TestProgram, testProgram } from './testing/program';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

let program: TestProgram;
beforeEach(async () => {
  program = await testProgram();
});
afterEach(() => program.close());

/** What happened, in order. */
let calls: string[] = [];
const did = <T>(what: string, result?: T) => {
  calls.push(what);
  return result as T;
};
beforeEach(() => {
  calls = [];
});

/** Sends through the program's own client, and does everything that is due. */
async function send(name: string, data: Record<string, unknown> = {}, id?: string): Promise<void> {
  await program.client.send({ name, data, ...(id ? { id } : {}) });
  await program.engine.drain();
}

async function later(ms: number): Promise<void> {
  program.skip(ms);
  await program.engine.drain();
}

const outcomes = async () => (await program.runs()).map(({ status, output }) => [status, output]);

describe('steps', () => {
  it('run once each, in order, and are remembered: the function sees what they returned', async () => {
    const fn = program.client.createFunction({ id: 'chain', triggers: [{ event: 'go' }] }, async ({ event, step }) => {
      const first = await step.run('first', () => did('first', { n: event.data.n as number }));
      const second = await step.run('second', () => did('second', first.n + 1));
      return { sum: first.n + second };
    });
    await program.offer([fn]);
    await send('go', { n: 20 });
    expect(calls).toEqual(['first', 'second']);
    expect(await outcomes()).toEqual([['completed', { sum: 41 }]]);
  });

  it('of one name are told apart, and undefined, null and falsy results come back as they went', async () => {
    const fn = program.client.createFunction({ id: 'same', triggers: [{ event: 'go' }] }, async ({ step }) => {
      const results = [];
      for (const value of [0, '', false, null]) results.push(await step.run('same', () => did(`same ${value}`, value)));
      return results;
    });
    await program.offer([fn]);
    await send('go');
    expect(calls).toEqual(['same 0', 'same ', 'same false', 'same null']);
    expect(await outcomes()).toEqual([['completed', [0, '', false, null]]]);
  });

  it('side by side are called for one by one, and the function goes on when all have ended', async () => {
    const fn = program.client.createFunction({ id: 'parallel', triggers: [{ event: 'go' }] }, async ({ step }) => {
      const parts = await Promise.all(['a', 'b', 'c'].map((name) => step.run(name, () => did(name, name))));
      return step.run('join', () => did('join', parts.join('')));
    });
    await program.offer([fn]);
    await send('go');
    expect(calls.toSorted()).toEqual(['a', 'b', 'c', 'join']);
    expect(calls.at(-1)).toBe('join');
    expect(await outcomes()).toEqual([['completed', 'abc']]);
  });

  it('a step and a sleep side by side', async () => {
    const fn = program.client.createFunction({ id: 'mixed', triggers: [{ event: 'go' }] }, async ({ step }) => {
      await Promise.all([step.run('work', () => did('work')), step.sleep('rest', '1h')]);
      return step.run('after', () => did('after', 'done'));
    });
    await program.offer([fn]);
    await send('go');
    expect(calls).toEqual(['work']);
    await later(HOUR_MS);
    expect(calls).toEqual(['work', 'after']);
    expect(await outcomes()).toEqual([['completed', 'done']]);
  });

  it('send events through the program’s own client, once', async () => {
    const sender = program.client.createFunction({ id: 'sender', triggers: [{ event: 'go' }] }, async ({ step }) => {
      await step.sendEvent('tell', { name: 'told', data: { n: 1 } });
      await step.run('after', () => did('after'));
    });
    const hearer = program.client.createFunction({ id: 'hearer', triggers: [{ event: 'told' }] }, async ({ event }) =>
      did(`heard ${event.data.n}`),
    );
    await program.offer([sender, hearer]);
    await send('go');
    expect(calls.toSorted()).toEqual(['after', 'heard 1']);
    expect((await outcomes()).map(([status]) => status)).toEqual(['completed', 'completed']);
  });
});

describe('time', () => {
  it('a sleep holds the run until its moment, not before', async () => {
    const fn = program.client.createFunction({ id: 'sleeper', triggers: [{ event: 'go' }] }, async ({ step }) => {
      await step.sleep('rest', '2d');
      return step.run('awake', () => did('awake', 'up'));
    });
    await program.offer([fn]);
    await send('go');
    await later(2 * DAY_MS - MINUTE_MS);
    expect(calls).toEqual([]);
    await later(MINUTE_MS);
    expect(await outcomes()).toEqual([['completed', 'up']]);
  });

  it('an event of the future begins its run then', async () => {
    const fn = program.client.createFunction({ id: 'future', triggers: [{ event: 'go' }] }, async () => did('ran'));
    await program.offer([fn]);
    await program.client.send({ name: 'go', data: {}, ts: Date.now() + HOUR_MS });
    await program.engine.drain();
    expect(calls).toEqual([]);
    await later(HOUR_MS + SECOND_MS);
    expect(calls).toEqual(['ran']);
  });

  it('a schedule runs at its minute, once, and is made up for once after days away', async () => {
    const fn = program.client.createFunction({ id: 'hourly', triggers: [{ cron: '0 * * * *' }] }, async ({ event }) =>
      did(`tick ${JSON.stringify(event.data)}`),
    );
    await program.offer([fn]);
    await program.engine.drain();
    expect(calls).toEqual([]);
    await later(HOUR_MS);
    expect(calls).toEqual(['tick {"cron":"0 * * * *"}']);
    await program.offer([fn]);
    await later(3 * DAY_MS);
    expect(calls).toHaveLength(2);
  });
});

describe('waiting for an event', () => {
  const waiter = () =>
    program.client.createFunction({ id: 'waiter', triggers: [{ event: 'go' }] }, async ({ step }) => {
      const reply = await step.waitForEvent('reply', { event: 'replied', timeout: '1h', match: 'data.lead' });
      return reply ? { text: reply.data.text } : 'silence';
    });

  it('goes on with the first that matches', async () => {
    await program.offer([waiter()]);
    await send('go', { lead: 'ada' });
    await send('replied', { lead: 'bob', text: 'no' });
    expect(await outcomes()).toEqual([['running', null]]);
    await send('replied', { lead: 'ada', text: 'yes' });
    await send('replied', { lead: 'ada', text: 'again' });
    expect(await outcomes()).toEqual([['completed', { text: 'yes' }]]);
  });

  it('or without one when the time is up, and an event after that changes nothing', async () => {
    await program.offer([waiter()]);
    await send('go', { lead: 'ada' });
    await later(HOUR_MS);
    await send('replied', { lead: 'ada', text: 'late' });
    expect(await outcomes()).toEqual([['completed', 'silence']]);
  });
});

describe('failure', () => {
  it('is tried again after growing pauses, and what had succeeded is not done again', async () => {
    let failures = 2;
    const fn = program.client.createFunction({ id: 'flaky', triggers: [{ event: 'go' }] }, async ({ step }) => {
      await step.run('before', () => did('before'));
      return step.run('flaky', () => {
        did('try');
        if (failures-- > 0) throw new Error('not yet');
        return 'well';
      });
    });
    await program.offer([fn]);
    await send('go');
    expect(calls).toEqual(['before', 'try']);
    await later(14 * SECOND_MS);
    expect(calls).toEqual(['before', 'try']);
    await later(SECOND_MS);
    expect(calls).toEqual(['before', 'try', 'try']);
    await later(30 * SECOND_MS);
    expect(await outcomes()).toEqual([['completed', 'well']]);
  });

  it('for good comes after the last attempt, and begins onFailure with the error', async () => {
    const fn = program.client.createFunction(
      {
        id: 'doomed',
        retries: 1,
        triggers: [{ event: 'go' }],
        onFailure: async ({ error, event }) => did(`mourned ${error.message} of ${event.data.event.data.n}`),
      },
      async () => {
        did('try');
        throw new Error('never');
      },
    );
    await program.offer([fn]);
    await send('go', { n: 7 });
    await later(MINUTE_MS);
    await later(DAY_MS);
    expect(calls).toEqual(['try', 'try', 'mourned never of 7']);
    expect((await program.runs())[0]).toMatchObject({ status: 'failed', error: { message: 'never' } });
  });

  it('of any function is heard by who listens to them all', async () => {
    const doomed = program.client.createFunction(
      { id: 'doomed', retries: 0, triggers: [{ event: 'go' }] },
      async () => {
        throw new Error('never');
      },
    );
    const watch = program.client.createFunction(
      { id: 'watch', triggers: [{ event: 'inngest/function.failed' }] },
      async ({ event }) => {
        did(`heard of ${(event.data as { function_id: string }).function_id}`);
        throw new NonRetriableError('and fails itself');
      },
    );
    await program.offer([doomed, watch]);
    await send('go');
    expect(calls).toEqual(['heard of test-doomed']);
  });

  it('and success are heard by who listens to ends, but not their own', async () => {
    const done = program.client.createFunction({ id: 'done', triggers: [{ event: 'go' }] }, async () => 41);
    const watch = program.client.createFunction(
      { id: 'watch', triggers: [{ event: 'inngest/function.finished' }] },
      async ({ event }) => did(`heard of ${(event.data as { function_id: string }).function_id}`),
    );
    await program.offer([done, watch]);
    await send('go');
    expect(calls).toEqual(['heard of test-done']);
  });

  it('a failed step can be caught by the function', async () => {
    const fn = program.client.createFunction(
      { id: 'catcher', retries: 0, triggers: [{ event: 'go' }] },
      async ({ step }) => {
        try {
          await step.run('bad', () => {
            throw new Error('broken');
          });
        } catch {
          return step.run('mend', () => did('mend', 'mended'));
        }
      },
    );
    await program.offer([fn]);
    await send('go');
    expect(await outcomes()).toEqual([['completed', 'mended']]);
  });

  it('NonRetriableError is not tried again; RetryAfterError when it asks', async () => {
    const final = program.client.createFunction({ id: 'final', triggers: [{ event: 'go' }] }, async () => {
      throw new NonRetriableError('never again');
    });
    let asked = false;
    const patient = program.client.createFunction({ id: 'patient', triggers: [{ event: 'go' }] }, async () => {
      if (asked) return did('came back', 'well');
      asked = true;
      throw new RetryAfterError('come back', '2h');
    });
    await program.offer([final, patient]);
    await send('go');
    expect((await program.runs()).find(({ function_id }) => function_id === 'test-final')).toMatchObject({
      status: 'failed',
    });
    await later(2 * HOUR_MS - MINUTE_MS);
    expect(calls).toEqual([]);
    await later(MINUTE_MS);
    expect(calls).toEqual(['came back']);
  });

  it('an answer of 5 MB fails the run with the reason', async () => {
    const fn = program.client.createFunction({ id: 'huge', triggers: [{ event: 'go' }] }, async () =>
      'x'.repeat(5_000_000),
    );
    await program.offer([fn]);
    await send('go');
    expect((await program.runs())[0]).toMatchObject({
      status: 'failed',
      error: { message: expect.stringContaining('4 MB') },
    });
  });

  it('a program that is away for ten minutes costs no attempt', async () => {
    const fn = program.client.createFunction(
      { id: 'steady', retries: 0, triggers: [{ event: 'go' }] },
      async ({ step }) => step.run('work', () => did('work', 'done')),
    );
    await program.offer([fn]);
    await program.goAway();
    await send('go');
    for (let minute = 0; minute < 10; minute++) await later(MINUTE_MS);
    expect((await program.runs())[0]).toMatchObject({
      status: 'running',
      error: { message: expect.stringContaining('cannot be reached') },
    });
    await program.comeBack();
    await later(5 * SECOND_MS);
    expect(await outcomes()).toEqual([['completed', 'done']]);
  });
});

describe('once', () => {
  it('an event of the same id begins one run a function within a day', async () => {
    const fn = program.client.createFunction({ id: 'once', triggers: [{ event: 'go' }] }, async () => did('ran'));
    await program.offer([fn]);
    await send('go', {}, 'the-same');
    await send('go', {}, 'the-same');
    expect(calls).toEqual(['ran']);
    program.skip(DAY_MS + SECOND_MS);
    await send('go', {}, 'the-same');
    expect(calls).toEqual(['ran', 'ran']);
  });

  it('idempotency by a value of the event', async () => {
    const fn = program.client.createFunction(
      { id: 'idempotent', idempotency: 'event.data.order', triggers: [{ event: 'go' }] },
      async ({ event }) => did(`order ${event.data.order}`),
    );
    await program.offer([fn]);
    await send('go', { order: 1 });
    await send('go', { order: 1 });
    await send('go', { order: 2 });
    expect(calls).toEqual(['order 1', 'order 2']);
  });

  it('debounce keeps the latest of a key, and is not put off beyond its time-out', async () => {
    const fn = program.client.createFunction(
      { id: 'quiet', debounce: { key: 'event.data.lead', period: '10s', timeout: '25s' }, triggers: [{ event: 'go' }] },
      async ({ event }) => did(`${event.data.lead} ${event.data.n}`),
    );
    await program.offer([fn]);
    await send('go', { lead: 'ada', n: 1 });
    await later(5 * SECOND_MS);
    await send('go', { lead: 'ada', n: 2 });
    await send('go', { lead: 'bob', n: 1 });
    await later(9 * SECOND_MS);
    expect(calls).toEqual([]);
    await later(2 * SECOND_MS);
    expect(calls.toSorted()).toEqual(['ada 2', 'bob 1']);
    for (let n = 3; n < 8; n++) {
      await send('go', { lead: 'ada', n });
      await later(6 * SECOND_MS);
    }
    expect(calls.length).toBeGreaterThan(2);
  });

  it('concurrency holds back steps beyond the limit of their key', async () => {
    let now = 0;
    let most = 0;
    const fn = program.client.createFunction(
      { id: 'narrow', concurrency: { limit: 2, key: 'event.data.org' }, triggers: [{ event: 'go' }] },
      async ({ step }) =>
        step.run('work', async () => {
          now += 1;
          most = Math.max(most, now);
          await new Promise((resolve) => setTimeout(resolve, 400));
          now -= 1;
        }),
    );
    await program.offer([fn]);
    await program.client.send(Array.from({ length: 6 }, () => ({ name: 'go', data: { org: 'one' } })));
    program.engine.start();
    await vi.waitFor(
      async () => expect((await outcomes()).map(([s]) => s)).toEqual(Array(6).fill('completed')),
      20_000,
    );
    expect(most).toBe(2);
  });
});

describe('what the engine does not do', () => {
  it.each([
    ['rateLimit', { rateLimit: { limit: 1, period: '1h' } }],
    ['throttle', { throttle: { limit: 1, period: '1h' } }],
    ['batchEvents', { batchEvents: { maxSize: 5, timeout: '5s' } }],
    ['cancel', { cancelOn: [{ event: 'stop' }] }],
  ])('%s is refused when the function registers, and the others run', async (option, config) => {
    const bad = program.client.createFunction(
      { id: 'bad', triggers: [{ event: 'go' }], ...config } as never,
      async () => did('bad'),
    );
    const good = program.client.createFunction({ id: 'good', triggers: [{ event: 'go' }] }, async () => did('good'));
    const { refused } = await program.offer([bad, good]);
    expect(refused).toEqual([{ id: 'test-bad', refused: expect.stringContaining(option) }]);
    await send('go');
    expect(calls).toEqual(['good']);
  });

  it('a function that is renamed while its run sleeps ends the run with the reason', async () => {
    const named = (id: string) =>
      program.client.createFunction({ id, triggers: [{ event: 'go' }] }, async ({ step }) => {
        await step.sleep('rest', '1h');
        return step.run('after', () => did('after'));
      });
    await program.offer([named('old')]);
    await send('go');
    await program.offer([named('new')]);
    await later(HOUR_MS);
    expect((await program.runs())[0]).toMatchObject({
      status: 'failed',
      error: { message: expect.stringContaining('test-old') },
    });
    expect(calls).toEqual([]);
  });
});

it('an engine that has only just started begins what an event asks for, though it has looked at nothing yet', async () => {
  const fn = program.client.createFunction({ id: 'known', triggers: [{ event: 'go' }] }, async () => did('known'));
  await program.offer([fn]);
  const db = openDatabase(process.env.DATABASE_ENGINE_URL!);
  const restarted = createEngine({ db, caller: { signingKey: 'another' } });
  await restarted.send([{ name: 'go', data: {}, ts: Date.now() }]);
  await db.end();
  await program.engine.drain();
  expect(calls).toEqual(['known']);
});

it('runs that ended a week ago are forgotten with their steps, failed ones after a month, and those under way never', async () => {
  const make = (id: string, work: () => Promise<unknown>) =>
    program.client.createFunction({ id, retries: 0, triggers: [{ event: 'go' }] }, async ({ step }) => {
      await step.run('work', work);
      if (id === 'asleep') await step.sleep('long', '90d');
    });
  const fail = async () => {
    throw new Error('no');
  };
  await program.offer([make('done', async () => 1), make('failed', fail), make('asleep', async () => 1)]);
  await send('go');
  const left = async (days: number) => {
    await program.forgetOld(days * DAY_MS);
    return (await program.runs()).map(({ function_id }) => function_id.replace('test-', '')).sort();
  };
  expect(await left(6)).toEqual(['asleep', 'done', 'failed']);
  expect(await left(8)).toEqual(['asleep', 'failed']);
  expect(await left(31)).toEqual(['asleep']);
  await later(90 * DAY_MS);
  expect(await outcomes()).toEqual([['completed', null]]);
});
