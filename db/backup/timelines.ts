import { BackupFailed } from './errors';
import { type Lsn, lsnOf } from './wal-names';

/**
 * A timeline begins when a restored database goes its own way. PostgreSQL notes where it left its parents, and not
 * when; that is kept beside the archived WAL.
 */
export type TimelineBirth = {
  timeline: number;
  bornAt: string;
  /** Each older timeline of its past, with the position up to which it goes by it. */
  parents: { timeline: number; until: Lsn }[];
};

type Origin = { timeline: number; stopLsn: Lsn; stoppedAt: string };

/**
 * The timeline to follow from a backup to a moment: the one the database was on then. What an earlier restore undid is
 * still reached by moments before that restore.
 * @throws BackupFailed when no way leads from this backup to that moment
 */
export function timelineFor(at: Date | 'latest', births: TimelineBirth[], backup: Origin): number {
  if (at !== 'latest' && at.getTime() < Date.parse(backup.stoppedAt)) {
    throw new BackupFailed(
      `The backup was finished at ${backup.stoppedAt}, after ${at.toISOString()}: take an older one.`,
    );
  }
  const lived = births.filter(({ bornAt }) => at === 'latest' || Date.parse(bornAt) <= at.getTime());
  const newest = lived.reduce<TimelineBirth | null>((a, b) => (a && a.timeline > b.timeline ? a : b), null);
  if (!newest || newest.timeline <= backup.timeline) return backup.timeline;
  const branch = newest.parents.find(({ timeline }) => timeline === backup.timeline);
  if (branch && lsnOf(branch.until) >= lsnOf(backup.stopLsn)) return newest.timeline;
  throw new BackupFailed(
    'By that moment the database had been restored to a state before this backup: take an older or a newer one.',
  );
}

/** Reads `00000002.history`: a line for each parent, with the position where it was left. */
export function parentsOf(history: string): TimelineBirth['parents'] {
  return [...history.matchAll(/^\s*(\d+)\s+([0-9A-F]+\/[0-9A-F]+)/gim)].map(([, timeline, until]) => ({
    timeline: Number(timeline),
    until: until!.toUpperCase(),
  }));
}
