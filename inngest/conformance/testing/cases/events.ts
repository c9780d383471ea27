import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { type Called, eventually } from '../call';
import { APP, failureOf, hash, ops, planned, ran, returned, scripted, sleeps, threw } from '../script';
import { begin, point, send, suite } from '../suite';

const data = ({ calls }: Called) => calls.map(({ body }) => body.event.data);
const quiet = () => returned(null);

const heard = scripted('heard', quiet);
point('7.one-or-several', 'as many runs as events, and as many ids', async () => {
  const one = await send({ name: heard.event, data: { n: 1 } });
  expect(one).toMatchObject({ status: 200, body: { ids: [expect.any(String)], status: 200 } });
  const two = await send([2, 3].map((n) => ({ name: heard.event, data: { n } })));
  expect(two.status).toBe(200);
  expect(new Set(two.body.ids).size).toBe(2);
  await heard.stays(3);
  expect(new Set(data(heard).map(({ n }) => n))).toEqual(new Set([1, 2, 3]));
});

const reserved = scripted('reserved', quiet, { triggers: [{ event: `inngest/${APP}` }] });
point('7.reserved', 'and begins nothing', async () => {
  expect(await send({ name: `inngest/${APP}`, data: {} })).toMatchObject({ status: 400 });
  await reserved.stays(0);
});

point('7.no-name', 'whatever else it has', async () => {
  expect(await send({ data: { n: 1 } })).toMatchObject({ status: 400 });
});

const timed = scripted('timed', quiet);
point('7.ts', 'in milliseconds', async () => {
  const sentMs = Date.now();
  await begin(timed);
  const [call] = await timed.seen(1);
  expect(Math.abs(call!.body.event.ts! - sentMs)).toBeLessThan(5_000);
});

const known = scripted('known', quiet);
const knownToo = scripted('known-too', quiet, { triggers: [{ event: `${known.event}-too` }] });
point(['7.same-id', '7.same-id-other-function'], 'one run of each function', async () => {
  const id = `${APP}-the-same`;
  await begin(known, { n: 1 }, { id });
  const [call] = await known.seen(1);
  expect(call!.body.event.id).toBe(id);
  await begin(known, { n: 2 }, { id });
  await begin(known, { n: 3 }, { id, name: `${known.event}-too` });
  await knownToo.stays(1);
  await known.stays(1);
  expect(data(knownToo)).toEqual([{ n: 3 }]);
});

const doomed = scripted('doomed', [threw(400, { 'x-inngest-no-retry': 'true' }, 'no use')]);
const mourner = failureOf(doomed, 'mourner');
point('7.failed', 'what whoever is there for failures is given', async () => {
  await begin(doomed, { lead: 'ada' });
  const [failure] = await mourner.seen(1);
  const [call] = await doomed.stays(1);
  const { event } = failure!.body;
  expect(event.name).toBe('inngest/function.failed');
  expect(event.data).toMatchObject({
    function_id: doomed.id,
    run_id: call!.body.ctx.run_id,
    event: { name: doomed.event, data: { lead: 'ada' } },
    error: { name: 'Error', message: 'no use' },
  });
  expect(event.data.events).toEqual([event.data.event]);
});

const done = scripted('done', [returned({ sum: 41 })]);
const given = scripted('given-up', [threw(400, { 'x-inngest-no-retry': 'true' }, 'no use')]);
const watcher = scripted('watcher', quiet, { triggers: [{ event: 'inngest/function.finished' }] });
const told = async (fn: Called) =>
  eventually(`the end of ${fn.id}`, () => data(watcher).find(({ function_id }) => function_id === fn.id));
point('7.finished', 'after success and failure', async () => {
  await begin(done, { n: 1 });
  await begin(given, { n: 2 });
  const success = await told(done);
  expect(success).toMatchObject({
    run_id: done.calls[0]!.body.ctx.run_id,
    event: { data: { n: 1 } },
    result: { sum: 41 },
  });
  expect(success.events).toEqual([success.event]);
  expect(success).not.toHaveProperty('error');
  expect(await told(given)).toMatchObject({ event: { data: { n: 2 } }, error: { message: 'no use' } });
});

const twofold = scripted('twofold', quiet, {
  triggers: [{ event: `${APP}/twofold` }, { event: `${APP}/twofold` }],
});
point('5.one-run', 'one', async () => {
  await begin(twofold);
  await twofold.stays(1);
});

const idempotent = scripted('idempotent', quiet, { config: { idempotency: 'event.data.order' } });
point(['5.idempotency', '1.idempotency'], 'one run an order', async () => {
  for (const order of ['a', 'a', 'b']) await begin(idempotent, { order });
  await idempotent.stays(2);
  expect(new Set(data(idempotent).map(({ order }) => order))).toEqual(new Set(['a', 'b']));
});

