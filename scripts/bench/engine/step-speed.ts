import { setTimeout as sleep } from 'node:timers/promises';
import { ulid } from 'ulid';
import { callFunction } from '@/inngest/engine/call-function';
import { type BenchRun, settled } from '../bench-run';
import { type Finding, perSecond } from '../finding';
import { type EnginePair, withEngine } from './engine-pair';
import { EVENTS } from './scenario';

const RUNS_A_SECOND = 375;
const STEPS_A_RUN = 3;
/** One for each step, and one that finds that there is no other. */
const CALLS_A_RUN = 4;
const BARE_CALL_SECONDS = 2;
const BARE_CALLERS = 16;
const EVENTS_A_REQUEST = 100;
const WARM_UP_RUNS = 100;
const LEAST = 300;
const PATIENCE_MS = 120_000;

/** E2: steps a second over runs of three steps each, from the first event sent to the end of the last run. */
export async function measureStepSpeed(run: BenchRun): Promise<Finding[]> {
  const runs = Math.round(RUNS_A_SECOND * run.seconds);
  const { rate, bare } = await withEngine(run, async (pair) => {
    await stepsPerSecond(run, pair, WARM_UP_RUNS);
    const before = await bareCallsPerSecond(pair, run.env.INNGEST_SIGNING_KEY!);
    await settled(run);
    const measured = await stepsPerSecond(run, pair, runs);
    const after = await bareCallsPerSecond(pair, run.env.INNGEST_SIGNING_KEY!);
    return { rate: measured, bare: (before + after) / 2 };
  });
  const calls = (rate * CALLS_A_RUN) / STEPS_A_RUN;
  run.say(`E2: ${perSecond(rate)} steps, ${perSecond(calls)} calls; bare calls: ${perSecond(bare)}`);
  return [
    {
      id: 'E2',
      what: `steps a second: ${runs.toLocaleString('en-US')} runs of ${STEPS_A_RUN} steps`,
      measured: perSecond(rate),
      reference: `in calls ${(calls / bare).toFixed(2)} × bare calls of the program (${perSecond(bare)})`,
      bar: `≥ ${LEAST}/s`,
      holds: rate >= LEAST,
    },
  ];
}

async function stepsPerSecond({ admin }: BenchRun, pair: EnginePair, runs: number): Promise<number> {
  const beganMs = performance.now();
  const before = await completed();
  for (let sent = 0; sent < runs; sent += EVENTS_A_REQUEST)
    await pair.send(Array.from({ length: Math.min(EVENTS_A_REQUEST, runs - sent) }, () => ({ name: EVENTS.three })));
  while ((await completed()) - before < runs) {
    if (performance.now() - beganMs > PATIENCE_MS) throw new Error('runs had not ended after two minutes');
    await sleep(100);
  }
  const tookMs = performance.now() - beganMs;
  const { rows } = await admin.query<{ odd: number }>(
    `select count(*)::int as odd from engine.runs where function_id = 'program-three' and (status <> 'completed' or output <> '3')`,
  );
  if (rows[0]!.odd > 0) throw new Error(`${rows[0]!.odd} runs ended otherwise than they should`);
  return (runs * STEPS_A_RUN) / (tookMs / 1_000);

  async function completed(): Promise<number> {
    const { rows: found } = await admin.query<{ n: number }>(
      `select count(*)::int as n from engine.runs where function_id = 'program-three' and ended_at is not null`,
    );
    return found[0]!.n;
  }
}

/** The program called as the engine calls it, with nothing kept: what its library can answer. @returns calls a second */
async function bareCallsPerSecond(pair: EnginePair, signingKey: string): Promise<number> {
  const url = `${pair.programUrl}/api/inngest`;
  const event = { name: EVENTS.three, data: {}, ts: Date.now() };
  const call = async () => {
    const body = {
      event,
      events: [event],
      steps: {},
      defers: {},
      version: -1,
      use_api: false as const,
      ctx: {
        run_id: ulid(),
        env: '',
        step_id: 'step',
        attempt: 0,
        max_attempts: 5,
        stack: { stack: [], current: 0 },
        disable_immediate_execution: false,
        use_api: false as const,
      },
    };
    const outcome = await callFunction(
      { url, functionId: 'program-three', stepId: 'step', body },
      { signingKey },
      Date.now,
    );
    if (outcome.kind !== 'ops') throw new Error(`the program answered a bare call with ${outcome.kind}`);
  };
  let calls = 0;
  const beganMs = performance.now();
  const untilMs = beganMs + BARE_CALL_SECONDS * 1_000;
  const keepCalling = async () => {
    for (; performance.now() < untilMs; calls++) await call();
  };
  await Promise.all(Array.from({ length: BARE_CALLERS }, keepCalling));
  return calls / ((performance.now() - beganMs) / 1_000);
}
