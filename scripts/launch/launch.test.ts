import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startCluster } from '@/db/embedded';
import { until } from '@/db/embedded/processes';
import { anyFreePort } from './port';
import { identityOf } from './process-identity';

const LAUNCHER = fileURLToPath(new URL('./testing/launch-fakes.ts', import.meta.url));

let root: string;
let launchers: Launcher[];

type Launcher = { child: ChildProcess; output: () => string };

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'throughline-launch-'));
  mkdirSync(join(root, 'app'));
  writeFileSync(join(root, 'app', 'page.tsx'), 'export default null;');
  launchers = [];
});

afterEach(async () => {
  for (const { child } of launchers) child.kill('SIGKILL');
  for (const pid of serverPids()) if (runs(pid)) process.kill(pid, 'SIGKILL');
  if (existsSync(join(root, '.data', 'pg', 'PG_VERSION'))) {
    const survivor = await startCluster({ dataDir: join(root, '.data', 'pg'), log: () => {} });
    await survivor.stop();
  }
  rmSync(root, { recursive: true, force: true, maxRetries: 3 });
});

function start(env: Record<string, string> = {}, mode = 'start'): Launcher {
  const { PORT: _, DATABASE_URL: __, ...inherited } = process.env;
  const child = spawn(process.execPath, ['--import', 'tsx', LAUNCHER, root, mode], {
    env: { ...inherited, FAKE_NOTES: join(root, 'notes'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => (output += bytes.toString()));
  const launcher = { child, output: () => output };
  launchers.push(launcher);
  return launcher;
}

async function says(launcher: Launcher, words: RegExp): Promise<RegExpExecArray> {
  await until(() => words.test(launcher.output()) || launcher.child.exitCode !== null, 30_000);
  const found = words.exec(launcher.output());
  expect(found, launcher.output()).not.toBe(null);
  return found as RegExpExecArray;
}

async function exitCode({ child }: Launcher): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
}

function notes(): string[] {
  return existsSync(join(root, 'notes')) ? readFileSync(join(root, 'notes'), 'utf8').trim().split('\n') : [];
}

function serverPids(): number[] {
  return notes().flatMap((line) => /^server (\d+) up$/.exec(line)?.slice(1).map(Number) ?? []);
}

function postmasterPid(): number {
  return Number.parseInt(readFileSync(join(root, '.data', 'pg', 'postmaster.pid'), 'utf8'), 10);
}

function runs(pid: number): boolean {
  return identityOf(pid) !== null;
}

async function urlOf(launcher: Launcher): Promise<string> {
  return (await says(launcher, /running at (http:\S+)\n(?:Sign in .*\n)?(?:Ctrl-C|$)/))[1] as string;
}

interface Health {
  nodeEnv: string;
  /** Where the server counts limits. */
  limits: string;
  /** The address and the token with which the server publishes messages. */
  qstash: (string | null)[];
}

async function health(url: string): Promise<{ status: number; nodeEnv: string }> {
  const response = await fetch(`${url.replace('localhost', '127.0.0.1')}/health`);
  return { status: response.status, nodeEnv: ((await response.json()) as Health).nodeEnv };
}

async function toldBy(url: string): Promise<Health> {
  const response = await fetch(`${url.replace('localhost', '127.0.0.1')}/health`);
  return (await response.json()) as Health;
}

const qstashOf = async (url: string) => (await toldBy(url)).qstash;

describe('the first start', () => {
  it('prepares, builds, serves, makes the demo and prints the URL and the sign-in', async () => {
    const launcher = start();
    expect(await health(await urlOf(launcher))).toEqual({ status: 200, nodeEnv: 'production' });
    expect(launcher.output()).toContain('Sign in as demo@example.test with the password secret');
    expect(launcher.output()).toMatch(/✓ PostgreSQL .*✓ Migrations .*✓ Building .*✓ Server .*✓ Demo organizations /s);
    expect(notes()).toEqual(['built', expect.stringMatching(/^server \d+ up$/), 'seeded 200']);
  });

  it('ends with nothing running after --setup', async () => {
    const launcher = start({}, 'setup');
    expect(await exitCode(launcher)).toBe(0);
    expect(notes()).toEqual(['built']);
    expect(existsSync(join(root, '.data', 'pg', 'postmaster.pid'))).toBe(false);
    expect(existsSync(join(root, '.data', 'launcher.lock'))).toBe(false);
  });

  it('runs from the sources with --dev, without a build', async () => {
    const launcher = start({}, 'dev');
    expect(await health(await urlOf(launcher))).toEqual({ status: 200, nodeEnv: 'development' });
    expect(notes()).not.toContain('built');
  });

  it('does without the demo where THROUGHLINE_DEMO is 0', async () => {
    const launcher = start({ THROUGHLINE_DEMO: '0' });
    await urlOf(launcher);
    expect(notes()).not.toContain('seeded 200');
    expect(launcher.output()).not.toContain('Sign in');
  });
});

it('drives no functions of its own where somebody else is to', async () => {
  const launcher = start({ INNGEST_BASE_URL: 'http://inngest.example:8288' });
  await urlOf(launcher);
  expect(existsSync(join(root, 'notes.engine'))).toBe(false);
});

describe('messages are published', () => {
  it('at the engine, with a token of this installation', async () => {
    const launcher = start();
    const [address, token] = await qstashOf(await urlOf(launcher));
    await until(() => existsSync(join(root, 'notes.engine')), 10_000);
    const port = / at (\d+) drives /.exec(readFileSync(join(root, 'notes.engine'), 'utf8'))?.[1];
    expect(address).toBe(`http://127.0.0.1:${port}`);
    expect(readFileSync(join(root, '.data', 'local.env'), 'utf8')).toContain(`QSTASH_TOKEN=${token}\n`);
  });

  it('where whoever started it says', async () => {
    const launcher = start({ QSTASH_TOKEN: 'of-the-cloud' });
    expect(await qstashOf(await urlOf(launcher))).toEqual([null, 'of-the-cloud']);
  });

  it('nowhere without an engine: the token made here is not sent to the cloud', async () => {
    const launcher = start({ INNGEST_BASE_URL: 'http://inngest.example:8288' });
    expect(await qstashOf(await urlOf(launcher))).toEqual([null, '']);
  });
});

describe('limits are counted', () => {
  it.each([
    ['in the memory of the one server', {}, 'process'],
    ['where whoever started it says', { LIMITS: 'postgres' }, 'postgres'],
  ])('%s', async (_where, env, limits) => {
    expect((await toldBy(await urlOf(start(env)))).limits).toBe(limits);
  });
});

describe('the second start', () => {
  it('builds again only after a source has changed', async () => {
    expect(await exitCode(start({}, 'setup'))).toBe(0);
    expect(await exitCode(start({}, 'setup'))).toBe(0);
    expect(notes()).toEqual(['built']);
    writeFileSync(join(root, 'app', 'page.tsx'), 'export default true;');
    expect(await exitCode(start({}, 'setup'))).toBe(0);
    expect(notes()).toEqual(['built', 'built']);
  });

  it('builds again after a build that failed, though the sources are those of the last good one', async () => {
    expect(await exitCode(start({}, 'setup'))).toBe(0);
    writeFileSync(join(root, 'app', 'broken.tsx'), '');
    const broken = start({}, 'setup');
    expect(await exitCode(broken)).toBe(1);
    expect(broken.output()).toMatch(/The build failed \(exit code 1\):\n[\s\S]*app\/broken.tsx does not compile/);
    rmSync(join(root, 'app', 'broken.tsx'));
    expect(await exitCode(start({}, 'setup'))).toBe(0);
    expect(notes()).toEqual(['built', 'built', 'built']);
  });

  it('is refused while the first one runs, and not after that was killed', async () => {
    const first = start();
    await urlOf(first);
    const second = start();
    expect(await exitCode(second)).toBe(1);
    expect(second.output()).toContain(`already running from this folder (process ${first.child.pid})`);
    first.child.kill('SIGKILL');
    await exitCode(first);
    await urlOf(start());
  });
});

describe('while it starts', () => {
  it('restarts a PostgreSQL that is killed before the server is healthy', async () => {
    const launcher = start({ FAKE_SERVER: 'waiting' });
    await until(() => serverPids().length === 1, 30_000);
    process.kill(postmasterPid(), 'SIGKILL');
    await says(launcher, /PostgreSQL ended unexpectedly \(by SIGKILL\)[\s\S]*PostgreSQL is back/);
    writeFileSync(join(root, 'healthy'), '');
    expect(await health(await urlOf(launcher))).toEqual({ status: 200, nodeEnv: 'production' });
  });
});

describe('while it runs', () => {
  it('restarts a server that is killed, on the same port', async () => {
    const launcher = start();
    const url = await urlOf(launcher);
    process.kill(serverPids()[0] as number, 'SIGKILL');
    await says(launcher, /The server ended unexpectedly \(by SIGKILL\)[\s\S]*The server is back/);
    expect(serverPids()).toHaveLength(2);
    expect(await health(url)).toEqual({ status: 200, nodeEnv: 'production' });
  });

  it('restarts an engine that is killed, and leaves none behind', async () => {
    const launcher = start();
    await urlOf(launcher);
    const pids = () =>
      (existsSync(join(root, 'notes.engine')) ? readFileSync(join(root, 'notes.engine'), 'utf8') : '')
        .split('\n')
        .filter(Boolean)
        .map((line) => Number.parseInt(line, 10));
    await until(() => pids().length === 1, 30_000);
    process.kill(pids()[0]!, 'SIGKILL');
    await until(() => pids().length === 2, 30_000);
    launcher.child.kill('SIGTERM');
    expect(await exitCode(launcher)).toBe(0);
    expect(pids().filter(runs)).toEqual([]);
  });

  it('restarts a PostgreSQL that is killed, on the same port', async () => {
    const launcher = start();
    await urlOf(launcher);
    const portLine = () => readFileSync(join(root, '.data', 'pg', 'postmaster.pid'), 'utf8').split('\n')[3];
    const before = { pid: postmasterPid(), port: portLine() };
    process.kill(before.pid, 'SIGKILL');
    await says(launcher, /PostgreSQL ended unexpectedly \(by SIGKILL\)[\s\S]*PostgreSQL is back/);
    expect(portLine()).toBe(before.port);
    expect(postmasterPid()).not.toBe(before.pid);

    launcher.child.kill('SIGTERM');
    expect(await exitCode(launcher)).toBe(0);
    expect(existsSync(join(root, '.data', 'pg', 'postmaster.pid'))).toBe(false);
  });
});

describe('stopping', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'on %s lets the server flush and leaves nothing running',
    async (name) => {
      const launcher = start();
      await urlOf(launcher);
      const pids = [...serverPids(), postmasterPid()];
      launcher.child.kill(name);
      launcher.child.kill(name);
      expect(await exitCode(launcher)).toBe(0);
      expect(notes()).toContain('server flushed');
      expect(pids.filter(runs)).toEqual([]);
      expect(existsSync(join(root, '.data', 'launcher.lock'))).toBe(false);
    },
  );

  it('does not wait for a stubborn server when asked again', async () => {
    const launcher = start({ FAKE_SERVER: 'stubborn' });
    await urlOf(launcher);
    const pids = [...serverPids(), postmasterPid()];
    const startedMs = performance.now();
    launcher.child.kill('SIGINT');
    // Asked again before a second has gone by is the same Ctrl-C, which npm and the terminal both deliver.
    for (let request = 0; request < 50 && !/Stopping at once/.test(launcher.output()); request++) {
      launcher.child.kill('SIGINT');
      await until(() => /Stopping at once/.test(launcher.output()), 100);
    }
    expect(performance.now() - startedMs).toBeGreaterThan(1_000);
    expect(await exitCode(launcher)).toBe(0);
    expect(performance.now() - startedMs).toBeLessThan(5_000);
    expect(pids.filter(runs)).toEqual([]);
    expect(existsSync(join(root, '.data', 'pg', 'postmaster.pid'))).toBe(false);
  });

  it('takes a build and its workers along', async () => {
    writeFileSync(join(root, 'app', 'endless.tsx'), '');
    const launcher = start();
    await until(() => notes().some((line) => line.startsWith('worker')), 20_000);
    const worker = Number(notes().at(-1)?.slice('worker '.length));
    expect(runs(worker)).toBe(true);
    launcher.child.kill('SIGTERM');
    expect(await exitCode(launcher)).toBe(0);
    expect(await until(() => !runs(worker), 5_000)).toBe(true);
    expect(existsSync(join(root, '.data', 'pg', 'postmaster.pid'))).toBe(false);
  });
});

