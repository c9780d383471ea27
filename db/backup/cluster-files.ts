import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { BackupFailed } from './errors';

export type ClusterFiles = { folders: string[]; files: string[] };

/** Copied after everything else: it says from where to recover. */
export const CONTROL_FILE = 'global/pg_control';

/** Folders whose content belongs to the running server; PostgreSQL wants them to be there, empty. */
const EMPTIED = new Set([
  'pg_wal',
  'pg_replslot',
  'pg_dynshmem',
  'pg_notify',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
]);

const NOT_COPIED = new Set([
  'postmaster.pid',
  'postmaster.opts',
  'backup_label',
  'backup_label.old',
  'tablespace_map',
  'tablespace_map.old',
  'backup_manifest',
  'current_logfiles',
  'recovery.signal',
  'standby.signal',
  'postgresql.auto.conf.tmp',
]);

/** Sorting on disk, caches of the catalogue, and tables that end with their session. */
const TEMPORARY = /^pgsql_tmp|^pg_internal\.init|^t\d+_\d+(_\w+)?(\.\d+)?$/;

/** What of a data directory belongs into a copy, by paths below it; what PostgreSQL itself leaves out is left out. */
export async function clusterFiles(dataDir: string): Promise<ClusterFiles> {
  const found: ClusterFiles = { folders: [], files: [] };
  await collect(dataDir, '', found);
  return { folders: found.folders, files: found.files.filter((path) => path !== CONTROL_FILE) };
}

async function collect(dataDir: string, folder: string, found: ClusterFiles): Promise<void> {
  const entries = await readdir(join(dataDir, folder), { withFileTypes: true }).catch(goneIsEmpty);
  const unlogged = unloggedRelations(entries.map(({ name }) => name));
  for (const entry of entries) {
    const path = folder ? `${folder}/${entry.name}` : entry.name;
    if (NOT_COPIED.has(path) || TEMPORARY.test(entry.name) || isUnloggedData(entry.name, unlogged)) continue;
    if (entry.isSymbolicLink()) throw new BackupFailed(`${path} is a link, as of a tablespace: that is not backed up.`);
    if (entry.isFile()) found.files.push(path);
    if (!entry.isDirectory()) continue;
    found.folders.push(path);
    if (path === 'pg_wal') found.folders.push('pg_wal/archive_status', 'pg_wal/summaries');
    if (!EMPTIED.has(path)) await collect(dataDir, path, found);
  }
}

/** A folder of a database that was dropped meanwhile. */
function goneIsEmpty(error: NodeJS.ErrnoException): Dirent[] {
  if (error.code === 'ENOENT') return [];
  throw error;
}

/** Relations that have an init fork. */
export function unloggedRelations(names: string[]): Set<string> {
  return new Set(names.flatMap((name) => /^(\d+)_init$/.exec(name)?.slice(1) ?? []));
}

/** Whether a file is of such a relation and not its init fork, from which PostgreSQL makes it anew, empty. */
export function isUnloggedData(name: string, unlogged: ReadonlySet<string>): boolean {
  const parts = /^(\d+)(_(?:fsm|vm))?(?:\.\d+)?$/.exec(name);
  return parts !== null && unlogged.has(parts[1]!);
}
