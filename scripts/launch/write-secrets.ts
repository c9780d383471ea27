import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { freshSecrets } from './local-env';

/** Given by Upstash where messages go through it, so none of ours to make. */
const GIVEN = /^QSTASH_/;

/** Every secret as lines of a file of variables; each call makes others. */
export function secretLines(): string {
  const made = Object.entries(freshSecrets()).filter(([name]) => !GIVEN.test(name));
  const lines = made.map(([name, value]) => `${name}=${value}\n`);
  return `# Random, and nowhere else. Without ENCRYPTION_KEY stored credentials cannot be read again: keep a copy.\n${lines.join('')}`;
}

/**
 * Writes them for the owner's eyes alone, into a file that is not there yet.
 * @throws Error when it is: what it holds may be in use
 */
export function writeSecrets(path: string, text: string): void {
  let fd: number;
  try {
    fd = openSync(path, 'wx', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new Error(`${path} is there already, and its secrets may be in use: remove it first, or name another file.`);
  }
  writeSync(fd, text);
  fsyncSync(fd);
  closeSync(fd);
}
