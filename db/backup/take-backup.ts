import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress } from 'node:zlib';
import { ArchiveBlocks } from './archive-blocks';
import { BackupSession, type Started } from './backup-session';
import { CONTROL_FILE, clusterFiles } from './cluster-files';
import { BackupFailed, inWords } from './errors';
import { type BackupHeader, CLUSTER, COMPANIONS, FORMAT, HEADER, MANIFEST, type Manifest } from './manifest';
import { segmentsBetween } from './wal-names';
import { writeDurably } from './write-durably';

export type TakeBackupOptions = {
  /** Superuser's URL of the server that runs on `dataDir`. */
  adminUrl: string;
  dataDir: string;
  /** The archive to write; its folder is made if missing. */
  target: string;
  /** Other files of the installation, by the name they are given; those that do not exist are left out. */
  companions: Record<string, string>;
  signal?: AbortSignal;
};

export type BackupReport = { path: string; archiveBytes: number; manifest: Manifest };

/** The quickest: the processor belongs to the program. */
const COMPRESSION_LEVEL = 1;
const CONTROL_ATTEMPTS = 50;

/**
 * Copies a running cluster into one archive: its files as they happen to be, the WAL that makes them consistent, and a
 * list with a checksum of each. The program goes on meanwhile.
 * @throws BackupFailed in words; nothing is left at `target` then
 */
export async function takeBackup(options: TakeBackupOptions): Promise<BackupReport> {
  const { target, signal } = options;
  if (existsSync(target)) throw new BackupFailed(`${target} is there already.`);
  const session = await BackupSession.open(options.adminUrl);
  try {
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    return await writeDurably(target, async (partial) => {
      let manifest: Manifest | null = null;
      const blocks = archiveBlocks(session, options, (whole) => {
        manifest = whole;
      });
      const compress = createZstdCompress({
        params: {
          [constants.ZSTD_c_compressionLevel]: COMPRESSION_LEVEL,
          [constants.ZSTD_c_checksumFlag]: 1,
        },
      });
      await pipeline(Readable.from(blocks), compress, createWriteStream(partial, { mode: 0o600 }), { signal });
      if (!manifest) throw new BackupFailed('The backup was given up.');
      return { path: target, archiveBytes: (await stat(partial)).size, manifest };
    });
  } catch (error) {
    session.check();
    throw inWords(error, `The backup to ${target}`);
  } finally {
    await session.close();
  }
}

async function* archiveBlocks(
  session: BackupSession,
  { dataDir, target, companions }: TakeBackupOptions,
  whole: (manifest: Manifest) => void,
): AsyncGenerator<Buffer> {
  const blocks = new ArchiveBlocks();
  const started = await session.start(basename(target));
  const header: BackupHeader = { program: 'throughline', format: FORMAT, ...started };
  yield* blocks.content(HEADER, json(header), false);
  for (const [name, path] of Object.entries(companions)) {
    if (existsSync(path)) yield* blocks.content(`${COMPANIONS}/${name}`, await readFile(path));
  }
  const { folders, files } = await clusterFiles(dataDir);
  yield blocks.folder(CLUSTER);
  for (const path of folders) yield blocks.folder(`${CLUSTER}/${path}`);
  for (const path of files) {
    session.check();
    yield* blocks.file(`${CLUSTER}/${path}`, join(dataDir, path));
  }
  yield* blocks.content(`${CLUSTER}/${CONTROL_FILE}`, await steadyBytes(join(dataDir, CONTROL_FILE)));
  const { label, ...stopped } = await session.stop();
  yield* blocks.content(`${CLUSTER}/backup_label`, Buffer.from(label));
  for (const name of await neededWal(dataDir, started, stopped.stopLsn)) {
    yield* blocks.file(`${CLUSTER}/pg_wal/${name}`, join(dataDir, 'pg_wal', name));
  }
  const manifest: Manifest = { ...header, ...stopped, files: blocks.files };
  yield* blocks.content(MANIFEST, json(manifest), false);
  yield blocks.end();
  whole(manifest);
}

/** The segments from start to stop, and how this timeline came about. */
async function neededWal(dataDir: string, { startLsn, timeline, walSegmentBytes }: Started, stopLsn: string) {
  const names = segmentsBetween({ timeline, start: startLsn, stop: stopLsn, segmentBytes: walSegmentBytes });
  for (const name of names) {
    if (!existsSync(join(dataDir, 'pg_wal', name))) throw new BackupFailed(`The WAL file ${name} is gone.`);
  }
  const histories = (await readdir(join(dataDir, 'pg_wal'))).filter((name) => name.endsWith('.history'));
  return [...histories, ...names];
}

/** PostgreSQL writes this file in place; two readings that agree have not met it half written. */
async function steadyBytes(path: string): Promise<Buffer> {
  let before = await readFile(path);
  for (let attempt = 0; attempt < CONTROL_ATTEMPTS; attempt++) {
    const after = await readFile(path);
    if (after.equals(before)) return after;
    before = after;
  }
  throw new BackupFailed(`${path} changes too quickly to be copied.`);
}

function json(value: unknown): Buffer {
  return Buffer.from(`${JSON.stringify(value, null, 1)}\n`);
}
