import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backupName } from '@/db/backup';
import { dueInMs, keepBackups } from './automatic-backups';
import { backupPlan, walArchiveFor } from './backup-paths';

const HOUR_MS = 3_600_000;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'throughline-backups-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const add = (at: Date) => writeFileSync(join(folder, backupName(at)), '');

describe('the plan', () => {
  it('is every four hours, six of them kept, unless other numbers are set', () => {
    expect(backupPlan({})).toEqual({ everyMs: 4 * HOUR_MS, keep: 6 });
    expect(backupPlan({ BACKUP_EVERY_HOURS: '0.5', BACKUPS_KEPT: '48' })).toEqual({ everyMs: HOUR_MS / 2, keep: 48 });
    expect(backupPlan({ BACKUP_EVERY_HOURS: '' })).toEqual({ everyMs: 4 * HOUR_MS, keep: 6 });
    for (const [name, value] of [
      ['BACKUP_EVERY_HOURS', 'often'],
      ['BACKUP_EVERY_HOURS', '-1'],
      ['BACKUPS_KEPT', '0'],
    ] as const)
      expect(() => backupPlan({ [name]: value })).toThrow(`${name} is "${value}", which makes no sense.`);
  });

  it('is none, with no WAL archived, when that is asked for and for a database of somebody else', () => {
    expect(backupPlan({ BACKUP_EVERY_HOURS: '0' })).toBe(null);
    expect(backupPlan({ DATABASE_URL: 'postgres://db.example/prod' })).toBe(null);
    expect(walArchiveFor(folder, { BACKUP_EVERY_HOURS: '0' })).toBe(undefined);
    expect(walArchiveFor(folder, {})).toBe(join(folder, 'backups', 'wal'));
  });

  it('has one due when there is none, or when the newest is as old as that', () => {
    const plan = { everyMs: 4 * HOUR_MS, keep: 6 };
    const now = Date.parse('2026-11-21T12:00:00Z');
    expect(dueInMs(folder, plan, now)).toBe(0);
    add(new Date(now - 9 * HOUR_MS));
    add(new Date(now - HOUR_MS));
    expect(dueInMs(folder, plan, now)).toBe(3 * HOUR_MS);
    expect(dueInMs(folder, plan, now + 3 * HOUR_MS)).toBe(0);
    add(new Date(now + 1000 * HOUR_MS));
    expect(dueInMs(folder, plan, now), 'a clock that was wrong').toBe(4 * HOUR_MS);
  });
});

describe('the launcher', () => {
  const run = (take: () => Promise<void>, stop: AbortController) => {
    const said: string[] = [];
    const done = keepBackups({
      plan: { everyMs: 4 * HOUR_MS, keep: 6 },
      backupFolder: folder,
      clusterDir: '',
      take,
      say: (line) => said.push(line),
      signal: stop.signal,
      firstAfterMs: 1,
      retryAfterMs: 1,
    });
    return { said, done };
  };

  it('takes one when one is due, tries again after one that failed, and then waits', async () => {
    const stop = new AbortController();
    let times = 0;
    const { said, done } = run(async () => {
      times += 1;
      if (times < 3) throw new Error('The disk is full.');
      add(new Date());
      // The next one is hours away, so there is nothing left but to wait for the end.
      setTimeout(() => stop.abort(), 50);
    }, stop);
    await done;
    expect(times).toBe(3);
    expect(said).toEqual(Array(2).fill('The backup failed and is tried again: The disk is full.'));
  });

  it('takes none while the newest is young, and ends at once when asked to', async () => {
    add(new Date());
    const stop = new AbortController();
    const { done } = run(async () => expect.unreachable(), stop);
    stop.abort();
    await done;
  });

  it('says nothing of a backup that ended because it was asked to stop', async () => {
    const stop = new AbortController();
    const { said, done } = run(async () => {
      stop.abort();
      throw new Error('killed');
    }, stop);
    await done;
    expect(said).toEqual([]);
  });
});
