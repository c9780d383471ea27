import { existsSync, lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Settings } from './settings';
import { reachableFolder, type Storage } from './storage';

/** Where WAL comes from during a recovery. */
export type RecoverySource = {
  /** Folder that `archivingSettings` has filled. */
  walArchive: string;
  /** The `pg_wal` of a stopped cluster of the same origin, for what had not been archived yet. */
  wal?: string;
};

/** PostgreSQL's processes inherit them, so that no path has to be quoted inside a command inside a setting. */
const ARCHIVE = 'THROUGHLINE_WAL_ARCHIVE';
const BESIDE = 'THROUGHLINE_WAL_BESIDE';

/** WAL files of 16 MB that may wait for a broken archive: 2 GB. */
const MOST_WAITING = 128;
/** Files that a stop waits for; each takes a few tenths of a second. */
const MOST_AT_STOP = 8;

const COUNT_WAITING = 'n=$(ls pg_wal/archive_status | grep -c "ready$")';

/**
 * Copies one finished WAL file into the archive: compressed, on disk before it has its name, never over another one.
 * Only a shell, gzip and what every system has beside them are used: PostgreSQL's user may not reach our Node.
 *
 * The command fails while the archive cannot be written, and PostgreSQL keeps the file and tries again. With 2 GB
 * waiting it lets go of a file instead, because WAL that fills the disk would stop the database. While PostgreSQL
 * stops, more than a few waiting files are left for the next start: 255 ends the archiver at once.
 */
const ARCHIVE_COMMAND = [
  `${COUNT_WAITING}`,
  `case "$(sed -n 8p postmaster.pid)" in stopping*) if [ "$n" -gt ${MOST_AT_STOP} ]; then exit 255; fi;; esac`,
  `f="$${ARCHIVE}/%f.gz"; t="$f.$$.tmp"; mkdir -p "$${ARCHIVE}"`,
  'if [ -e "$f" ]; then',
  'if [ "$(gzip -dc <"$f" | cksum)" = "$(cksum <"%p")" ]; then exit 0; fi; echo "another %f is in the archive" >&2',
  `elif gzip -1c <"%p" >"$t" && { sync "$t" 2>/dev/null || sync; } && mv "$t" "$f"; then sync "$${ARCHIVE}" 2>/dev/null || sync; exit 0`,
  'else rm -f "$t"; fi',
  `if [ "$n" -gt ${MOST_WAITING} ]; then echo "WAL file %f is not archived, so that the disk does not fill" >&2; exit 0; fi`,
  'exit 1',
].join('\n');

/** 255 ends the recovery: a damaged file must not be taken for the end of all WAL. */
const RESTORE_COMMAND = [
  `f="$${ARCHIVE}/%f.gz"`,
  'if [ -e "$f" ]; then if gzip -dc <"$f" >"%p"; then exit 0; fi; echo "WAL file %f in the archive is damaged" >&2; exit 255; fi',
  `if [ -n "$${BESIDE}" ] && [ -e "$${BESIDE}/%f" ]; then cp "$${BESIDE}/%f" "%p" && exit 0; fi`,
  'exit 1',
].join('\n');

export type WalSettings = { settings: Settings; env: NodeJS.Dict<string> };

/** Has every finished WAL file copied into `folder`, and one finished every five minutes in which anything is written. */
export function archivingSettings(folder: string, storage: Storage): WalSettings {
  return {
    settings: { archive_mode: 'on', archive_command: ARCHIVE_COMMAND, archive_timeout: '300' },
    env: { [ARCHIVE]: prepareWalArchive(folder, storage) },
  };
}

/** Nothing is archived by a cluster that recovers: it may yet be thrown away. Nobody is let in before it is done. */
export function recoverySettings({ walArchive, wal }: RecoverySource, storage: Storage): WalSettings {
  return {
    settings: { archive_mode: 'off', restore_command: RESTORE_COMMAND, hot_standby: 'off', autovacuum: 'off' },
    env: { [ARCHIVE]: prepareWalArchive(walArchive, storage), [BESIDE]: wal && existsSync(wal) ? wal : '' },
  };
}

/** The real folder, which PostgreSQL's user can write to. */
function prepareWalArchive(folder: string, storage: Storage): string {
  for (const path of [dirname(folder), folder]) {
    if (!lstatSync(path, { throwIfNoEntry: false })) mkdirSync(path, { recursive: true, mode: 0o700 });
  }
  if (storage.runAs.way === 'user') reachableFolder(folder, storage.runAs);
  return realpathSync(folder);
}
