import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backupName, backupsToRemove, type KeptBackup, timeOfBackup, walToRemove } from './retention';
import { parentsOf, type TimelineBirth, timelineFor } from './timelines';
import { historyName, lsnOf, segmentName, segmentOf, segmentsBetween } from './wal-names';

const SEGMENT_BYTES = 16 * 1024 * 1024;

describe('names of WAL', () => {
  it('are PostgreSQL’s', () => {
    // As pg_walfile_name says of these positions, with segments of 16 MB.
    expect(segmentName(1, 2n, SEGMENT_BYTES)).toBe('000000010000000000000002');
    expect(segmentName(26, 0x16b3n, SEGMENT_BYTES)).toBe('0000001A00000016000000B3');
    expect(lsnOf('16/B374D848')).toBe(0x16b374d848n);
    const between = (start: string, stop: string) =>
      segmentsBetween({ timeline: 1, start, stop, segmentBytes: SEGMENT_BYTES });
    expect(between('0/2000028', '0/2000120')).toEqual(['000000010000000000000002']);
    // A stop at the first byte of a segment is the end of the one before.
    expect(between('0/FF000028', '1/0')).toEqual(['0000000100000000000000FF']);
    expect(between('0/FF000028', '1/1')).toEqual(['0000000100000000000000FF', '000000010000000100000000']);
    expect(historyName(26)).toBe('0000001A.history');
  });

  it('are read back, with what is named after them', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.bigInt({ min: 0n, max: (1n << 40n) - 1n }),
        (timeline, segment) => {
          const name = segmentName(timeline, segment, SEGMENT_BYTES);
          for (const ending of ['', '.gz', '.partial.gz', '.00000028.backup.gz']) {
            expect(segmentOf(name + ending, SEGMENT_BYTES)).toBe(segment);
          }
        },
      ),
    );
    for (const other of ['00000002.history.gz', 'timelines.json', '000000010000000000000002x']) {
      expect(segmentOf(other, SEGMENT_BYTES)).toBe(null);
    }
  });
});

describe('names of backups', () => {
  it('tell the second they were begun in', () => {
    expect(backupName(new Date('2026-11-21T12:00:09.876Z'))).toBe('throughline-20261121T120009Z.tar.zst');
    expect(timeOfBackup('throughline-20261121T120009Z.tar.zst')).toEqual(new Date('2026-11-21T12:00:09Z'));
    expect(timeOfBackup('wal')).toBe(null);
  });

  it('are kept from the newest on, and other files are left alone', () => {
    const names = ['2026-11-19', '2026-11-21', '2026-11-20'].map((day) => backupName(new Date(`${day}T00:00:00Z`)));
    expect(backupsToRemove([...names, 'wal', 'notes.txt'], 2)).toEqual([names[0]]);
    expect(backupsToRemove(names, 3)).toEqual([]);
    // Never all of them.
    expect(backupsToRemove(names, 0)).toEqual([names[2], names[0]]);
  });
});

/** A life of a database: it writes segments, is backed up, and is restored to where an earlier backup leads. */
type Step = { kind: 'write'; segments: number } | { kind: 'backup' } | { kind: 'restore'; which: number; on: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('write' as const), segments: fc.integer({ min: 1, max: 4 }) }),
  fc.constant({ kind: 'backup' as const }),
  fc.record({ kind: fc.constant('restore' as const), which: fc.nat(9), on: fc.nat(6) }),
);

