import { spawn } from 'node:child_process';
import { existsSync, lchownSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { EmbeddedPostgresFailed } from './errors';
import { isAlive } from './processes';
import { commandAs } from './run-as';
import type { Storage } from './storage';

/** Whether `dataDir` holds a cluster; `initialize` puts one there complete or not at all. */
export function isInitialized(dataDir: string): boolean {
  return existsSync(join(dataDir, 'PG_VERSION'));
}

/** Makes a cluster beside `dataDir` and gives it its name when it is complete, so that a crash leaves no half one. */
export async function initialize(storage: Storage, options: { password: string; sync: boolean }): Promise<void> {
  refuseOccupied(storage.dataDir);
  removeLeftovers(storage.dataDir);
  const unfinished = `${unfinishedPrefix(storage.dataDir)}${process.pid}`;
  const secret = `${unfinished}.password`;
  try {
    mkdirSync(unfinished, { mode: 0o700 });
    writeFileSync(secret, options.password, { mode: 0o600 });
    if (storage.runAs.way === 'user') {
      for (const path of [unfinished, secret]) lchownSync(path, storage.runAs.uid, storage.runAs.gid);
    }
    await runInitdb(storage, unfinished, secret, options.sync);
    putInPlace(unfinished, storage.dataDir);
  } finally {
    rmSync(secret, { force: true });
    rmSync(unfinished, { recursive: true, force: true });
  }
}

function runInitdb(storage: Storage, target: string, secret: string, sync: boolean): Promise<void> {
  const { file, args, identity } = commandAs(storage.runAs, join(storage.nativeDir, 'bin', 'initdb'), [
    `--pgdata=${target}`,
    '--username=postgres',
    `--pwfile=${secret}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // Unicode-aware and the same on every machine, whichever locales are installed.
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    ...(sync ? [] : ['--no-sync']),
  ]);
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { ...identity, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] });
    const output: Buffer[] = [];
    child.stdout.on('data', (bytes: Buffer) => output.push(bytes));
    child.stderr.on('data', (bytes: Buffer) => output.push(bytes));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) return resolve();
      const words = Buffer.concat(output).toString('utf8').trim();
      reject(new EmbeddedPostgresFailed(`PostgreSQL could not make a database in ${target}:\n${words}`));
    });
  });
}

function putInPlace(complete: string, dataDir: string): void {
  refuseOccupied(dataDir);
  if (existsSync(dataDir)) rmdirSync(dataDir);
  renameSync(complete, dataDir);
}

function refuseOccupied(dataDir: string): void {
  if (!existsSync(dataDir) || readdirSync(dataDir).length === 0) return;
  throw new EmbeddedPostgresFailed(`${dataDir} is there, is not empty and holds no PostgreSQL database.`);
}

function removeLeftovers(dataDir: string): void {
  const prefix = basename(unfinishedPrefix(dataDir));
  for (const name of readdirSync(dirname(dataDir))) {
    if (!name.startsWith(prefix)) continue;
    const makerId = Number.parseInt(name.slice(prefix.length), 10);
    if (makerId !== process.pid && isAlive(makerId)) continue;
    // An initdb whose parent was killed may be writing still; what it leaves is removed at the next start.
    rmSync(join(dirname(dataDir), name), { recursive: true, force: true, maxRetries: 3 });
  }
}

function unfinishedPrefix(dataDir: string): string {
  return `${dataDir}.unfinished-`;
}
