import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { seededRandom } from '@/db/seed/random';
import { Delivery } from './delivery';
import { type Installation, makeInstallation, query } from './installation';
import { brokenInvariants } from './invariants';
import { type Blow, makeKillSchedule, type Victim } from './kill-schedule';
import { Launcher } from './launcher';
import type { CrashOptions } from './options';
import { makePlan, type Plan } from './plan';
import { type CrashReport, type Kill, longestSilenceMs } from './report';
import { readStored } from './stored';
import { type Check, verifyOrganization } from './verify';

const DRAIN_TIMEOUT_MS = 60_000;
/** Longest time a whole run may take: each recovery is a few seconds, with the launcher's pauses between restarts. */
const SECONDS_A_KILL = 30;
const SECONDS_BESIDES = 120;
const THRESHOLD_PAUSE_MS = 2;
const INSPECTION_TIMEOUT_MS = 2_000;
/** Runs of this many kills spare one for the database once all is drained. */
const KILLS_WITH_ONE_AFTER_DRAIN = 20;

/**
 * Sends events from several senders while server, launcher and PostgreSQL are killed, and then compares what the
 * tables hold with what was acknowledged. `kill -9` says nothing about a loss of power.
 * @throws Error when the run itself cannot be carried through; broken promises stand in the report
 */