/** Plays a life and says which archived files lead from each backup to the end of each way it can go. */
function live(steps: Step[]) {
  const ways = new Map<number, { segment: bigint; name: string }[]>([[1, []]]);
  const backups: (KeptBackup & { needs: Set<string> })[] = [];
  let current = 1;
  let position = 2n;
  const write = (count: number) => {
    for (let n = 0; n < count; n++, position++)
      ways.get(current)!.push({ segment: position, name: `${segmentName(current, position, SEGMENT_BYTES)}.gz` });
  };
  for (const one of steps) {
    if (one.kind === 'write') write(one.segments);
    if (one.kind === 'backup') {
      backups.push({ startSegment: position, walSegmentBytes: SEGMENT_BYTES, needs: new Set() });
      write(1);
    }
    const from = one.kind === 'restore' && backups.length > 0 ? backups[one.which % backups.length] : undefined;
    if (one.kind === 'restore' && from) {
      const path = ways.get(current)!.filter(({ segment }) => segment >= from.startSegment);
      if (path.length === 0) continue;
      // The fork lies somewhere on the way from the backup on; the segment it lies in is written anew.
      const fork = path[Math.min(one.on, path.length - 1)]!.segment;
      const past = ways.get(current)!.filter(({ segment }) => segment <= fork);
      current = ways.size + 1;
      position = fork;
      ways.set(current, [...past]);
    }
  }
  for (const backup of backups)
    for (const way of ways.values())
      for (const { segment, name } of way) if (segment >= backup.startSegment) backup.needs.add(name);
  const archived = new Set([...ways.values()].flat().map(({ name }) => name));
  return { backups, archived: [...archived] };
}

describe('pruning', () => {
  it('keeps whatever leads from a kept backup to any moment after it, and nothing older than all of them', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), fc.nat(5), (steps, keep) => {
        const { backups, archived } = live(steps);
        const kept = backups.slice(-Math.max(1, keep));
        const removed = new Set(walToRemove([...archived, '00000002.history.gz', 'timelines.json'], kept));
        for (const { needs } of kept) for (const name of needs) expect(removed.has(name)).toBe(false);
        const oldest = kept.map(({ startSegment }) => startSegment).sort((a, b) => (a < b ? -1 : 1))[0];
        for (const name of archived) {
          const isOlder = oldest !== undefined && segmentOf(name, SEGMENT_BYTES)! < oldest;
          expect(removed.has(name)).toBe(isOlder);
        }
        expect(removed.has('00000002.history.gz') || removed.has('timelines.json')).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the way to a moment', () => {
  const at = (time: string) => new Date(`2026-11-21T${time}:00Z`);
  const backup = (timeline: number, stopLsn: string, time: string) => ({
    timeline,
    stopLsn,
    stoppedAt: at(time).toISOString(),
  });
  // At 12:00 the database was restored to 0/5000000 of timeline 1, at 14:00 to 0/7000000 of timeline 2.
  const births: TimelineBirth[] = [
    { timeline: 2, bornAt: at('12:00').toISOString(), parents: parentsOf('1\t0/5000000\tbefore 11:00\n') },
    {
      timeline: 3,
      bornAt: at('14:00').toISOString(),
      parents: parentsOf('1\t0/5000000\tbefore 11:00\n\n2\t0/7000000\tbefore 13:00\n'),
    },
  ];
  const early = backup(1, '0/3000000', '10:00');
  const undone = backup(1, '0/6000000', '11:30');

  it('is the one that was lived then, also where a later restore undid it', () => {
    expect(timelineFor(at('10:30'), births, early)).toBe(1);
    expect(timelineFor(at('11:45'), births, early)).toBe(1);
    expect(timelineFor(at('13:00'), births, early)).toBe(2);
    expect(timelineFor(at('15:00'), births, early)).toBe(3);
    expect(timelineFor('latest', births, early)).toBe(3);
    expect(timelineFor(at('11:45'), births, undone)).toBe(1);
    expect(timelineFor(at('15:00'), births, backup(3, '0/9000000', '14:30'))).toBe(3);
    expect(timelineFor('latest', [], early)).toBe(1);
  });

  it('is refused before the backup, and behind a restore to before it', () => {
    expect(() => timelineFor(at('09:00'), births, early)).toThrow(/take an older one/);
    expect(() => timelineFor(at('13:00'), births, undone)).toThrow(/restored to a state before this backup/);
    expect(() => timelineFor('latest', births, undone)).toThrow(/restored to a state before this backup/);
  });
});
