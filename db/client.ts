import type pg from 'pg';
import { processState } from '@/lib/platform/process-state';
import { hearsNotices, openPool } from './drivers';

export type PoolName = 'app' | 'door' | 'identity' | 'system';

const POOLS: Record<PoolName, { variable: string; connections: number; pipeline?: boolean }> = {
  // Statements given at once are sent at once, and done in that order: a transaction need not wait for each answer.
  app: { variable: 'DATABASE_URL', connections: 12, pipeline: true },
  door: { variable: 'DATABASE_DOOR_URL', connections: 4 },
  identity: { variable: 'DATABASE_IDENTITY_URL', connections: 4 },
  system: { variable: 'DATABASE_SYSTEM_URL', connections: 3 },
};

/** Longest wait for an answer when the question names none: above any statement's own limit, below a reader's patience. */
const ANSWER_TIMEOUT_MS = 20_000;
/** Short where the process is kept awake for it. */
const IDLE_TIMEOUT_MS = process.env.VERCEL ? 5_000 : 30_000;

/** One pool a role and process. Only lib/tenancy may import this file. */
export function pool(name: PoolName): pg.Pool {
  return processState(`pool:${name}`, () => {
    const { connections, pipeline } = POOLS[name];
    return openPool({
      connectionString: addressOf(name),
      max: connections,
      pipeline,
      answerTimeoutMs: ANSWER_TIMEOUT_MS,
      idleTimeoutMs: IDLE_TIMEOUT_MS,
      applicationName: `throughline-${name}`,
    });
  });
}

/** Whether notices of the database reach this process; where not, it must look by itself. */
export function canListen(): boolean {
  return hearsNotices(addressOf('system'));
}

function addressOf(name: PoolName): string {
  const { variable } = POOLS[name];
  const connectionString = process.env[variable];
  if (!connectionString) throw new Error(`${variable} is not set`);
  return connectionString;
}

export async function closePools(): Promise<void> {
  await Promise.all(
    (Object.keys(POOLS) as PoolName[]).map(async (name) => {
      if (process.env[POOLS[name].variable])
        await pool(name)
          .end()
          .catch(() => {});
    }),
  );
}
