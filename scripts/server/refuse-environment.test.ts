import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { listening } from '@/inngest/engine/testing/listening';
import { register } from '@/instrumentation';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DATABASE = 'postgres://nobody:nothing@127.0.0.1:1/nothing';

const SAFE = {
  NODE_ENV: 'production',
  DATABASE_URL: DATABASE,
  DATABASE_DOOR_URL: DATABASE,
  DATABASE_IDENTITY_URL: DATABASE,
  DATABASE_SYSTEM_URL: DATABASE,
  BETTER_AUTH_SECRET: randomBytes(32).toString('hex'),
  ENCRYPTION_KEY: randomBytes(32).toString('base64'),
};
const UNSAFE: [string, Record<string, string>][] = [
  ['INNGEST_DEV', { INNGEST_DEV: '1' }],
  ['BETTER_AUTH_SECRET', { BETTER_AUTH_SECRET: '' }],
  ['ENCRYPTION_KEY', { ENCRYPTION_KEY: 'k7'.repeat(22) }],
  ['INNGEST_SIGNING_KEY', { INNGEST_EVENT_KEY: randomBytes(24).toString('hex') }],
];

/** Starts the server as `npm start` does and waits for its end. */
async function start(change: Record<string, string>): Promise<{ code: number; said: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/server.ts'], {
    cwd: ROOT,
    env: { PATH: process.env.PATH!, ...SAFE, ...change } as unknown as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (said += part));
  const [code] = (await once(child, 'close')) as [number];
  return { code, said };
}

describe('the server, started with an environment that is not safe', () => {
  it.each(UNSAFE)(
    'ends before it listens, and says what about %s, in a sentence and without a secret',
    async (name, change) => {
      // Were it to listen, it would stumble over this one and say so.
      const taken = createServer();
      const PORT = new URL(await listening(taken)).port;
      const { code, said } = await start({ ...change, PORT });
      taken.close();
      expect(code).toBe(1);
      expect(said).toMatch(/^The environment is incomplete or unsafe \(see \.env\.example\):\n/);
      expect(said).toContain(`  ${name}: `);
      expect(said).not.toMatch(/EADDRINUSE|at .*\.ts:\d+/);
      for (const value of [...Object.values(SAFE), ...Object.values(change)])
        if (value.length > 10) expect(said).not.toContain(value);
    },
    60_000,
  );
});

describe('where Next starts without a start of ours', () => {
  beforeEach(() => {
    vi.stubEnv('NEXT_RUNTIME', 'nodejs');
    // Kept for the process by the one that was read first.
    Reflect.deleteProperty(globalThis, Symbol.for('throughline'));
  });
  afterEach(() => vi.unstubAllEnvs());
  const given = (environment: Record<string, string>) => {
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  };

  it('the same environment is refused before anything is answered', async () => {
    given({ ...SAFE, INNGEST_DEV: '1' });
    await expect(register()).rejects.toThrow('INNGEST_DEV: it switches signatures off');
  });

  it('a safe one is not, nor is any asked for while the program is built', async () => {
    given(SAFE);
    await expect(register()).resolves.toBeUndefined();
    given({ NEXT_PHASE: 'phase-production-build', BETTER_AUTH_SECRET: '' });
    Reflect.deleteProperty(globalThis, Symbol.for('throughline'));
    await expect(register()).resolves.toBeUndefined();
  });
});