export async function runCrash(options: CrashOptions, say: (line: string) => void): Promise<CrashReport> {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const folder = await mkdtemp(join(tmpdir(), 'throughline-crash-'));
  const plan = makePlan({ events: options.events, seed: options.seed, nowMs: Date.now() });
  say(`Preparing an installation in ${folder}${options.plant ? ` with the planted bug ${options.plant}` : ''}.`);
  try {
    const installation = await makeInstallation({
      root,
      folder,
      plant: options.plant,
      organizations: plan.sends.length,
    });
    const launcher = new Launcher(installation, folder);
    const end = () =>
      void launcher
        .endAll()
        .then(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }))
        .finally(() => process.exit(130));
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, end);
    try {
      return await runOn(installation, launcher, plan, options, say);
    } catch (error) {
      say(launcher.words());
      throw error;
    } finally {
      for (const name of ['SIGINT', 'SIGTERM'] as const) process.removeListener(name, end);
      await launcher.endAll();
    }
  } finally {
    if (options.keep) say(`Left behind: ${folder}`);
    else await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function runOn(
  installation: Installation,
  launcher: Launcher,
  plan: Plan,
  options: CrashOptions,
  say: (line: string) => void,
): Promise<CrashReport> {
  const timeout = AbortSignal.timeout((options.kills * SECONDS_A_KILL + SECONDS_BESIDES) * 1_000);
  const overall = AbortSignal.any([timeout, launcher.failure.signal]);
  const delivery = new Delivery(plan, installation, options.seed, overall);
  const kills: Kill[] = [];
  let beganMs = performance.now();
  const strike = async (victim: Victim) => {
    await launcher.kill(victim);
    kills.push({ victim, atMs: performance.now() });
    say(
      `${((performance.now() - beganMs) / 1_000).toFixed(1).padStart(7)} s ${String(delivery.count).padStart(6)} acknowledged, kill -9 ${victim} (${kills.length} of ${options.kills})`,
    );
  };

  const broken: string[] = [];
  let looks = 0;
  const inspect = async (next: Victim) => {
    const look = async (client: pg.Client) => {
      broken.push(...(await brokenInvariants(client)).map((what) => `before kill ${kills.length + 1}: ${what}`));
      looks += 1;
      if (next !== 'postgres') await askForReplays(client);
    };
    // Nothing is seen while the database is away after the blow before.
    await query(installation.dataDir, look, INSPECTION_TIMEOUT_MS).catch(() => {});
  };

  launcher.start();
  await launcher.isUp();
  say(`Up. Sending ${delivery.sendCount} times ${plan.events.length} events; seed ${options.seed}.`);
  beganMs = performance.now();
  const afterDrain = options.kills >= KILLS_WITH_ONE_AFTER_DRAIN ? 1 : 0;
  const schedule = makeKillSchedule(options.kills - 1 - afterDrain, delivery.sendCount, seededRandom(options.seed + 2));
  await Promise.all([delivery.sendMost(), strikeAll(schedule, delivery, inspect, strike, overall)]);
  await delivery.sendLast();
  // At this moment hundreds of events are acknowledged and not scored, and no later event will call attention to them.
  await strike('server');
  const sentMs = performance.now();
  let drainedInMs = await drained(installation);
  if (afterDrain > 0 && drainedInMs !== null) {
    // Scores may be committed a little late, since the inbox row stays as long; so they may be lost here, and owed again.
    await strike('postgres');
    drainedInMs = Math.max(drainedInMs, (await drained(installation)) ?? Infinity);
  }
  const checks = await verifyAll(installation, plan, delivery);
  checks.push({
    promise: `all is scored ${DRAIN_TIMEOUT_MS / 1_000} s after the last event`,
    problems: drainedInMs === null || drainedInMs > DRAIN_TIMEOUT_MS ? ['it was not'] : [],
  });
  checks.push({
    promise: `at every moment an event is owed or scored, and a lead stands where its history says (${looks} looks)`,
    problems: schedule.length > 0 && looks === 0 ? ['nobody could look'] : broken,
  });
  checks.push({
    promise: 'the door answers 202, 200 or 503 with Retry-After, whatever is killed',
    problems: delivery.strangeAnswers,
  });
  checks.push({ promise: 'SIGTERM ends everything in order', problems: await launcher.stop() });
  return {
    options,
    checks,
    kills,
    events: plan.events.length,
    sends: delivery.sendCount,
    requests: delivery.requests,
    retries: delivery.retries,
    acknowledgedEvents: delivery.acknowledged.reduce((sum, ids) => sum + ids.size, 0),
    launcherGaveUp: launcher.givenUp,
    sendingMs: sentMs - beganMs,
    longestSilenceMs: longestSilenceMs(kills, delivery.acknowledgedAtMs),
    drainedInMs,
  };
}

async function strikeAll(
  schedule: Blow[],
  delivery: Delivery,
  inspect: (next: Victim) => Promise<void>,
  strike: (victim: Victim) => Promise<void>,
  overall: AbortSignal,
): Promise<void> {
  for (const { victim, when } of schedule) {
    if ('afterMs' in when) await sleep(when.afterMs, undefined, { signal: overall });
    else while (delivery.count < when.acknowledged) await sleep(THRESHOLD_PAUSE_MS, undefined, { signal: overall });
    // Looked at now, because the replays that are asked for then would put much of it right.
    await inspect(victim);
    await strike(victim);
  }
}

/** Asks for half of the leads what a changed setting asks for all: to be folded again, beside the events that come in. */
async function askForReplays(client: pg.Client): Promise<void> {
  await client.query(
    `insert into pending_replays (org_id, lead_id, reason, requested_at)
     select org_id, lead_id, 'settings', now() from lead_scores where random() < 0.5 on conflict do nothing`,
  );
}

/** @returns after how many milliseconds nothing was owed any more; null when something is for longer than a minute */
async function drained({ dataDir }: Installation): Promise<number | null> {
  const beganMs = performance.now();
  while (performance.now() - beganMs < DRAIN_TIMEOUT_MS) {
    const owed = await query(
      dataDir,
      async (client) => (await client.query<{ n: number }>('select count(*)::int as n from inbox')).rows[0]!.n,
    ).catch(() => null);
    if (owed === 0) return performance.now() - beganMs;
    await sleep(50);
  }
  return null;
}

async function verifyAll({ dataDir, organizations }: Installation, plan: Plan, delivery: Delivery): Promise<Check[]> {
  const checks: Check[] = [];
  await query(dataDir, async (client) => {
    for (const [org, { orgId }] of organizations.entries()) {
      const planned = plan.events.filter((event) => event.org === org);
      const found = verifyOrganization(await readStored(client, orgId), planned, delivery.acknowledged[org]!);
      for (const [n, { promise, problems }] of found.entries()) {
        checks[n] ??= { promise, problems: [] };
        checks[n].problems.push(...problems);
      }
    }
  });
  return checks;
}
