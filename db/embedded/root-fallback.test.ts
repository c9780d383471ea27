import { chmodSync, existsSync, lstatSync, readdirSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { clusterFolder, readNotes, writeNote } from './testing/cluster-fixture';

const box = clusterFolder();

describe.runIf(process.getuid?.() === 0)('root, where user namespaces are forbidden', () => {
  const NOBODY = 65_534;

  it('gives the data to nobody where nobody can reach it', async () => {
    box.copyModel();
    chmodSync(box.folder, 0o711);
    const before = await box.start();
    await writeNote(before, 'kept');
    await before.stop();
    expect(lstatSync(join(box.dataDir, 'PG_VERSION')).uid).toBe(0);

    const cluster = await box.start({ rootFallback: 'in-place' });
    expect(await readNotes(cluster)).toEqual(['kept']);
    expect(lstatSync(`/proc/${cluster.pid}`).uid).toBe(NOBODY);
    expect(lstatSync(box.dataDir).isSymbolicLink()).toBe(false);
    expect(lstatSync(join(box.dataDir, 'PG_VERSION')).uid).toBe(NOBODY);
  });

  it('moves the data to where nobody can reach it, and finds it there from then on', async () => {
    box.copyModel();
    const before = await box.start();
    await writeNote(before, 'kept');
    await before.stop();

    const moved = await box.start({ rootFallback: 'relocated' });
    expect(lstatSync(`/proc/${moved.pid}`).uid).toBe(NOBODY);
    expect(lstatSync(box.dataDir).isSymbolicLink()).toBe(true);
    expect(await readNotes(moved)).toEqual(['kept']);
    expect(readdirSync(box.folder).sort()).toEqual(['pg', 'pg.log', 'pg.password']);
    await moved.stop();

    const again = await box.start();
    expect(lstatSync(`/proc/${again.pid}`).uid).toBe(NOBODY);
    expect(await readNotes(again)).toEqual(['kept']);
    await again.stop();
  });

  it('goes on after a move that was interrupted', async () => {
    box.copyModel();
    const before = await box.start();
    await writeNote(before, 'kept');
    await before.stop();
    renameSync(box.dataDir, `${box.dataDir}.moved`);
    expect(await readNotes(await box.start())).toEqual(['kept']);
    expect(existsSync(`${box.dataDir}.moved`)).toBe(false);
  });

  it('does not take lost data for a first start', async () => {
    symlinkSync('/var/lib/throughline-that-was-lost/data', box.dataDir);
    await expect(box.start()).rejects.toThrow(/is gone: restore it, or delete/);
  });
});
