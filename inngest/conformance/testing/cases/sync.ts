import { expect } from 'vitest';
import { eventually } from '../call';
import { library } from '../library';
import { failureOf, returned, scripted, threw } from '../script';
import { begin, point, suite } from '../suite';

const asked = () => suite().program.syncs;
const UNASKED = 'this engine is told the functions, and does not ask';
const broken = threw(500, { 'x-inngest-no-retry': 'false', 'retry-after': '1' });

point('1.in-band', 'the engine asks for the functions with a PUT that says how, and whom', async ({ skip }) => {
  if (asked().length === 0) skip(UNASKED);
  const { headers, body } = asked()[0]!;
  expect(headers['x-inngest-sync-kind']).toBe('in_band');
  expect(JSON.parse(body)).toEqual({ url: suite().program.serveUrl });
});

point('1.asks-again', 'and again within seconds', async ({ skip }) => {
  if (asked().length === 0) skip(UNASKED);
  await eventually('a second request for the functions', () => asked().length > 1);
  expect(asked()[1]!.atMs - asked()[0]!.atMs).toBeLessThan(10_000);
});

point('1.in-band-answer', 'the library answers with what the suite’s own program answers with', async () => {
  const answer = await suite().program.libraryFunctions();
  expect(answer).toMatchObject({ app_id: expect.any(String), sdk_language: 'js', framework: 'nodejs' });
  for (const field of ['sdk_version', 'capabilities', 'inspection', 'url', 'functions'])
    expect(answer).toHaveProperty(field);
});

const doomed = library('doomed', (client, { id, event }) =>
  client.createFunction(
    {
      id,
      retries: 0,
      triggers: [{ event }],
      onFailure: async ({ error }: { error: Error }) => void mourned.push(error.message),
    },
    async () => {
      throw new Error('never');
    },
  ),
);
const mourned: string[] = [];

point('1.on-failure', 'the library tells it as a function of its own, and it is called once', async () => {
  const { functions } = await suite().program.libraryFunctions();
  expect(functions).toContainEqual(
    expect.objectContaining({
      id: `${doomed.id}-failure`,
      triggers: [{ event: 'inngest/function.failed', expression: `event.data.function_id == '${doomed.id}'` }],
      steps: { step: expect.objectContaining({ retries: { attempts: 1 } }) },
    }),
  );
  await begin(doomed);
  await eventually('onFailure', () => mourned.length > 0);
  expect(mourned).toEqual(['never']);
});

const plain = scripted('plain', [returned(null)]);
point(['1.config', '1.trigger-event', '1.retries-default'], 'an event begins a run, of five attempts', async () => {
  await begin(plain, { n: 1 });
  const [call] = await plain.stays(1);
  expect(call!.path).toBe('/api/inngest');
  expect(call!.body.event).toMatchObject({ name: plain.event, data: { n: 1 } });
  expect(call!.body.ctx.max_attempts).toBe(5);
});

const single = scripted('single', [broken], { retries: 0 });
const singleFailed = failureOf(single, 'single-failed');
point('1.retries', 'none asked for: one attempt, and the run has failed', async () => {
  await begin(single);
  await singleFailed.seen(1);
  const [call] = await single.stays(1, 1_500);
  expect(call!.body.ctx.max_attempts).toBe(1);
});

const double = scripted('double', [broken, broken], { retries: 1 });
const doubleFailed = failureOf(double, 'double-failed');
point('1.retries', 'one asked for: two attempts, and the run has failed', async () => {
  await begin(double);
  await doubleFailed.seen(1);
  const calls = await double.stays(2, 1_500);
  expect(calls.map(({ body }) => [body.ctx.attempt, body.ctx.max_attempts])).toEqual([
    [0, 2],
    [1, 2],
  ]);
});

const patient = scripted('patient', [returned(null)], { retries: 20 });
point('1.retries', 'twenty asked for are granted', async () => {
  await begin(patient);
  const [call] = await patient.seen(1);
  expect(call!.body.ctx.max_attempts).toBe(21);
});
