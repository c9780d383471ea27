import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Lock, takeLock } from './lock';
import { identityOf, writeIdentity } from './process-identity';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'throughline-lock-'));
  path = join(folder, 'lock');
});

afterEach(() => rmSync(folder, { recursive: true }));

it('is free after it was released', () => {
  (takeLock(path) as Lock).release();
  expect(existsSync(path)).toBe(false);
  expect(takeLock(path)).toHaveProperty('release');
  expect(readdirSync(folder)).toEqual(['lock']);
});

it('tells who holds it', async () => {
  const other = spawn('sleep', ['60'], { stdio: 'ignore' });
  const identity = identityOf(other.pid as number);
  expect(identity).not.toBe(null);
  writeIdentity(path, identity!);
  expect(takeLock(path)).toEqual(identity);
  other.kill('SIGKILL');
  await once(other, 'exit');
  expect(takeLock(path)).toHaveProperty('release');
});

it('is taken over from a process that is gone, although another one has its id now', async () => {
  const stranger = spawn('sleep', ['60'], { stdio: 'ignore' });
  writeIdentity(path, { pid: stranger.pid as number, startedAt: 'long ago' });
  expect(takeLock(path)).toHaveProperty('release');
  stranger.kill('SIGKILL');
  await once(stranger, 'exit');
});

it.each(['', '{', '{"pid":1}', 'null'])('is taken over when the file holds %j', (content) => {
  writeFileSync(path, content);
  expect(takeLock(path)).toHaveProperty('release');
});

it('is not released by one who no longer holds it', () => {
  const lock = takeLock(path) as Lock;
  writeIdentity(path, { pid: 1, startedAt: 'other' });
  lock.release();
  expect(existsSync(path)).toBe(true);
});
