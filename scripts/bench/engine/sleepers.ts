import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { claim } from '@/inngest/engine/store/claim';
import { openDatabase } from '@/inngest/engine/store/database';
import { type BenchRun, settled } from '../bench-run';
import { type Finding, milliseconds } from '../finding';
import { percentile } from '../statistics';
import { type EnginePair, withEngine } from './engine-pair';
import { firstSteps } from './first-step';
import { EVENTS } from './scenario';

const SLEEPERS = 100_000;
/** Spread over seconds, so that one busy moment of the machine is not taken for the price of a look. */
const LOOKS = 400;
const LOOK_EVERY_MS = 10;
const IDLE_SECONDS = 5;
const RATIO_MOST = 1.5;
/** Linux counts a process's time in hundredths of a second. */
const TICKS_A_SECOND = 100;
const PATIENCE_MS = 20_000;

interface Measured {
  firstStepMs: number;
  lookMs: number;
  /** Share of one core, from 0 to 1; null where the system does not tell. */
  idleCpu: number | null;
}

/** E3: the same engine without anybody asleep, and with 100,000 runs that are. */
export async function measureSleepers(run: BenchRun): Promise<Finding[]> {
  return withEngine(run, async (pair) => {
    await firstSteps(pair, 2);
    const without = await measureOnce(run, pair);
    run.say(`E3: nobody asleep: ${described(without)}`);
    await sendToSleep(run.admin, pair);
    const asleep = await measureOnce(run, pair);
    run.say(`E3: ${SLEEPERS.toLocaleString('en-US')} asleep: ${described(asleep)}`);
    await oneWakesUp(run.admin);
    return [
      ratioOf('event to first step, p50', without.firstStepMs, asleep.firstStepMs),
      ratioOf('a look that finds nothing, p50', without.lookMs, asleep.lookMs),
      {
        id: 'E3',
        what: `the engine at rest, ${SLEEPERS.toLocaleString('en-US')} runs asleep`,
        measured: share(asleep.idleCpu),
        reference: `${share(without.idleCpu)} with nobody asleep`,
        bar: null,
        holds: null,
      },
    ];
  });
}

async function measureOnce(run: BenchRun, pair: EnginePair): Promise<Measured> {
  await settled(run);
  const firstStepMs = percentile(await firstSteps(pair, run.seconds), 0.5);
  return { firstStepMs, lookMs: await lookMs(), idleCpu: await idleCpu(pair.engine.pid) };
}

/** What the engine asks four times a second, asked here. */
async function lookMs(): Promise<number> {
  const db = openDatabase(process.env.DATABASE_ENGINE_URL!, 1);
  const took: number[] = [];
  for (let n = 0; n < LOOKS; n++) {
    const beganMs = performance.now();
    await claim(db, new Date(), 16);
    took.push(performance.now() - beganMs);
    await sleep(LOOK_EVERY_MS);
  }
  await db.end();
  return percentile(took, 0.5);
}

async function idleCpu(pid: number): Promise<number | null> {
  const before = ticksOf(pid);
  await sleep(IDLE_SECONDS * 1_000);
  const after = ticksOf(pid);
  return before === null || after === null ? null : (after - before) / TICKS_A_SECOND / IDLE_SECONDS;
}

function ticksOf(pid: number): number | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
    return Number(fields[11]) + Number(fields[12]);
  } catch {
    return null;
  }
}

/** One run goes to sleep by the engine itself; the others are copies of all that it left behind, over the next 90 days. */
async function sendToSleep(admin: pg.Client, pair: EnginePair): Promise<void> {
  await pair.send([{ name: EVENTS.asleep }]);
  const asleep = async () => (await admin.query(`select run_id from engine.queue where kind = 'sleep'`)).rows[0];
  const deadlineMs = performance.now() + PATIENCE_MS;
  while (!(await asleep())) {
    if (performance.now() > deadlineMs) throw new Error('the run did not go to sleep');
    await sleep(20);
  }
  const { run_id: original } = await asleep();
  const idOf = `'0COPY' || lpad(n::text, 21, '0')`;
  const copy = async (table: string, changes: Record<string, string>) => {
    const { rows } = await admin.query<{ name: string }>(
      `select column_name as name from information_schema.columns where table_schema = 'engine' and table_name = $1`,
      [table],
    );
    const columns = rows.map(({ name }) => name);
    await admin.query(
      `insert into engine.${table} (${columns.join(', ')})
       select ${columns.map((name) => changes[name] ?? `o.${name}`).join(', ')}
         from engine.${table} o, generate_series(2, ${SLEEPERS}) n
        where o.${table === 'runs' ? 'id' : 'run_id'} = '${original}'`,
    );
    await admin.query(`vacuum analyze engine.${table}`);
  };
  await copy('runs', { id: idOf });
  await copy('steps', { run_id: idOf });
  const later = `o.run_at - interval '89 days' * (n::float8 / ${SLEEPERS})`;
  await copy('queue', { id: 'gen_random_uuid()', run_id: idOf, run_at: later });
}

/** A copy is a run like any other: when its time comes, it goes on to its end. */
async function oneWakesUp(admin: pg.Client): Promise<void> {
  const { rows } = await admin.query<{ run_id: string }>(
    `update engine.queue set run_at = now()
      where id = (select id from engine.queue where kind = 'sleep' and run_id like '0COPY%' order by run_at limit 1) returning run_id`,
  );
  const status = async () =>
    (await admin.query<{ status: string }>('select status from engine.runs where id = $1', [rows[0]!.run_id])).rows[0]!
      .status;
  const deadlineMs = performance.now() + PATIENCE_MS;
  while ((await status()) !== 'completed') {
    if (performance.now() > deadlineMs) throw new Error('a run that was copied asleep did not wake up');
    await sleep(20);
  }
}

function ratioOf(what: string, withoutMs: number, asleepMs: number): Finding {
  const ratio = asleepMs / withoutMs;
  return {
    id: 'E3',
    what: `${what}, ${SLEEPERS.toLocaleString('en-US')} runs asleep`,
    measured: milliseconds(asleepMs),
    reference: `${ratio.toFixed(2)} × with nobody asleep (${milliseconds(withoutMs)})`,
    bar: `≤ ${RATIO_MOST} ×`,
    holds: ratio <= RATIO_MOST,
  };
}

function described({ firstStepMs, lookMs: look, idleCpu: cpu }: Measured): string {
  return `first step p50 ${milliseconds(firstStepMs)}, a look ${milliseconds(look)}, at rest ${share(cpu)}`;
}

function share(cpu: number | null): string {
  return cpu === null ? 'unknown' : `${(cpu * 100).toFixed(1)} % of a core`;
}
