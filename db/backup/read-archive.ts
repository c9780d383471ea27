import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createZstdDecompress } from 'node:zlib';
import { BackupFailed } from './errors';
import {
  type BackupHeader,
  type FileRecord,
  FORMAT,
  HEADER,
  headerShape,
  MANIFEST,
  type Manifest,
  manifestShape,
} from './manifest';
import { BLOCK_BYTES, paddingBytes, readTarHeader, type TarEntry } from './tar';

/** Takes what is in an archive, entry by entry, before it is known whether the archive is whole. */
export type Unpacker = {
  folder(path: string): Promise<void>;
  file(path: string, content: AsyncIterable<Buffer>): Promise<void>;
};

const MOST_LIST_BYTES = 256 * 1024 * 1024;

/** The first entry alone. @throws BackupFailed when this is no backup of Throughline's, or one of a newer format */
export async function readBackupHeader(path: string): Promise<BackupHeader> {
  const bytes = new Bytes(path);
  try {
    return await headerOf(bytes);
  } catch (error) {
    throw notABackup(path, error);
  } finally {
    bytes.close();
  }
}

/**
 * Reads an archive to its end and holds every file against the list.
 * @throws BackupFailed with a sentence that says what is wrong
 */
export async function readBackup(path: string, unpacker?: Unpacker): Promise<Manifest> {
  const bytes = new Bytes(path);
  try {
    const header = await headerOf(bytes).catch((error) => {
      throw notABackup(path, error);
    });
    const { records, manifest } = await readEntries(bytes, unpacker);
    compare(records, manifest, header);
    return manifest;
  } catch (error) {
    if (error instanceof BackupFailed && error.message.startsWith(path)) throw error;
    throw isDamage(error) ? new BackupFailed(`${path} is damaged: ${(error as Error).message}.`) : error;
  } finally {
    bytes.close();
  }
}

async function headerOf(bytes: Bytes): Promise<BackupHeader> {
  const entry = await bytes.header();
  if (entry?.path !== HEADER) throw new BackupFailed('something else stands at its beginning');
  const header = headerShape.parse(JSON.parse((await bytes.whole(entry)).toString('utf8')));
  if (header.format > FORMAT) throw new BackupFailed(`it is of the format ${header.format}, made by a newer version`);
  return header;
}

async function readEntries(bytes: Bytes, unpacker?: Unpacker): Promise<{ records: FileRecord[]; manifest: Manifest }> {
  const records: FileRecord[] = [];
  for (let entry = await bytes.header(); entry; entry = await bytes.header()) {
    const { path, kind, sizeBytes } = entry;
    if (path === MANIFEST) {
      const manifest = manifestShape.parse(JSON.parse((await bytes.whole(entry)).toString('utf8')));
      await bytes.end();
      return { records, manifest };
    }
    if (kind === 'folder') {
      await unpacker?.folder(path);
      continue;
    }
    const hash = createHash('sha256');
    const content = hashed(bytes.content(sizeBytes), hash);
    if (unpacker) await unpacker.file(path, content);
    else for await (const _ of content);
    await bytes.skip(paddingBytes(sizeBytes));
    records.push({ path, sizeBytes, sha256: hash.digest('hex') });
  }
  throw new BackupFailed('the list of its files is missing');
}

async function* hashed(chunks: AsyncIterable<Buffer>, hash: ReturnType<typeof createHash>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}

function compare(found: FileRecord[], manifest: Manifest, header: BackupHeader): void {
  if (manifest.startLsn !== header.startLsn || manifest.systemIdentifier !== header.systemIdentifier) {
    throw new BackupFailed('its beginning and its end are of two backups');
  }
  const listed = new Map(manifest.files.map((file) => [file.path, file]));
  for (const { path, sizeBytes, sha256 } of found) {
    const file = listed.get(path);
    if (file?.sha256 !== sha256 || file.sizeBytes !== sizeBytes)
      throw new BackupFailed(`${path} is not what was saved`);
    listed.delete(path);
  }
  const [missing] = listed.keys();
  if (missing) throw new BackupFailed(`${missing} is missing`);
}

function notABackup(path: string, error: unknown): unknown {
  if (!isDamage(error)) return error;
  return new BackupFailed(`${path} is not a backup of Throughline that this version can read.`);
}

/** The file itself cannot be read, or the disk is full: that says nothing about the backup. */
function isDamage(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === undefined || /^(Z_|ZSTD_|ERR_)/.test(code);
}

/** The decompressed bytes of a file, taken in pieces of a wanted length. */
class Bytes {
  private readonly source;
  private readonly decompress = createZstdDecompress();
  private readonly chunks: AsyncIterator<Buffer>;
  private rest: Buffer = Buffer.alloc(0);

  constructor(path: string) {
    this.source = createReadStream(path);
    this.chunks = this.decompress[Symbol.asyncIterator]();
    // What goes wrong in one of the two is met by whoever asks for the next chunk.
    pipeline(this.source, this.decompress, () => {});
  }

  async header(): Promise<TarEntry | null> {
    return readTarHeader(await this.exactly(BLOCK_BYTES));
  }

  /** An entry that is read at once, with what follows it. */
  async whole({ sizeBytes }: TarEntry): Promise<Buffer> {
    if (!(sizeBytes <= MOST_LIST_BYTES)) throw new BackupFailed('a list in it is too long');
    const content = await this.exactly(sizeBytes);
    await this.skip(paddingBytes(sizeBytes));
    return content;
  }

  async *content(sizeBytes: number): AsyncGenerator<Buffer> {
    for (let left = sizeBytes; left > 0; ) {
      if (this.rest.length === 0) await this.more();
      const piece = this.rest.subarray(0, left);
      this.rest = this.rest.subarray(piece.length);
      left -= piece.length;
      yield piece;
    }
  }

  async skip(count: number): Promise<void> {
    await this.exactly(count);
  }

  /** Reads on to the end, where the checksum over everything stands. */
  async end(): Promise<void> {
    for (let next = await this.chunks.next(); !next.done; next = await this.chunks.next());
  }

  close(): void {
    this.source.destroy();
    this.decompress.destroy();
  }

  private async exactly(count: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for await (const piece of this.content(count)) pieces.push(piece);
    return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
  }

  private async more(): Promise<void> {
    const next = await this.chunks.next();
    if (next.done) throw new BackupFailed('its end is missing');
    this.rest = next.value;
  }
}
