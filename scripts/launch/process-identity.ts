import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';

/** A process and when it began: a process id alone may belong to another process by the time it is read. */
export type ProcessIdentity = { pid: number; startedAt: string };

/** The identity of a running process; null when there is none of this id. */
export function identityOf(pid: number): ProcessIdentity | null {
  const startedAt = process.platform === 'linux' ? startOnLinux(pid) : startByPs(pid);
  return startedAt ? { pid, startedAt } : null;
}

export function isRunning(identity: ProcessIdentity): boolean {
  return identityOf(identity.pid)?.startedAt === identity.startedAt;
}

/** Reads an identity from a file; null when it is missing or damaged. */
export function readIdentity(path: string): ProcessIdentity | null {
  try {
    const value = JSON.parse(readFileSync(path, 'utf8')) as Partial<ProcessIdentity>;
    return value.pid && value.startedAt ? { pid: value.pid, startedAt: value.startedAt } : null;
  } catch {
    return null;
  }
}

export function writeIdentity(path: string, identity: ProcessIdentity): void {
  const partial = `${path}.${process.pid}`;
  const fd = openSync(partial, 'w', 0o600);
  writeSync(fd, JSON.stringify(identity));
  closeSync(fd);
  renameSync(partial, path);
}

export function forgetIdentity(path: string): void {
  rmSync(path, { force: true });
}

function startOnLinux(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field, the name, may contain blanks and brackets; after it comes the state, and 19 fields on the start.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z') return null;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${fields[19]}`;
  } catch {
    return null;
  }
}

function startByPs(pid: number): string | null {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null;
  } catch {
    return null;
  }
}
