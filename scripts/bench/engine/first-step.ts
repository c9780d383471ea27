import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { withBareResponder } from '../bare-responder';
import { type BenchRun, settled } from '../bench-run';
import { durationFinding, type Finding, milliseconds } from '../finding';
import { percentile } from '../statistics';
import { type EnginePair, withEngine } from './engine-pair';
import { clockMs, EVENTS } from './scenario';

const PER_SECOND = 20;
const SECONDS_MOST = 15;
const WARM_UP = 40;
const PATIENCE_MS = 20_000;
export const FIRST_STEP_MOST_MS = 50;

/** E1: from just before an event is sent to the moment its run's first step begins in the program. */
export async function measureFirstStep(run: BenchRun): Promise<Finding[]> {
  const seconds = Math.min(SECONDS_MOST, run.seconds * 2);
  const floor = await floorMs(run);
  run.say(`E1: bare round trip ${described(floor.postMs)}, bare insert ${described(floor.insertMs)}`);
  const delaysMs = await withEngine(run, async (pair) => {
    await firstSteps(pair, WARM_UP / PER_SECOND);
    await settled(run);
    return firstSteps(pair, seconds);
  });
  run.say(`E1: event to first step ${described(delaysMs)}`);
  const ratio = percentile(delaysMs, 0.5) / (percentile(floor.postMs, 0.5) + percentile(floor.insertMs, 0.5));
  return [
    {
      ...durationFinding(
        'E1',
        `event to first step, p99: ${PER_SECOND}/s`,
        percentile(delaysMs, 0.99),
        FIRST_STEP_MOST_MS,
        `p50 ${milliseconds(percentile(delaysMs, 0.5))}`,
      ),
      reference: `p50 ${ratio.toFixed(1)} × a bare round trip and a bare insert (${milliseconds(percentile(floor.postMs, 0.5))} + ${milliseconds(percentile(floor.insertMs, 0.5))})`,
    },
  ];
}

/** Sends events at an even rate. @returns from sending to first step, in milliseconds, of every one of them */
export async function firstSteps(pair: EnginePair, seconds: number): Promise<number[]> {
  const total = Math.round(PER_SECOND * seconds);
  await evenly(total, async () => pair.send([{ name: EVENTS.prompt, data: { sentAtMs: clockMs() } }]));
  const delays: number[] = [];
  const deadlineMs = performance.now() + PATIENCE_MS;
  while (delays.length < total) {
    delays.push(...(await pair.delaysMs()));
    if (performance.now() > deadlineMs) throw new Error(`${total - delays.length} events began no step`);
    await sleep(20);
  }
  return delays;
}

/** The least that it could be: an answer of a server that does nothing, and one row on disk. At the same pace. */
async function floorMs(run: BenchRun): Promise<{ postMs: number[]; insertMs: number[] }> {
  const count = PER_SECOND * 3;
  const timed = async (work: () => Promise<unknown>) => {
    const took: number[] = [];
    await work();
    await evenly(count, async () => {
      const beganMs = performance.now();
      await work();
      took.push(performance.now() - beganMs);
    });
    return took;
  };
  const body = JSON.stringify([{ name: EVENTS.prompt, data: { sentAtMs: clockMs() } }]);
  const postMs = await withBareResponder((port) =>
    timed(async () => (await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body })).arrayBuffer()),
  );
  const pool = new pg.Pool({ connectionString: run.ownerUrl, max: 4 });
  await pool.query('create table if not exists bench_floor (id bigserial primary key, body jsonb not null)');
  const insertMs = await timed(() => pool.query('insert into bench_floor (body) values ($1)', [body]));
  await pool.end();
  return { postMs, insertMs };
}

/** At an even rate, whatever the answers do. */
async function evenly(total: number, work: () => Promise<void>): Promise<void> {
  const beganMs = performance.now();
  const under: Promise<void>[] = [];
  for (let n = 0; n < total; n++) {
    await sleep(Math.max(0, beganMs + (n * 1_000) / PER_SECOND - performance.now()));
    under.push(work());
  }
  await Promise.all(under);
}

function described(times: number[]): string {
  return `p50 ${milliseconds(percentile(times, 0.5))}, p99 ${milliseconds(percentile(times, 0.99))}`;
}
