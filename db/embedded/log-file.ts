import { closeSync, copyFileSync, fstatSync, openSync, readSync, renameSync, statSync, truncateSync } from 'node:fs';

const LIMIT_BYTES = 16 * 1024 * 1024;
const CHECK_EVERY_MS = 60_000;

export type LogFile = { path: string; fd: number; close(): void };

/**
 * A file that child processes append to through their own descriptor, so that they can go on writing when this
 * process is killed. It is kept under 16 MB; what was in it before stands in `<path>.1`.
 */
export function openLogFile(path: string): LogFile {
  if (sizeBytes(path) > LIMIT_BYTES) renameSync(path, `${path}.1`);
  const fd = openSync(path, 'a', 0o600);
  const timer = setInterval(() => shorten(path), CHECK_EVERY_MS).unref();
  const close = () => {
    clearInterval(timer);
    closeSync(fd);
  };
  return { path, fd, close };
}

/** Length of the file in bytes; 0 when there is none. */
export function sizeBytes(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** The last lines written at or after the byte `fromBytes`. */
export function tailOf(path: string, fromBytes: number, maxLines: number): string {
  const fd = openSync(path, 'r');
  try {
    const size = fstatSync(fd).size;
    const start = Math.max(fromBytes <= size ? fromBytes : 0, size - 64 * 1024);
    const buffer = Buffer.alloc(size - start);
    const read = readSync(fd, buffer, 0, buffer.length, start);
    return buffer.toString('utf8', 0, read).trimEnd().split('\n').slice(-maxLines).join('\n');
  } finally {
    closeSync(fd);
  }
}

function shorten(path: string): void {
  if (sizeBytes(path) <= LIMIT_BYTES) return;
  copyFileSync(path, `${path}.1`);
  // The writers append, so they go on at the new end.
  truncateSync(path);
}
