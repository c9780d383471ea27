import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { openLogFile, tailOf } from '@/db/embedded';
import { migrate } from '@/db/migrate';
import { seededRandom } from '@/db/seed/random';
import { prepareLocal } from '../../launch/prepare-local';
import { bundle } from '../../local-engine/bundle';
import { makePair, type Pair, untilUp } from '../../local-engine/pair';
import { copySources } from '../checkout';
import { makeKillSchedule } from '../kill-schedule';
import type { Plant } from '../plants';
import { EventDelivery } from './delivery';
import { STEPS } from './function-steps';
import type { EngineCrashOptions } from './options';
import { ENGINE_PLANTS } from './plants';
import { type EngineCrashReport, type EngineKill, progressAfter, resumptionProblems } from './report';
import { makeCrashSchema, readEngineStored, readProgress } from './stored';
import { TakenUp } from './taken-up';
import { verifyEngine } from './verify';
import { ENGINE_VICTIMS, Restarted } from './victims';

/** Two leases: whoever has not gone on by then never will. */
const STANDSTILL_MS = 30_000;
const LOOK_EVERY_MS = 10;
const SECONDS_A_KILL = 25;
const SECONDS_BESIDES = 120;
const LOG_LINES = 20;

/**
 * Begins runs through the event API while engine and program are killed, and then compares what the tables hold with
 * what was acknowledged. PostgreSQL stays up: the other crash run kills it.
 * @throws Error when the run itself cannot be carried through; broken promises stand in the report
 */
