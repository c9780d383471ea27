import { once } from 'node:events';
import { readdirSync, readFileSync, renameSync, rmSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Cluster } from '../embedded';
import { until } from '../embedded/processes';
import { query, readNotes, writeNote } from '../embedded/testing/cluster-fixture';
import { backupBox } from './testing/backup-fixture';
import { digestsOf } from './testing/digests';

const box = backupBox();
const RESTORER = fileURLToPath(new URL('./testing/hold-restore.ts', import.meta.url));

/** A moment of the server's clock that lies between what was committed before and after. */
async function momentOf(cluster: Cluster): Promise<Date> {
  const [row] = await query<{ at: Date }>(cluster.adminUrl, 'select clock_timestamp() as at');
  await sleep(20);
  return new Date(row!.at.getTime() + 10);
}

const archived = () => readdirSync(box.archive()).filter((name) => /^[0-9A-F]{24}\.gz$/.test(name));

describe('a moment', () => {
  it('is reached exactly, over two restores, and archiving goes on after each', async () => {
    box.copyModel();
    const first = await box.start();
    await writeNote(first, 'in the backup');
    await box.backUp(first);
    await writeNote(first, 'before A');
    const beforeA = await digestsOf(first.adminUrl);
    const momentA = await momentOf(first);
    await writeNote(first, 'after A');
    await query(first.adminUrl, 'select pg_switch_wal()');
    await writeNote(first, 'not archived yet');
    const momentB = await momentOf(first);
    await writeNote(first, 'after B');
    await first.stop();

    await box.restore({ target: momentA });
    const second = await box.start();
    expect(await digestsOf(second.adminUrl)).toEqual(beforeA);
    await writeNote(second, 'another way');
    await query(second.adminUrl, 'select pg_switch_wal()');
    await writeNote(second, 'its end');
    expect(await until(() => archived().some((name) => name.startsWith('00000002')), 20_000)).toBe(true);
    expect(gunzipSync(readFileSync(join(box.archive(), '00000002.history.gz'))).toString()).toMatch(/^1\t/);
    await second.stop();

    // Moment B lies before the first restore: what was lived then, and not what the restore made of it.
    const { timeline } = await box.restore({ target: momentB });
    expect(timeline).toBe(3);
    const third = await box.start();
    expect(await readNotes(third)).toEqual(['after A', 'before A', 'in the backup', 'not archived yet']);
    await third.stop();
    expect(box.names().filter((name) => name.startsWith('pg.before-restore-'))).toHaveLength(2);
  });

  it('can be the newest, of a cluster whose files are lost but for the archive and what was not archived', async () => {
    box.copyModel();
    const first = await box.start();
    await writeNote(first, 'in the backup');
    await box.backUp(first);
    await writeNote(first, 'archived');
    await query(first.adminUrl, 'select pg_switch_wal()');
    await writeNote(first, 'the last word');
    await first.stop();
    rmSync(join(box.dataDir, 'base'), { recursive: true });
    await box.restore({ target: 'latest' });
    expect(await readNotes(await box.start())).toEqual(['archived', 'in the backup', 'the last word']);
  });

  it('that cannot be reached is refused in words, and nothing has changed', async () => {
    box.copyModel();
    const cluster = await box.start();
    const early = await momentOf(cluster);
    await writeNote(cluster, 'in the backup');
    await box.backUp(cluster);
    await writeNote(cluster, 'later');
    await query(cluster.adminUrl, 'select pg_switch_wal()');
    await writeNote(cluster, 'last');
    await expect(box.restore()).rejects.toThrow(/PostgreSQL runs on .* stop the program first/);
    await cluster.stop();
    const before = box.names();
    await expect(box.restore({ target: early })).rejects.toThrow(/take an older one/);
    await expect(box.restore({ target: new Date('2199-01-01') })).rejects.toThrow(/does not reach 2199/);
    const newest = join(box.archive(), archived().sort().at(-1)!);
    truncateSync(newest, Math.floor(statSync(newest).size / 2));
    await expect(box.restore({ target: 'latest' }), 'it is not taken for the end').rejects.toThrow(
      /in the archive is damaged/,
    );
    expect(box.names()).toEqual(before);
    expect(await readNotes(await box.start())).toEqual(['in the backup', 'last', 'later']);
  });
});

describe('a restore', () => {
  it('that is killed leaves the old data, and runs through when it is run again', async () => {
    box.copyModel();
    const cluster = await box.start();
    await writeNote(cluster, 'saved');
    await box.backUp(cluster);
    await writeNote(cluster, 'since');
    await cluster.stop();
    const child = box.run(process.execPath, ['--import', 'tsx', RESTORER, box.file(), box.dataDir, box.archive()]);
    const recovering = () => box.names().some((name) => /^pg\.restoring-\w+\.log$/.test(name));
    expect(await until(recovering, 20_000)).toBe(true);
    const killed = once(child, 'exit');
    child.kill('SIGKILL');
    await killed;
    const between = await box.start();
    expect(await readNotes(between)).toEqual(['saved', 'since']);
    await between.stop();

    const { aside } = await box.restore();
    const leftovers = box.names().filter((name) => name.includes('restor'));
    expect(leftovers).toEqual([aside!.split('/').at(-1)]);
    // Killed between its two renamings, it is finished by the next start.
    renameSync(box.dataDir, `${box.dataDir}.restored`);
    expect(await readNotes(await box.start())).toEqual(['saved']);
    expect(box.names()).not.toContain('pg.restored');
  });
});

describe.runIf(process.getuid?.() === 0)('root, where user namespaces are forbidden', () => {
  it.each(['in-place', 'relocated'] as const)('backs up, archives and restores: %s', async (rootFallback) => {
    box.copyModel();
    box.open();
    const cluster = await box.start({ rootFallback });
    await writeNote(cluster, 'saved');
    await box.backUp(cluster);
    await writeNote(cluster, 'archived');
    await query(cluster.adminUrl, 'select pg_switch_wal()');
    expect(await until(() => archived().length > 1, 20_000)).toBe(true);
    await cluster.stop();
    // The second time where the first one has left links, when there are any.
    for (const times of rootFallback === 'relocated' ? [1, 2] : [1]) {
      expect((await box.restore({ target: 'latest', rootFallback })).timeline).toBe(times + 1);
      const again = await box.start({ rootFallback });
      expect(await readNotes(again)).toEqual(['archived', 'saved']);
      await again.stop();
    }
  });
});
