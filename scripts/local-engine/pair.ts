import { setTimeout as sleep } from 'node:timers/promises';
import type { LogFile } from '@/db/embedded';
import { freePort } from '@/db/embedded/port';
import { type NodeCommand, type RunningChild, startChild } from '../launch/child';
import type { Environment } from '../launch/local-env';

/** Where an engine and the program it drives find each other, and how each is started. */
export interface Pair {
  /** Where events are sent, with the key in it. */
  eventUrl: string;
  engineUrl: string;
  programUrl: string;
  startEngine(): RunningChild;
  startProgram(): RunningChild;
}

export interface PairOptions {
  root: string;
  /** Of a prepared installation: keys, and the database by its roles. */
  env: Environment;
  engine: NodeCommand;
  program: NodeCommand;
  log: LogFile | null;
}

/** The engine as the launcher starts it, beside a program of somebody else's choice. */
export async function makePair({ root, env, engine, program, log }: PairOptions): Promise<Pair> {
  const [enginePort, programPort] = [await freePort(), await freePort()];
  const engineUrl = `http://127.0.0.1:${enginePort}`;
  const programUrl = `http://127.0.0.1:${programPort}`;
  const engineEnv = {
    ...env,
    NODE_ENV: 'production',
    ENGINE_PORT: String(enginePort),
    ENGINE_PROGRAM_URL: programUrl,
    THROUGHLINE_LAUNCHED: '1',
  };
  const programEnv = { ...env, NODE_ENV: 'production', PORT: String(programPort), INNGEST_BASE_URL: engineUrl };
  return {
    eventUrl: `${engineUrl}/e/${env.INNGEST_EVENT_KEY}`,
    engineUrl,
    programUrl,
    startEngine: () => startChild({ command: engine, cwd: root, env: engineEnv }, log),
    startProgram: () => startChild({ command: program, cwd: root, env: programEnv }, log),
  };
}

/** Until both answer, so that what is measured or killed afterwards is the pair at work. */
export async function untilUp({ engineUrl, programUrl }: Pair, patienceMs = 30_000): Promise<void> {
  const deadlineMs = performance.now() + patienceMs;
  for (const url of [`${engineUrl}/health`, programUrl]) {
    while (!(await answers(url))) {
      if (performance.now() > deadlineMs) throw new Error(`${url} does not answer after ${patienceMs / 1_000} s.`);
      await sleep(20);
    }
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
