import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { BackupFailed } from './errors';
import { CLUSTER, COMPANIONS, type Manifest } from './manifest';
import { readBackup, type Unpacker } from './read-archive';

/** Unpacks the cluster to `clusterDir` and the installation's other files to `companionDir`, checking each as it goes. */
export async function unpack(file: string, folders: { clusterDir: string; companionDir: string }): Promise<Manifest> {
  const place = (path: string): string => {
    const [top, ...below] = path.split('/');
    if (top === CLUSTER) return join(folders.clusterDir, ...below);
    if (top === COMPANIONS && below.length === 1) return join(folders.companionDir, below[0]!);
    throw new BackupFailed(`${file} is damaged: ${path} has no place in a backup.`);
  };
  const made = new Set<string>();
  const folder = async (path: string) => {
    if (made.has(path)) return;
    await mkdir(path, { recursive: true, mode: 0o700 });
    made.add(path);
  };
  const unpacker: Unpacker = {
    folder: (path) => folder(place(path)),
    async file(path, content) {
      const target = place(path);
      await folder(dirname(target));
      await pipeline(Readable.from(content), createWriteStream(target, { mode: 0o600, flags: 'wx' }));
    },
  };
  await rm(folders.clusterDir, { recursive: true, force: true });
  return readBackup(file, unpacker);
}
