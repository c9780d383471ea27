import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openLogFile } from '@/db/embedded';
import type { RunningChild } from '../../launch/child';
import { bundle } from '../../local-engine/bundle';
import { makePair, type Pair, untilUp } from '../../local-engine/pair';
import type { BenchRun } from '../bench-run';

const STOP_TIMEOUT_MS = 20_000;
const FUNCTIONS = 3;
/** The published library reads all of its environment with each request, so what a shell adds to it costs time. */
const NEEDED = /^(DATABASE_|INNGEST_|QSTASH_|PATH$|HOME$)/;

/** An engine at work, and the program it drives. */
export interface EnginePair extends Pair {
  engine: RunningChild;
  /** Sends events in one request, as the client library does. @throws Error when they are refused */
  send(events: { name: string; data?: Record<string, unknown> }[]): Promise<void>;
  /** What the program noted since it was asked last: from sending an event to its first step, in milliseconds. */
  delaysMs(): Promise<number[]>;
}

/** Starts both on the installation's database, bundled from the sources as they are, and ends them when `work` is done. */
export async function withEngine<T>(run: BenchRun, work: (pair: EnginePair) => Promise<T>): Promise<T> {
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  const folder = mkdtempSync(join(tmpdir(), 'throughline-bench-engine-'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  await bundle(root, { engine: 'scripts/engine.ts', program: 'scripts/bench/engine/program.ts' }, folder);
  const log = openLogFile(join(folder, 'engine.log'));
  const profile = run.profileDir ? ['--cpu-prof', `--cpu-prof-dir=${run.profileDir}`] : [];
  const pair = await makePair({
    root: folder,
    env: Object.fromEntries(Object.entries(run.env).filter(([name]) => NEEDED.test(name))),
    engine: [...profile, 'engine.mjs'],
    program: [...profile, 'program.mjs'],
    log,
  });
  const children = [pair.startEngine(), pair.startProgram()] as const;
  try {
    await untilUp(pair);
    await untilRegistered(run);
    return await work({
      ...pair,
      engine: children[0],
      async send(events) {
        const response = await fetch(pair.eventUrl, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(events),
        });
        if (!response.ok) throw new Error(`the engine answered ${response.status}: ${await response.text()}`);
        await response.arrayBuffer();
      },
      delaysMs: async () => (await (await fetch(`${pair.programUrl}/delays`)).json()) as number[],
    });
  } finally {
    for (const child of children) await child.stop(STOP_TIMEOUT_MS, new AbortController().signal);
    log.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function untilRegistered({ admin }: BenchRun): Promise<void> {
  const known = async () => (await admin.query('select from engine.functions where gone_at is null')).rowCount;
  while ((await known()) !== FUNCTIONS) await sleep(50);
}
