import { existsSync, lstatSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { chown, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { z } from 'zod';
import { BackupFailed } from './errors';
import { readBackupHeader } from './read-archive';
import { backupsToRemove, timeOfBackup, walToRemove } from './retention';
import type { TimelineBirth } from './timelines';
import { historyName, lsnOf, segmentAt } from './wal-names';
import { PARTIAL, writeDurably } from './write-durably';

/** Of an archive command that was killed. */
const WAL_LEFTOVER = '.tmp';
const LEFTOVER_AFTER_MS = 3_600_000;

const birthsShape = z.array(
  z.object({
    timeline: z.number().int(),
    bornAt: z.iso.datetime(),
    parents: z.array(z.object({ timeline: z.number().int(), until: z.string() })),
  }),
);

/** The backups in a folder, oldest first. */
export function backupsIn(folder: string): { path: string; at: Date }[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const at = timeOfBackup(name);
      return at ? [{ path: join(folder, name), at }] : [];
    });
}

/** The folder of archived WAL, beside the backups. */
export function walArchiveOf(backupFolder: string): string {
  return join(backupFolder, 'wal');
}

/**
 * Removes backups beyond the newest `keep`, the WAL that none of those left needs, and what was interrupted. For whoever
 * holds the right to take a backup: what is half written here is nobody's then.
 */
export async function prune(folder: string, keep: number): Promise<{ backups: number; walFiles: number }> {
  for (const name of readdirSync(folder)) if (name.endsWith(PARTIAL)) rmSync(join(folder, name), { force: true });
  const surplus = backupsToRemove(readdirSync(folder), keep);
  for (const name of surplus) rmSync(join(folder, name), { force: true });
  const archive = walArchiveOf(folder);
  if (!existsSync(archive)) return { backups: surplus.length, walFiles: 0 };
  removeLeftovers(archive);
  const kept = [];
  for (const { path } of backupsIn(folder)) {
    const { startLsn, walSegmentBytes } = await readBackupHeader(path);
    kept.push({ startSegment: segmentAt(lsnOf(startLsn), walSegmentBytes), walSegmentBytes });
  }
  const wal = walToRemove(readdirSync(archive), kept);
  for (const name of wal) rmSync(join(archive, name), { force: true });
  return { backups: surplus.length, walFiles: wal.length };
}

function removeLeftovers(archive: string): void {
  for (const name of readdirSync(archive)) {
    if (!name.endsWith(WAL_LEFTOVER)) continue;
    const stats = lstatSync(join(archive, name), { throwIfNoEntry: false });
    if (stats && Date.now() - stats.mtimeMs > LEFTOVER_AFTER_MS) rmSync(join(archive, name), { force: true });
  }
}

export function readBirths(walArchive: string): TimelineBirth[] {
  const path = birthsPath(walArchive);
  if (!existsSync(path)) return [];
  try {
    return birthsShape.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    throw new BackupFailed(`${path} is damaged: without it nobody knows which way the database went when.`);
  }
}

/** Notes a new timeline, with its history where the next recovery looks for it. */
export async function noteBirth(walArchive: string, birth: TimelineBirth, history: Buffer): Promise<void> {
  await mkdir(walArchive, { recursive: true, mode: 0o700 });
  const births = [...readBirths(walArchive).filter(({ timeline }) => timeline !== birth.timeline), birth];
  await writeAsOwner(join(walArchive, `${historyName(birth.timeline)}.gz`), gzipSync(history));
  await writeAsOwner(birthsPath(walArchive), Buffer.from(`${JSON.stringify(births, null, 1)}\n`));
}

/** PostgreSQL's user reads here, and the folder is that user's. */
async function writeAsOwner(path: string, content: Buffer): Promise<void> {
  const { uid, gid } = lstatSync(join(dirname(path), '.'));
  await writeDurably(path, async (partial) => {
    await writeFile(partial, content, { mode: 0o600 });
    if (process.getuid?.() === 0) await chown(partial, uid, gid);
  });
}

function birthsPath(walArchive: string): string {
  return join(walArchive, 'timelines.json');
}
