import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openLogFile } from '@/db/embedded';
import { buildOnce } from '@/scripts/launch/build';
import { type RunningChild, startChild } from '@/scripts/launch/child';
import { COMMANDS } from '@/scripts/launch/launch';
import type { Environment } from '@/scripts/launch/local-env';
import { anyFreePort } from '@/scripts/launch/port';
import { prepareLocal } from '@/scripts/launch/prepare-local';
import { createProgress } from '@/scripts/launch/progress';
import { startServer } from '@/scripts/launch/server';
import { EVENT_KEY, OF_JOURNEYS, type Part } from './home';

const NEVER = new AbortController().signal;
const STOP_TIMEOUT_MS = 10_000;

/** What every home has that is not the launcher's: a database, a build, an engine, and processes of its own. */
export interface Installation {
  /** Leads straight to the database and to the engine. */
  env: Environment;
  eventsUrl: string;
  /** A part that is one process: away when it was killed, back when it runs again. */
  process(start: () => Promise<RunningChild>): Promise<Part>;
  startEngine(env: Environment, programUrl: string): Promise<RunningChild>;
  startServer(name: string, env: Environment, command?: string[]): Promise<RunningChild>;
  stop(): Promise<void>;
}

export async function installation(root: string): Promise<Installation> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'throughline-home-'));
  const given = {
    ...(process.env as Environment),
    ...OF_JOURNEYS,
    NODE_ENV: 'production',
    INNGEST_EVENT_KEY: EVENT_KEY,
  };
  const { env: prepared, cluster } = await prepareLocal({
    dataDir,
    env: given,
    settings: { fsync: 'off' },
    pipe: true,
  });
  await buildOnce({
    root,
    env: prepared,
    command: COMMANDS.build,
    progress: createProgress(process.stdout),
    signal: NEVER,
  });
  const engineUrl = `http://127.0.0.1:${await anyFreePort()}`;
  const env: Environment = {
    ...prepared,
    HOST: '127.0.0.1',
    ENGINE_PORT: new URL(engineUrl).port,
    INNGEST_BASE_URL: engineUrl,
    QSTASH_URL: engineUrl,
  };
  const children = new Set<RunningChild>();
  const logOf = (name: string) => openLogFile(path.join(dataDir, `${name}.log`));
  const end = async (child: RunningChild, how: AbortSignal) => {
    children.delete(child);
    await child.stop(STOP_TIMEOUT_MS, how);
  };
  return {
    env,
    eventsUrl: `${engineUrl}/e/${EVENT_KEY}`,
    async process(start) {
      let running = await start();
      children.add(running);
      return {
        goAway: () => end(running, AbortSignal.abort()),
        async comeBack() {
          running = await start();
          children.add(running);
        },
      };
    },
    startEngine: async (engineEnv, programUrl) =>
      startChild(
        {
          command: COMMANDS.engine,
          cwd: root,
          env: { ...engineEnv, ENGINE_PROGRAM_URL: programUrl, THROUGHLINE_LAUNCHED: '1' },
        },
        logOf('engine'),
      ),
    startServer: (name, serverEnv, command = [...COMMANDS.server]) =>
      startServer({
        root,
        dataDir: mkdtempSync(path.join(dataDir, 'server-')),
        env: serverEnv,
        command,
        log: logOf(name),
        stop: { signal: NEVER, hurry: NEVER },
      }),
    async stop() {
      await Promise.all([...children].map((child) => end(child, NEVER)));
      await cluster?.stop();
      if (!process.env.E2E_KEEP) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
