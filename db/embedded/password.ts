import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { EmbeddedPostgresFailed } from './errors';

/** Beside the data directory, not in it: a cluster can be copied or handed on without its password. */
export function passwordPath(dataDir: string): string {
  return `${dataDir}.password`;
}

/** The superuser's password, made on first use. */
export function ensurePassword(dataDir: string): string {
  const path = passwordPath(dataDir);
  if (!existsSync(path)) writeSecret(path, randomBytes(24).toString('base64url'));
  return readPassword(dataDir);
}

/** The superuser's password of a cluster that exists. */
export function readPassword(dataDir: string): string {
  const path = passwordPath(dataDir);
  const password = existsSync(path) ? readFileSync(path, 'utf8').trim() : '';
  if (password) return password;
  throw new EmbeddedPostgresFailed(`The database ${dataDir} is there but its password file ${path} is missing.`);
}

/** On disk before the cluster that needs it, and never half written. */
function writeSecret(path: string, secret: string): void {
  const partial = `${path}.${process.pid}`;
  const fd = openSync(partial, 'w', 0o600);
  writeSync(fd, `${secret}\n`);
  fsyncSync(fd);
  closeSync(fd);
  renameSync(partial, path);
}
