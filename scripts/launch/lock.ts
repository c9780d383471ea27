import { linkSync, renameSync, rmSync } from 'node:fs';
import {
  forgetIdentity,
  identityOf,
  isRunning,
  type ProcessIdentity,
  readIdentity,
  writeIdentity,
} from './process-identity';

export type Lock = { release(): void };

/**
 * Takes the lock of a checkout for this process. Returns who holds it when another running process does; the lock of
 * one that is gone is taken over.
 */
export function takeLock(path: string): Lock | ProcessIdentity {
  const self = identityOf(process.pid);
  if (!self) throw new Error('The start time of this process could not be read.');
  const mine = `${path}.${process.pid}.mine`;
  writeIdentity(mine, self);
  try {
    for (let attempt = 0; attempt < 10; attempt++) {
      if (linked(mine, path)) return { release: () => release(path, self) };
      const holder = readIdentity(path);
      if (holder && isRunning(holder) && holder.pid !== process.pid) return holder;
      putStaleAside(path, holder);
    }
  } finally {
    forgetIdentity(mine);
  }
  throw new Error(`The lock ${path} could not be taken.`);
}

/** A link is made whole or not at all, and by one of two processes only. */
function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Another process may have replaced the stale lock by its own since it was read; that one is put back. */
function putStaleAside(path: string, stale: ProcessIdentity | null): void {
  const aside = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  const taken = readIdentity(aside);
  if (taken && (taken.pid !== stale?.pid || taken.startedAt !== stale.startedAt)) linked(aside, path);
  rmSync(aside, { force: true });
}

function release(path: string, self: ProcessIdentity): void {
  const holder = readIdentity(path);
  if (holder?.pid === self.pid && holder.startedAt === self.startedAt) rmSync(path, { force: true });
}