describe('killed without notice', () => {
  it('leaves no server behind, and the next start adopts the database', async () => {
    const PORT = String(await anyFreePort());
    const first = start({ PORT });
    const url = await urlOf(first);
    const server = serverPids()[0] as number;
    const postmaster = postmasterPid();
    first.child.kill('SIGKILL');
    await exitCode(first);
    const second = start({ PORT });
    expect(await urlOf(second)).toBe(url);
    expect(runs(server)).toBe(false);
    expect(notes()).toContain('server alone');
    expect(postmasterPid()).toBe(postmaster);
  });

  it('leaves no build behind', async () => {
    writeFileSync(join(root, 'app', 'endless.tsx'), '');
    const launcher = start();
    await until(() => notes().some((line) => line.startsWith('worker')), 20_000);
    const worker = Number(notes().at(-1)?.slice('worker '.length));
    launcher.child.kill('SIGKILL');
    expect(await until(() => !runs(worker), 5_000)).toBe(true);
  });
});

describe('a start that fails', () => {
  it('says how the server ended and what it wrote, and leaves nothing running', async () => {
    const launcher = start({ FAKE_SERVER: 'broken' });
    expect(await exitCode(launcher)).toBe(1);
    expect(launcher.output()).toMatch(/The server did not start \(exit code 3\):\nthe fake server is broken/);
    expect(existsSync(join(root, '.data', 'pg', 'postmaster.pid'))).toBe(false);
  });

  it('says that the port asked for is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const launcher = start({ PORT: String(port) });
    expect(await exitCode(launcher)).toBe(1);
    other.close();
    expect(launcher.output()).toContain(`Port ${port} (PORT) is in use`);
  });
});
