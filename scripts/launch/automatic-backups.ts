import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { backupsIn } from '@/db/backup';
import { runningCluster } from '@/db/embedded/running-cluster';
import type { BackupPlan } from './backup-paths';

/** The start has the machine to itself for a while. */
const FIRST_AFTER_MS = 60_000;
const RETRY_AFTER_MS = 600_000;
const LOOK_EVERY_MS = 60_000;

export type AutomaticBackups = {
  plan: BackupPlan;
  backupFolder: string;
  clusterDir: string;
  /** Takes one; rejects when that fails. Ends at once when the signal is aborted. */
  take: () => Promise<void>;
  say: (line: string) => void;
  signal: AbortSignal;
  firstAfterMs?: number;
  retryAfterMs?: number;
};

/** Takes backups by the plan until the signal is aborted. One that fails is told and tried again; it never rejects. */
export async function keepBackups(options: AutomaticBackups): Promise<void> {
  const { plan, backupFolder, take, say, signal } = options;
  let pauseMs = Math.max(options.firstAfterMs ?? FIRST_AFTER_MS, dueInMs(backupFolder, plan));
  while (await waited(pauseMs, signal)) {
    // One by hand may have been taken meanwhile.
    pauseMs = dueInMs(backupFolder, plan);
    if (pauseMs > 0) continue;
    try {
      await take();
      pauseMs = dueInMs(backupFolder, plan);
    } catch (error) {
      if (signal.aborted) return;
      say(`The backup failed and is tried again: ${error instanceof Error ? error.message : error}`);
      pauseMs = options.retryAfterMs ?? RETRY_AFTER_MS;
    }
  }
}

/** Milliseconds until the newest backup is as old as the plan allows; 0 or less when one is due. */
export function dueInMs(backupFolder: string, { everyMs }: BackupPlan, nowMs = Date.now()): number {
  const newest = backupsIn(backupFolder).at(-1);
  // A backup of the future is of a clock that was wrong.
  return newest ? Math.min(newest.at.getTime() + everyMs - nowMs, everyMs) : 0;
}

/** Says when WAL cannot be archived, and when it can again. Nothing stops for it. */
export async function watchArchiving({ clusterDir, say, signal }: AutomaticBackups, everyMs = LOOK_EVERY_MS) {
  let isFailing = false;
  while (await waited(everyMs, signal)) {
    const failing = await failingWal(clusterDir).catch(() => null);
    if (failing === null || (failing !== '') === isFailing) continue;
    isFailing = failing !== '';
    say(
      isFailing
        ? `WAL cannot be archived (${failing}): the program goes on, but moments after the newest backup may not be restored. See pg.log and the space on the disk.`
        : 'WAL is archived again.',
    );
  }
}

/** The file the archiver failed at last, if it has not got on since; empty when all is well, null when nobody knows. */
async function failingWal(clusterDir: string): Promise<string | null> {
  const running = runningCluster(clusterDir);
  if (!running) return null;
  const client = new pg.Client({ connectionString: running.adminUrl, connectionTimeoutMillis: 5_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ failing: string }>(
      `select case when last_failed_time > coalesce(last_archived_time, '-infinity') then last_failed_wal else '' end
              as failing from pg_stat_archiver`,
    );
    return rows[0]?.failing ?? '';
  } finally {
    await client.end().catch(() => {});
  }
}

/** False as soon as the signal is aborted. Timers of more than 24 days end at once; nobody waits that long here. */
async function waited(pauseMs: number, signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(Math.max(0, pauseMs), undefined, { signal });
    return true;
  } catch {
    return false;
  }
}
