import { existsSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { isInitialized } from './initialize';
import { readPassword } from './password';
import { type PostmasterFile, readPostmasterFile } from './postmaster-file';
import { isPostmaster, signal, until } from './processes';
import { clusterNameOf } from './storage';
import { superuserUrl } from './superuser-url';

const END_TIMEOUT_MS = 5_000;

/** The postmaster that runs on `dataDir`, if one does, whoever started it. It is only looked at. */
export function runningCluster(path: string): { pid: number; adminUrl: string } | null {
  const dataDir = resolve(path);
  if (!isInitialized(dataDir)) return null;
  const found = postmasterOf(dataDir);
  return found && { pid: found.pid, adminUrl: superuserUrl(readPassword(dataDir), found.port) };
}

/** Ends, at once, the postmaster of a cluster that nobody needs any more. */
export async function endRunning(path: string): Promise<void> {
  const dataDir = resolve(path);
  for (const name of ['SIGQUIT', 'SIGKILL'] as const) {
    const found = existsSync(dataDir) ? postmasterOf(dataDir) : null;
    if (!found) return;
    signal(found.pid, name);
    await until(() => postmasterOf(dataDir) === null, END_TIMEOUT_MS);
  }
}

function postmasterOf(dataDir: string): PostmasterFile | null {
  const found = readPostmasterFile(dataDir);
  const cluster = { name: clusterNameOf(dataDir), dataDir: realpathSync(dataDir) };
  return found && isPostmaster(found.pid, cluster) ? found : null;
}
