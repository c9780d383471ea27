import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { FileRecord } from './manifest';
import { BLOCK_BYTES, paddingBytes, tarHeader } from './tar';

const CHUNK_BYTES = 256 * 1024;

/** Makes the blocks of an archive and keeps book of the files in it. */
export class ArchiveBlocks {
  readonly files: FileRecord[] = [];

  folder(path: string): Buffer {
    return tarHeader({ path, kind: 'folder', sizeBytes: 0 }, Date.now());
  }

  /** @param isListed false for what tells of the other files itself */
  *content(path: string, bytes: Buffer, isListed = true): Generator<Buffer> {
    yield tarHeader({ path, kind: 'file', sizeBytes: bytes.length }, Date.now());
    yield bytes;
    yield Buffer.alloc(paddingBytes(bytes.length));
    if (!isListed) return;
    this.files.push({ path, sizeBytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
  }

  /**
   * A file that may be written to, grow, shrink or vanish meanwhile. It goes in with the size it has when it is opened,
   * zeros where it has become shorter since: WAL repairs all of this. One that is gone already is left out.
   */
  async *file(path: string, source: string): AsyncGenerator<Buffer> {
    const handle = await open(source, 'r').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    if (!handle) return;
    try {
      const { size, mtimeMs } = await handle.stat();
      const hash = createHash('sha256');
      yield tarHeader({ path, kind: 'file', sizeBytes: size }, mtimeMs);
      for (let at = 0; at < size; ) {
        const chunk = Buffer.alloc(Math.min(CHUNK_BYTES, size - at));
        const { bytesRead } = await handle.read(chunk, 0, chunk.length, at);
        const next = bytesRead > 0 ? chunk.subarray(0, bytesRead) : chunk;
        hash.update(next);
        at += next.length;
        yield next;
      }
      yield Buffer.alloc(paddingBytes(size));
      this.files.push({ path, sizeBytes: size, sha256: hash.digest('hex') });
    } finally {
      await handle.close();
    }
  }

  end(): Buffer {
    return Buffer.alloc(2 * BLOCK_BYTES);
  }
}
