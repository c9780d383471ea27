import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '@/db/embedded/processes';
import { identityOf } from './process-identity';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const MACHINE = `${process.platform}-${process.arch}`;
const LOCK = {
  packages: {
    '': { name: 'throughline' },
    'node_modules/pg': { version: '8.0.0' },
    'node_modules/vitest': { version: '5.0.0', dev: true },
    'node_modules/win-only': { version: '1.0.0', os: ['win32'], optional: true },
    'node_modules/sometimes': { version: '1.0.0', optional: true },
    [`node_modules/node-${MACHINE}`]: { version: '24.0.0', optional: true },
  },
};
const INSTALLED = {
  packages: {
    'node_modules/pg': { version: '8.0.0' },
    [`node_modules/node-${MACHINE}`]: { version: '24.0.0' },
  },
};

let root: string;
let children: ChildProcess[];

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'throughline-start-')));
  children = [];
  mkdirSync(join(root, 'scripts', 'launch'), { recursive: true });
  mkdirSync(join(root, 'node_modules', `node-${MACHINE}`, 'bin'), { recursive: true });
  copyFileSync(here('../start.mjs'), join(root, 'scripts', 'start.mjs'));
  copyFileSync(here('./testing/fake-main.ts'), join(root, 'scripts', 'launch', 'main.ts'));
  symlinkSync(process.execPath, join(root, 'node_modules', `node-${MACHINE}`, 'bin', 'node'));
  symlinkSync(here('../../node_modules/tsx'), join(root, 'node_modules', 'tsx'));
  writeFileSync(join(root, 'package.json'), '{"type":"module"}');
  write('package-lock.json', LOCK);
  write('node_modules/.package-lock.json', INSTALLED);
});

afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(root, { recursive: true, maxRetries: 3 });
});

function write(path: string, value: unknown): void {
  writeFileSync(join(root, path), JSON.stringify(value));
}

function start(args: string[] = [], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [join(root, 'scripts', 'start.mjs'), ...args], {
    cwd: dirname(root),
    env: {
      ...process.env,
      npm_execpath: here('./testing/fake-npm/npm-cli.js'),
      FAKE_STOP_REQUEST: here('./stop-request.ts'),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => (output += bytes.toString()));
  const exited = once(child, 'close').then(() => child.exitCode);
  return { child, output: () => output, exited };
}

type Launched = { pid: number; args: string[]; path: string; cwd: string };

async function launched(started: ReturnType<typeof start>): Promise<Launched> {
  const json = /^\{.*\}$/m;
  await until(() => json.test(started.output()) || started.child.exitCode !== null, 20_000);
  expect(started.output()).toMatch(json);
  return JSON.parse(json.exec(started.output())?.[0] ?? '') as Launched;
}

function npmCalls(): string[] {
  const path = join(root, 'npm-calls');
  return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
}

const INSTALL = 'ci --include=optional --include=dev --no-audit --no-fund --loglevel=error';

describe('what is installed', () => {
  it('is left alone when it is what the lockfile says, and that is remembered', async () => {
    await launched(start());
    expect(npmCalls()).toEqual([]);
    rmSync(join(root, 'node_modules', '.package-lock.json'));
    await launched(start());
    expect(npmCalls()).toEqual([]);
  });

  it.each([
    ['a package is missing', () => write('node_modules/.package-lock.json', { packages: {} })],
    ['the list of packages is missing', () => rmSync(join(root, 'node_modules', '.package-lock.json'))],
    [
      'a package has another version',
      () =>
        write('node_modules/.package-lock.json', {
          packages: { ...INSTALLED.packages, 'node_modules/pg': { version: '7.0.0' } },
        }),
    ],
    [
      'the Node of this machine is missing',
      () => write('node_modules/.package-lock.json', { packages: { 'node_modules/pg': { version: '8.0.0' } } }),
    ],
  ])('is completed when %s', async (_, change) => {
    change();
    const started = start();
    await launched(started);
    expect(npmCalls()).toEqual([INSTALL]);
    expect(started.output()).toContain('✓ Packages');
    await launched(start());
    expect(npmCalls()).toEqual([INSTALL]);
  });

  it('is completed when the lockfile has changed since', async () => {
    await launched(start());
    write('package-lock.json', { packages: { ...LOCK.packages, 'node_modules/zod': { version: '4.0.0' } } });
    await launched(start());
    expect(npmCalls()).toEqual([INSTALL]);
  });

  it('is made without a lockfile where there is none', async () => {
    rmSync(join(root, 'package-lock.json'));
    rmSync(join(root, 'node_modules', '.package-lock.json'));
    await launched(start());
    await launched(start());
    expect(npmCalls()).toEqual([INSTALL.replace('ci', 'install')]);
  });

  it('stays as it was when npm fails, and npm’s words are shown', async () => {
    rmSync(join(root, 'node_modules', '.package-lock.json'));
    const started = start([], { FAKE_NPM: 'offline' });
    expect(await started.exited).toBe(1);
    expect(started.output()).toContain('npm ci failed:\nnpm error network is unreachable');
    expect(existsSync(join(root, 'node_modules', '.throughline-lock'))).toBe(false);
  });
});

describe('the launcher', () => {
  it('is run by the pinned Node from the checkout, with the arguments given', async () => {
    const main = await launched(start(['--dev', '--timings']));
    expect(main.args).toEqual(['--dev', '--timings']);
    expect(main.cwd).toBe(root);
    expect(main.path.split(':')[0]).toBe(join(root, 'node_modules', '.bin'));
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('is sent %s, and its exit code is passed on', async (name) => {
    const started = start();
    await launched(started);
    started.child.kill(name);
    expect(await started.exited).toBe(7);
    expect(existsSync(join(root, 'stopped'))).toBe(true);
  });

  it('stops when the process that started it is killed', async () => {
    const started = start();
    const { pid } = await launched(started);
    started.child.kill('SIGKILL');
    expect(await until(() => identityOf(pid) === null, 10_000)).toBe(true);
    expect(readFileSync(join(root, 'stopped'), 'utf8')).toBe('asked to stop');
  });
});