export async function runEngineCrash(
  options: EngineCrashOptions,
  say: (line: string) => void,
): Promise<EngineCrashReport> {
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  const folder = await mkdtemp(join(tmpdir(), 'throughline-crash-engine-'));
  const checkout = join(folder, 'checkout');
  const plant: Plant = options.plant ? ENGINE_PLANTS[options.plant] : { what: '' };
  say(`Preparing an engine in ${folder}${options.plant ? ` with the planted bug ${options.plant}` : ''}.`);
  copySources(root, checkout, plant.patches ?? []);
  await bundle(checkout, { engine: 'scripts/engine.ts', program: 'scripts/crash/engine/program.ts' });
  const log = openLogFile(join(folder, 'engine.log'));
  const end = () => void rm(folder, { recursive: true, force: true, maxRetries: 3 }).finally(() => process.exit(130));
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, end);
  const own = { BACKUP_EVERY_HOURS: '0' };
  const { env, cluster } = await prepareLocal({ dataDir: join(folder, 'data'), env: own, pipe: true, migrate });
  try {
    const { PATH = '', HOME = '' } = process.env;
    const pair = await makePair({
      root: checkout,
      env: { ...env, PATH, HOME },
      engine: ['.build/engine.mjs'],
      program: ['.build/program.mjs'],
      log,
    });
    const client = new pg.Client({ connectionString: env.DATABASE_MIGRATE_URL });
    await client.connect();
    try {
      return await runOn(pair, client, options, say);
    } catch (error) {
      say(tailOf(log.path, 0, LOG_LINES));
      throw error;
    } finally {
      await client.end();
    }
  } finally {
    await cluster?.stop();
    log.close();
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.removeListener(name, end);
    if (options.keep) say(`Left behind: ${folder}`);
    else await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function runOn(
  pair: Pair,
  client: pg.Client,
  options: EngineCrashOptions,
  say: (line: string) => void,
): Promise<EngineCrashReport> {
  await makeCrashSchema(client);
  const victims = {
    engine: new Restarted('engine', pair.startEngine),
    program: new Restarted('program', pair.startProgram),
  };
  const all = Object.values(victims);
  const over = new AbortController();
  const limit = AbortSignal.timeout((options.kills * SECONDS_A_KILL + SECONDS_BESIDES) * 1_000);
  const overall = AbortSignal.any([limit, over.signal, ...all.map(({ failure }) => failure.signal)]);
  try {
    await untilUp(pair);
    await untilRegistered(client, overall);
    say(`Up. ${options.runs} runs; seed ${options.seed}.`);

    let progress = await readProgress(client);
    const { runs, seed } = options;
    const standstill = new AbortController();
    const going = AbortSignal.any([overall, standstill.signal]);
    const delivery = new EventDelivery(pair.eventUrl, runs, seed, () => progress.ended, going);
    const takenUp = new TakenUp(client);
    const struck: Pick<EngineKill, 'victim' | 'fromMs' | 'untilMs'>[] = [];
    const beganMs = performance.now();
    const noticed = takenUp.watch(over.signal);
    const looking = look();
    const schedule = makeKillSchedule(options.kills, runs * STEPS.length, seededRandom(seed + 2), ENGINE_VICTIMS);
    const [stalled] = await Promise.all([
      untilAllEnded(),
      unlessStalled(delivery.sendAll()),
      unlessStalled(strikeAll()),
    ]);
    const tookMs = performance.now() - beganMs;
    over.abort();
    await Promise.all([noticed, looking]);
    const stored = await readEngineStored(client);
    const beganAtMs = stored.executions.map((execution) => execution.beganAtMs);
    const kills = struck.map((kill, n) => ({
      ...kill,
      items: takenUp.byKill[n]!.items,
      takenUpMs: takenUp.byKill[n]!.longestMs,
      progressMs: progressAfter(kill.untilMs, beganAtMs),
    }));
    const checks = [
      ...verifyEngine(stored, runs, kills),
      {
        promise: 'whatever was under way at a kill is taken up again within 15 s',
        problems: resumptionProblems(kills),
      },
      { promise: 'runs go on until all have ended', problems: stalled },
      { promise: 'the event API answers 200 or 503, whatever is killed', problems: delivery.strangeAnswers },
      {
        promise: 'SIGTERM ends engine and program in order',
        problems: (await Promise.all(all.map((victim) => victim.stop()))).flat(),
      },
    ];
    const distinct = new Set(stored.executions.map(({ runId, step }) => `${runId} ${step}`)).size;
    return {
      options,
      checks,
      kills,
      requests: delivery.requests,
      retries: delivery.retries,
      acknowledged: delivery.acknowledged,
      executions: stored.executions.length,
      repeated: stored.executions.length - distinct,
      tookMs,
    };

    async function look(): Promise<void> {
      while (!over.signal.aborted) {
        progress = await readProgress(client);
        await sleep(LOOK_EVERY_MS);
      }
    }

    async function strikeAll(): Promise<void> {
      for (const { victim, when } of schedule) {
        if ('afterMs' in when) await sleep(when.afterMs, undefined, { signal: going });
        else while (progress.begun < when.acknowledged) await sleep(LOOK_EVERY_MS, undefined, { signal: going });
        const n = struck.length;
        const kill = { victim, fromMs: Date.now(), untilMs: Date.now() };
        struck.push(kill);
        await victims[victim].kill(async () => {
          kill.untilMs = Date.now();
          await takenUp.note(n, performance.now());
        });
        const elapsed = ((performance.now() - beganMs) / 1_000).toFixed(1).padStart(7);
        say(
          `${elapsed} s ${String(progress.begun).padStart(6)} steps begun, kill -9 ${victim} (${n + 1} of ${options.kills})`,
        );
      }
    }

    /** @returns that it came to a standstill, in words */
    async function untilAllEnded(): Promise<string[]> {
      let [state, sinceMs] = ['', performance.now()];
      while (progress.ended < Math.max(runs, progress.runs)) {
        overall.throwIfAborted();
        const now = JSON.stringify(progress);
        if (now !== state) [state, sinceMs] = [now, performance.now()];
        if (performance.now() - sinceMs > STANDSTILL_MS) break;
        await sleep(LOOK_EVERY_MS);
      }
      if (progress.ended >= Math.max(runs, progress.runs)) return [];
      standstill.abort();
      return [`for ${STANDSTILL_MS / 1_000} s nothing happened; ${progress.ended} of ${runs} runs had ended`];
    }

    /** What was still to be sent or killed at a standstill never is. */
    async function unlessStalled(work: Promise<void>): Promise<void> {
      await work.catch((error: unknown) => {
        if (!standstill.signal.aborted) throw error;
      });
    }
  } finally {
    over.abort();
    for (const victim of all) victim.end();
  }
}

/** Events that come before the program has told what it offers begin nothing: there is nobody to begin. */
async function untilRegistered(client: pg.Client, signal: AbortSignal): Promise<void> {
  const known = async () => (await client.query('select from engine.functions where gone_at is null')).rowCount === 1;
  while (!(await known())) await sleep(50, undefined, { signal });
}
