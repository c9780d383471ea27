import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type BenchRun, settled } from '../bench-run';
import { type Finding, perSecond } from '../finding';
import { type EnginePair, withEngine } from './engine-pair';
import { EVENTS } from './scenario';

const RUNS_A_SECOND = 375;
const STEPS_A_RUN = 3;
const EVENTS_A_REQUEST = 100;
const WARM_UP_RUNS = 100;
const LEAST = 300;
const PATIENCE_MS = 120_000;

/** E2: steps a second over runs of three steps each, from the first event sent to the end of the last run. */
export async function measureStepSpeed(run: BenchRun): Promise<Finding[]> {
  const runs = Math.round(RUNS_A_SECOND * run.seconds);
  const inserts = await insertsPerSecond(run);
  const rate = await withEngine(run, async (pair) => {
    await stepsPerSecond(run, pair, WARM_UP_RUNS);
    await settled(run);
    return stepsPerSecond(run, pair, runs);
  });
  run.say(`E2: ${perSecond(rate)} steps; bare inserts, one connection: ${perSecond(inserts)}`);
  return [
    {
      id: 'E2',
      what: `steps a second: ${runs.toLocaleString('en-US')} runs of ${STEPS_A_RUN} steps`,
      measured: perSecond(rate),
      reference: `${(rate / inserts).toFixed(2)} × bare inserts, one after the other (${perSecond(inserts)})`,
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
    await sleep(50);
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

/** A row and its commit, over one connection. */
async function insertsPerSecond(run: BenchRun): Promise<number> {
  const client = new pg.Client({ connectionString: run.ownerUrl });
  await client.connect();
  await client.query('create table if not exists bench_floor (id bigserial primary key, body jsonb not null)');
  let inserted = 0;
  const beganMs = performance.now();
  for (; performance.now() - beganMs < 1_000; inserted++)
    await client.query({ name: 'floor', text: 'insert into bench_floor (body) values ($1)', values: ['{"a":1}'] });
  const rate = inserted / ((performance.now() - beganMs) / 1_000);
  await client.end();
  return rate;
}
