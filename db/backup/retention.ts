import { segmentOf } from './wal-names';

/** What is to be known of a backup to decide what may go. */
export type KeptBackup = { startSegment: bigint; walSegmentBytes: number };

const NAME = /^throughline-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\.tar\.zst$/;

/** A name that sorts by time, in UTC to the second. */
export function backupName(at: Date): string {
  return `throughline-${at
    .toISOString()
    .replace(/[-:]/g, '')
    .replace(/\.\d+Z$/, 'Z')}.tar.zst`;
}

/** When a backup of this name was begun; null for other files. */
export function timeOfBackup(name: string): Date | null {
  const parts = NAME.exec(name);
  if (!parts) return null;
  const [, year, month, day, hour, minute, second] = parts;
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

/** The backups beyond the newest `keep`. */
export function backupsToRemove(names: string[], keep: number): string[] {
  return names
    .filter((name) => timeOfBackup(name) !== null)
    .sort()
    .reverse()
    .slice(Math.max(1, keep));
}

/**
 * Archived WAL that no kept backup can need: what lies before the beginning of every one of them. The timeline does not
 * count, because positions go on where a timeline branches off, and a way from a backup may lead over several. Histories
 * of timelines stay. Without a backup all stays.
 */
export function walToRemove(archived: string[], kept: KeptBackup[]): string[] {
  if (kept.length === 0) return [];
  const oldest = kept.reduce((a, b) => (b.startSegment < a.startSegment ? b : a));
  return archived.filter((name) => {
    const segment = segmentOf(name, oldest.walSegmentBytes);
    return segment !== null && segment < oldest.startSegment;
  });
}