/** The most calls of a function that were under way at once, of those that `counts` picks. */
function mostAtOnce({ calls }: Called, counts: (data: Record<string, unknown>) => boolean = () => true): number {
  const picked = calls.filter(({ body }) => counts(body.event.data));
  return Math.max(
    ...picked.map(({ atMs }) => picked.filter((other) => other.atMs <= atMs && other.answeredMs! > atMs).length),
  );
}
const takesTime = (n: number) => () => ({ ...returned(null), afterMs: n });

const limited = scripted('limited', takesTime(400), { config: { concurrency: 2 } });
point(['5.concurrency', '1.concurrency-number'], 'two at once, and no more', async () => {
  await send(Array.from({ length: 5 }, (_, n) => ({ name: limited.event, data: { n } })));
  await limited.stays(5, 1_000);
  expect(mostAtOnce(limited)).toBe(2);
});

const keyed = scripted('keyed', takesTime(800), { config: { concurrency: { limit: 1, key: 'event.data.org' } } });
point(['5.concurrency', '1.concurrency-key'], 'one at once of each value', async () => {
  await send(['a', 'a', 'b', 'b'].map((org) => ({ name: keyed.event, data: { org } })));
  await keyed.stays(4, 1_200);
  expect(mostAtOnce(keyed, ({ org }) => org === 'a')).toBe(1);
  expect(mostAtOnce(keyed, ({ org }) => org === 'b')).toBe(1);
  expect(mostAtOnce(keyed)).toBe(2);
});

const dozes = scripted(
  'dozes',
  ({ body }) => (hash('rest') in body.steps ? returned(null) : ops([sleeps('rest', '3s')])),
  {
    config: { concurrency: 1 },
  },
);
point('5.concurrency-asleep', 'another run begins meanwhile', async () => {
  await send([1, 2].map((n) => ({ name: dozes.event, data: { n } })));
  const calls = await dozes.stays(4);
  expect(calls.slice(0, 2).map(({ body }) => body.steps)).toEqual([{}, {}]);
  expect(new Set(calls.slice(0, 2).map(({ body }) => body.ctx.run_id)).size).toBe(2);
});

const debounced = scripted('debounced', quiet, { config: { debounce: { key: 'event.data.lead', period: '2s' } } });
point(['5.debounce', '1.debounce'], 'the latest of each, after two seconds', async () => {
  await begin(debounced, { lead: 'ada', n: 1 });
  await begin(debounced, { lead: 'bob', n: 1 });
  await sleep(300);
  const latestMs = Date.now();
  await begin(debounced, { lead: 'ada', n: 2 });
  const calls = await debounced.stays(2, 2_500);
  const ada = calls.find(({ body }) => body.event.data.lead === 'ada')!;
  expect(ada.body.event.data.n).toBe(2);
  expect(ada.atMs - latestMs).toBeGreaterThan(1_900);
});

const pressed = scripted('pressed', quiet, { config: { debounce: { period: '2s', timeout: '3s' } } });
point('5.debounce-timeout', 'though events go on coming', async () => {
  const beganMs = Date.now();
  for (let n = 0; n < 20 && pressed.calls.length === 0; n++) {
    await begin(pressed, { n });
    await sleep(700);
  }
  const [call] = await pressed.seen(1);
  expect(call!.atMs - beganMs).toBeGreaterThan(2_900);
  expect(call!.body.event.data.n).toBeGreaterThan(1);
});

const awaited = scripted('awaited', quiet);
point('5.future', 'not before', async () => {
  const ts = Date.now() + 2_000;
  await begin(awaited, {}, { ts });
  const [call] = await awaited.stays(1);
  expect(call!.atMs).toBeGreaterThanOrEqual(ts);
  expect(call!.atMs).toBeLessThan(ts + 10_000);
});

point('9.health', 'it is there', async () => {
  expect((await fetch(`${suite().engine.url}/health`)).status).toBe(200);
});

const STRANGE = { é: '\u2028', '€': 1e21, '\ud83d\ude00': 1e-7, ﬁ: -0.5, a: [], B: { '10': null, '9': true } };
const strange = scripted('strange', (_, nth) => (nth === 0 ? ops([planned('é')]) : ops([ran('é', STRANGE)])));
point(['8.signature', '8.canonical'], 'calls that the suite’s own verification takes', async () => {
  await begin(strange, STRANGE);
  const [first, , third] = await strange.seen(3);
  expect(first!.body.event.data).toEqual(STRANGE);
  expect(third!.body.steps).toEqual({ [hash('é')]: { data: STRANGE } });
});
