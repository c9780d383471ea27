import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { RestoreTarget } from '@/db/backup';
import { type Digest, digestsOf } from '@/db/backup/testing/digests';
import { closePools } from '@/db/client';
import { startCluster } from '@/db/embedded';
import { migrate } from '@/db/migrate';
import { drainNow } from '@/lib/leads';
import { eventBody } from '../bench/events';
import { anyUser, type BenchOrg, makeOrg, writeBodies } from '../bench/organizations';
import { backupPaths } from '../launch/backup-paths';
import { runToEnd } from '../launch/child';
import type { Environment } from '../launch/local-env';
import { prepareLocal } from '../launch/prepare-local';
import { seconds } from '../launch/progress';
import { runRestore } from '../launch/run-restore';
import { megabytes } from '../launch/sizes';

type Digests = Record<string, Digest>;

const LEADS = 10_000;
const EVENTS_A_ROUND = 10_000;
const EVENTS_A_BURST = 500;
const ORDINARY = { THROUGHLINE_DEMO: '0' };

/** @returns what is wrong, in words */
export async function runDrill(events: number, say: (line: string) => void): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-drill-'));
  try {
    const original = join(folder, 'original');
    const drill = await fillAndBackUp(original, events, say);
    const archive = backupPaths(original).walArchive;
    const walFiles = readdirSync(archive).map((name) => statSync(join(archive, name)).size);
    say(`archived WAL: ${walFiles.length} files, ${megabytes(walFiles.reduce((sum, size) => sum + size, 0))}`);
    const moment = await restoredDigests(join(folder, 'moment'), original, drill.moment, say);
    const backup = await restoredDigests(join(folder, 'backup'), original, 'backup', say);
    return [...differences(drill.atMoment, moment), ...outside(drill, backup)];
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

type Drill = { before: Digests; moment: Date; atMoment: Digests };

async function fillAndBackUp(dataDir: string, events: number, say: (line: string) => void): Promise<Drill> {
  const { env, cluster } = await prepareLocal({ dataDir, env: ORDINARY, pipe: true, migrate });
  if (!cluster) throw new Error('The drill runs on the bundled PostgreSQL only: unset DATABASE_URL.');
  Object.assign(process.env, env);
  const url = env.DATABASE_MIGRATE_URL!;
  try {
    const org = await timed('filled', say, async () => {
      const made = await makeOrg(LEADS);
      for (let left = events - LEADS; left > 0; left -= EVENTS_A_ROUND) {
        await write(made, Math.min(left, EVENTS_A_ROUND));
        await drainNow(made.orgId);
      }
      return made;
    });
    const before = await digestsOf(url);
    say(`rows in all: ${rowsOf(before).toLocaleString('en')}`);
    const idle = await load(org, untilPassed(5_000));
    say(`events written a second beforehand: ${idle.toLocaleString('en')}`);
    let isOver = false;
    const loading = load(org, () => isOver);
    await timed('backed up under load', say, () => backUp(dataDir, env, say)).finally(() => {
      isOver = true;
    });
    say(`events written a second meanwhile: ${(await loading).toLocaleString('en')}`);
    await drainNow(org.orgId);
    const atMoment = await digestsOf(url);
    const moment = await clockOf(url);
    await load(org, untilPassed(2_000));
    return { before, moment, atMoment };
  } finally {
    await closePools();
    await timed('stopped', say, () => cluster.stop());
  }
}

/** In a process of its own, as the launcher does it. */
async function backUp(dataDir: string, prepared: Environment, say: (line: string) => void): Promise<void> {
  // Found in its folder; a variable of that name would mean somebody else's.
  const { DATABASE_URL: _, ...rest } = prepared;
  const env = { ...rest, PATH: process.env.PATH ?? '', THROUGHLINE_DATA_DIR: dataDir };
  await runToEnd(
    { command: ['--import', 'tsx', 'scripts/backup.ts', '--automatic'], cwd: process.cwd(), env },
    { what: 'The backup', signal: new AbortController().signal, onLine: say },
  );
}

const write = (org: BenchOrg, count: number) =>
  writeBodies(
    org,
    Array.from({ length: count }, () => eventBody(anyUser(org))),
  );

/** Writes and scores events until told to stop. @returns how many a second */
async function load(org: BenchOrg, isOver: () => boolean): Promise<number> {
  const beganMs = performance.now();
  let written = 0;
  for (; !isOver(); written += EVENTS_A_BURST) {
    await write(org, EVENTS_A_BURST);
    await drainNow(org.orgId);
  }
  return Math.round(written / ((performance.now() - beganMs) / 1000));
}

function untilPassed(durationMs: number): () => boolean {
  const deadlineMs = performance.now() + durationMs;
  return () => performance.now() > deadlineMs;
}

async function clockOf(url: string): Promise<Date> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ at: Date }>('select clock_timestamp() as at');
  await client.end();
  return rows[0]!.at;
}

/** As on another machine: nothing is there but the folder of backups. */
async function restoredDigests(dataDir: string, from: string, target: RestoreTarget, say: (line: string) => void) {
  mkdirSync(dataDir);
  cpSync(backupPaths(from).backupFolder, backupPaths(dataDir).backupFolder, { recursive: true });
  const name = target instanceof Date ? 'restored to a moment after it' : 'restored to its end';
  await timed(name, say, () =>
    runRestore({ dataDir, file: null, target, withSecrets: false, log: () => {}, confirm: async () => true }),
  );
  const cluster = await startCluster({ dataDir: backupPaths(dataDir).clusterDir, log: () => {}, pipe: true });
  const url = new URL(cluster.adminUrl);
  url.pathname = 'throughline';
  const digests = await digestsOf(url.href);
  await cluster.stop();
  rmSync(dataDir, { recursive: true, force: true });
  return digests;
}

function differences(wanted: Digests, found: Digests): string[] {
  const names = new Set([...Object.keys(wanted), ...Object.keys(found)]);
  return [...names].flatMap((name) => {
    const [a, b] = [wanted[name], found[name]];
    if (a?.rows === b?.rows && a?.md5 === b?.md5) return [];
    return [`${name}: ${b?.rows ?? 'no'} rows (${b?.md5}) where ${a?.rows ?? 'no'} (${a?.md5}) were`];
  });
}

/** A backup that was taken under load ends somewhere between what was there before it and after it, at one moment. */
function outside({ before, atMoment }: Drill, found: Digests): string[] {
  const problems: string[] = [];
  for (const name of ['public.event_keys', 'public.leads']) {
    const [least, is, most] = [before, found, atMoment].map((digests) => digests[name]?.rows ?? -1) as [
      number,
      number,
      number,
    ];
    if (is < least || is > most) problems.push(`${name}: ${is} rows, and not ${least} to ${most}`);
  }
  const events = rowsOf(found, /^public\.events_/);
  const keys = found['public.event_keys']?.rows ?? rowsOf(found, /^public\.event_keys/);
  if (events !== keys) problems.push(`${events} events and ${keys} keys of them: something is half`);
  return problems;
}

function rowsOf(digests: Digests, of = /./): number {
  return Object.entries(digests).reduce((sum, [name, { rows }]) => sum + (of.test(name) ? rows : 0), 0);
}

async function timed<Result>(what: string, say: (line: string) => void, work: () => Promise<Result>): Promise<Result> {
  const beganMs = performance.now();
  const result = await work();
  say(`${what} in ${seconds(performance.now() - beganMs)}`);
  return result;
}
