import { existsSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';

export type Settings = Record<string, string>;

const MEGABYTE = 1024 * 1024;

/** Settings of a cluster that serves one application on one machine; `overrides` win. */
export function settingsFor(input: { nativeDir: string; clusterName: string; overrides: Settings }): Settings {
  return {
    cluster_name: input.clusterName,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '100',
    shared_buffers: `${sharedBuffersMegabytes(availableMemoryBytes())}MB`,
    max_wal_size: '1GB',
    checkpoint_timeout: '5min',
    synchronous_commit: 'on',
    fsync: 'on',
    // A table that fills quickly gets its statistics, and so the right plans, after seconds instead of a minute.
    autovacuum_naptime: '10s',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_line_prefix: '%m [%p] ',
    // Details and statements carry people's data and sometimes passwords; the message alone goes into the log.
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
    ...preloaded(input.nativeDir),
    ...input.overrides,
  };
}

/** A quarter of the memory, at least 32 MB and at most 1 GB. */
export function sharedBuffersMegabytes(memoryBytes: number): number {
  const quarter = Math.floor(memoryBytes / 4 / MEGABYTE);
  return Math.min(1024, Math.max(32, quarter));
}

/** Memory of the machine, or of the container where that is less. */
function availableMemoryBytes(): number {
  const limitBytes = process.constrainedMemory();
  return limitBytes > 0 ? Math.min(limitBytes, totalmem()) : totalmem();
}

function preloaded(nativeDir: string): Settings {
  const folder = join(nativeDir, 'lib', 'postgresql');
  const isThere = ['so', 'dylib'].some((ending) => existsSync(join(folder, `pg_stat_statements.${ending}`)));
  if (!isThere) return {};
  // It keeps the text of what it counts, and `alter role … password` is a utility statement.
  return { shared_preload_libraries: 'pg_stat_statements', 'pg_stat_statements.track_utility': 'off' };
}
