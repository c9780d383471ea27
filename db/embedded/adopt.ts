import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgresFailed } from './errors';
import { postmasterFilePath, readPostmasterFile } from './postmaster-file';
import { backendsOf, isAlive, isPostmaster, signal, until } from './processes';
import { probe } from './readiness';

/** A postmaster that runs already, left behind by a launcher that was killed. */
export type Survivor = { pid: number; port: number };

const RECOVERY_TIMEOUT_MS = 120_000;
const SILENCE_TIMEOUT_MS = 2_500;
const BACKEND_EXIT_TIMEOUT_MS = 1_000;
const END_TIMEOUT_MS = 1_500;

/**
 * The cluster's postmaster if one runs and answers. Otherwise clears away what would hinder a new one: a postmaster
 * that does not answer, backends that outlived theirs, a `postmaster.pid` whose number belongs to a stranger now.
 */
export async function adoptOrClear(input: {
  dataDir: string;
  name: string;
  urlAt: (port: number) => string;
  log: (line: string) => void;
}): Promise<Survivor | null> {
  const found = readPostmasterFile(input.dataDir);
  if (!found) return null;
  const isRunning = () => isPostmaster(found.pid, input);
  if (isRunning() && (await answers(found, isRunning, input))) return found;
  if (isRunning()) await end(found.pid, isRunning, input.log);
  // PostgreSQL takes any process of this number for a rival when it has the same owner, and would not start.
  if (isAlive(found.pid)) rmSync(postmasterFilePath(input.dataDir), { force: true });
  await clearBackends(input.name, input.log);
  return null;
}

/**
 * Ends backends that run on after their postmaster was killed. They hold the shared memory, and no new postmaster
 * may start beside them. Idle ones notice by themselves, those inside a query do not.
 */
export async function clearBackends(name: string, log: (line: string) => void): Promise<void> {
  const areGone = () => backendsOf(name).length === 0;
  if (await until(areGone, BACKEND_EXIT_TIMEOUT_MS)) return;
  log('Ending PostgreSQL processes that outlived their postmaster.');
  for (const name_ of ['SIGQUIT', 'SIGKILL'] as const) {
    for (const pid of backendsOf(name)) signal(pid, name_);
    if (await until(areGone, BACKEND_EXIT_TIMEOUT_MS)) return;
  }
}

async function answers(
  found: Survivor,
  isRunning: () => boolean,
  input: { dataDir: string; urlAt: (port: number) => string },
): Promise<boolean> {
  const recoveryDeadlineMs = performance.now() + RECOVERY_TIMEOUT_MS;
  let silentSinceMs = performance.now();
  while (isRunning() && performance.now() < recoveryDeadlineMs) {
    const readiness = await probe(input.urlAt(found.port), input.dataDir);
    if (readiness === 'ready') return true;
    if (readiness === 'foreign') {
      throw new EmbeddedPostgresFailed(`The PostgreSQL that runs on ${input.dataDir} does not accept our password.`);
    }
    if (readiness === 'starting') silentSinceMs = performance.now();
    if (performance.now() - silentSinceMs > SILENCE_TIMEOUT_MS) return false;
    await sleep(50);
  }
  return false;
}

async function end(pid: number, isRunning: () => boolean, log: (line: string) => void): Promise<void> {
  log('The PostgreSQL left from last time does not answer; ending it.');
  for (const name of ['SIGQUIT', 'SIGKILL'] as const) {
    if (isRunning()) signal(pid, name);
    if (await until(() => !isRunning(), END_TIMEOUT_MS)) return;
  }
}
