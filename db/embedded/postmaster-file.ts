import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a postmaster writes about itself into `postmaster.pid`. */
export type PostmasterFile = { pid: number; port: number };

/** Reads `postmaster.pid`; null when there is none or its first lines are not written yet. */
export function readPostmasterFile(dataDir: string): PostmasterFile | null {
  let text: string;
  try {
    text = readFileSync(postmasterFilePath(dataDir), 'utf8');
  } catch {
    return null;
  }
  // Lines: process id, data directory, start time, port, socket directory, listen address, shared memory, status.
  const lines = text.split('\n');
  const pid = Math.abs(Number(lines[0]));
  const port = Number(lines[3]);
  return Number.isInteger(pid) && pid > 1 && port > 0 ? { pid, port } : null;
}

export function postmasterFilePath(dataDir: string): string {
  return join(dataDir, 'postmaster.pid');
}
