import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { isInitialized } from './initialize';
import { readPassword } from './password';
import { readPostmasterFile } from './postmaster-file';
import { isPostmaster } from './processes';
import { clusterNameOf } from './storage';
import { superuserUrl } from './superuser-url';

/** The postmaster that runs on `dataDir`, if one does, whoever started it. It is only looked at. */
export function runningCluster(path: string): { pid: number; adminUrl: string } | null {
  const dataDir = resolve(path);
  if (!isInitialized(dataDir)) return null;
  const found = readPostmasterFile(dataDir);
  const cluster = { name: clusterNameOf(dataDir), dataDir: realpathSync(dataDir) };
  if (!found || !isPostmaster(found.pid, cluster)) return null;
  return { pid: found.pid, adminUrl: superuserUrl(readPassword(dataDir), found.port) };
}
