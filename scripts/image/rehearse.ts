import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startCluster } from '@/db/embedded';
import { freePort } from '@/db/embedded/port';
import { ensureDatabase } from '../launch/database-urls';
import { freshSecrets } from '../launch/local-env';
import { environmentOf, readCompose } from './compose';

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 30_000;
/** What Debian calls `nobody`. */
const NOBODY = 65_534;

/**
 * Does by hand what compose.yaml does with the image: migrates an empty PostgreSQL with what is in the folder, starts
 * the program there as somebody without rights, asks it, and stops it as Docker would. Nothing outside is read.
 * @returns what was seen, in sentences
 * @throws Error with the program's own words when something is not as it should be
 */
export async function rehearse(image: string): Promise<string[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'throughline-rehearsal-'));
  chmodSync(image, 0o755);
  const cluster = await startCluster({
    dataDir: join(scratch, 'pg'),
    settings: { fsync: 'off', shared_buffers: '64MB' },
    log: () => {},
  });
  try {
    await ensureDatabase(cluster.adminUrl);
    const { services } = readCompose();
    const port = String(await freePort());
    const given = { ...freshSecrets(), APP_URL: 'https://throughline.example' };
    const at = (env: Record<string, string>) =>
      Object.fromEntries(Object.entries(env).map(atCluster(cluster.adminUrl)));
    const migration = run(image, services.migrate!.command!, at(environmentOf(services.migrate!, given)));
    if ((await migration.ended) !== 0) throw new Error(`The migration failed:\n${migration.words()}`);
    const env = { ...at(environmentOf(services.app!, given)), NODE_ENV: 'production', HOST: '127.0.0.1', PORT: port };
    return [migration.words().trim(), ...(await rehearseServer(image, env))];
  } finally {
    await cluster.stop();
    rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function rehearseServer(image: string, env: Record<string, string>): Promise<string[]> {
  const startedMs = performance.now();
  const server = run(image, ['node', '.build/server.mjs'], env);
  try {
    const url = `http://127.0.0.1:${env.PORT}`;
    await until(() => answers(`${url}/health`, 200), START_TIMEOUT_MS, server);
    const seen = [
      `healthy after ${((performance.now() - startedMs) / 1_000).toFixed(1)} s, ${process.getuid?.() === 0 ? `as user ${NOBODY}` : 'as whoever rehearses'}`,
    ];
    for (const [path, status] of EXPECTED) {
      if (!(await answers(url + path, status)))
        throw new Error(`${path} is not answered ${status}:\n${server.words()}`);
      seen.push(`${path} answers ${status}`);
    }
    server.child.kill('SIGTERM');
    const code = await Promise.race([server.ended, sleep(STOP_TIMEOUT_MS, 'never', { ref: false })]);
    if (code !== 0) throw new Error(`It ended with ${code} after SIGTERM:\n${server.words()}`);
    return [...seen, 'ends in order after SIGTERM'];
  } finally {
    server.child.kill('SIGKILL');
  }
}

/** A page, the door without a key, durable functions without a signature, the SDK that the build made, the reference. */
const EXPECTED: [path: string, status: number][] = [
  ['/sign-in', 200],
  ['/api/leads', 401],
  ['/v1/track', 405],
  ['/api/inngest', 401],
  ['/sdk/ls.js', 200],
  ['/api/openapi.json', 200],
];

/** The same address at the database of the rehearsal; its superuser stands for the owner. */
function atCluster(adminUrl: string) {
  const admin = new URL(adminUrl);
  return ([name, value]: [string, string]): [string, string] => {
    if (!value.startsWith('postgres://')) return [name, value];
    const url = new URL(value);
    url.host = admin.host;
    if (url.username === 'throughline_owner') {
      url.username = admin.username;
      url.password = admin.password;
    }
    return [name, url.href];
  };
}

function run(cwd: string, [, ...words]: string[], env: Record<string, string>) {
  const asNobody = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  const child = spawn(process.execPath, words, { cwd, env: { NODE_ENV: 'production', ...env }, ...asNobody });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (output += bytes));
  const ended = once(child, 'close').then(
    ([code]) => code as number | null,
    (error: Error) => error.message,
  );
  return { child, ended, words: () => output };
}

async function until(isSo: () => Promise<boolean>, patienceMs: number, { child, words }: ReturnType<typeof run>) {
  const deadlineMs = performance.now() + patienceMs;
  while (!(await isSo())) {
    if (child.exitCode !== null || performance.now() > deadlineMs) throw new Error(`It did not start:\n${words()}`);
    await sleep(50);
  }
}

async function answers(url: string, status: number): Promise<boolean> {
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(10_000) });
    await response.arrayBuffer();
    return response.status === status;
  } catch {
    return false;
  }
}
