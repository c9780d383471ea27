import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundledMajor } from '../embedded/version';
import { ArchiveBlocks } from './archive-blocks';
import { inspectBackup } from './index';
import { FORMAT } from './manifest';
import { readBackup } from './read-archive';
import { BLOCK_BYTES, tarHeader } from './tar';

let folder: string;
let file: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'throughline-damage-'));
  file = join(folder, 'backup.tar.zst');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const HEADER = {
  program: 'throughline',
  format: FORMAT,
  postgresMajor: bundledMajor(),
  systemIdentifier: '7300000000000000001',
  timeline: 1,
  startLsn: '0/2000028',
  walSegmentBytes: 16 * 1024 * 1024,
  startedAt: '2026-11-21T12:00:00.000Z',
};

/** An archive such as `takeBackup` makes, of three small files, or of what a test puts in their place. */
function blocks(extra: Buffer[] = [], header: object = HEADER, listed = (files: object[]) => files): Buffer {
  const archive = new ArchiveBlocks();
  const json = (value: unknown) => Buffer.from(JSON.stringify(value));
  const content = [
    ...archive.content('backup.json', json(header), false),
    archive.folder('pg'),
    ...archive.content('pg/PG_VERSION', Buffer.from('18\n')),
    ...archive.content('pg/base/1/1259', Buffer.from('a page of the catalogue '.repeat(1000))),
    ...archive.content('pg/empty', Buffer.alloc(0)),
    ...extra,
  ];
  const manifest = { ...header, stopLsn: '0/2000120', stoppedAt: HEADER.startedAt, files: listed(archive.files) };
  return Buffer.concat([...content, ...archive.content('manifest.json', json(manifest), false), archive.end()]);
}

/** With the checksum that a real one has at its end. */
function write(plain: Buffer): Buffer {
  const bytes = zstdCompressSync(plain, { params: { 201: 1 } });
  writeFileSync(file, bytes);
  return bytes;
}

const inspect = () => inspectBackup({ file, dataDir: folder, target: 'backup', walArchive: folder, log: () => {} });

const entry = (path: string, text: string) => {
  const header = tarHeader({ path, kind: 'file', sizeBytes: text.length }, 0);
  return [header, Buffer.from(text.padEnd(BLOCK_BYTES, '\0'))];
};

describe('an archive', () => {
  it('is taken when it is whole', async () => {
    write(blocks());
    expect((await inspect()).files.map(({ path }) => path)).toEqual(['pg/PG_VERSION', 'pg/base/1/1259', 'pg/empty']);
  });

  it('is refused wherever a bit of it has turned, unless the bit means nothing', async () => {
    const whole = write(blocks());
    const content = await readBackup(file);
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length * 8 - 1), async (bit) => {
        const bytes = Buffer.from(whole);
        bytes[bit >> 3]! ^= 1 << (bit & 7);
        writeFileSync(file, bytes);
        const read = await readBackup(file).catch((error: Error) => error.message);
        // A few bits of a compressed block are filling: whatever they are, every file comes out as it was.
        if (typeof read === 'string') refused += Number(/is damaged|is not a backup/.test(read));
        else expect(read).toEqual(content);
      }),
      { numRuns: 150 },
    );
    expect(refused).toBeGreaterThan(140);
  });

  it('is refused wherever it was cut off', async () => {
    const whole = write(blocks());
    for (let length = 0; length < whole.length; length += 1 + Math.floor(whole.length / 60)) {
      writeFileSync(file, whole);
      truncateSync(file, length);
      await expect(readBackup(file)).rejects.toThrow(/is damaged|is not a backup/);
    }
  });

  it.each(['../outside', 'pg/../../outside', '/etc/passwd', 'pg//x', 'pg/a\nb', ''])(
    'is refused when an entry leads out of it: %j',
    async (path) => {
      write(blocks(entry(path, 'planted')));
      await expect(inspect()).rejects.toThrow(/leads out of the backup/);
    },
  );

  it('is refused when an entry is a link', async () => {
    const [header, content] = entry('pg/link', 'x') as [Buffer, Buffer];
    header.write('2', 156, 'latin1');
    // The checksum counts the type: '2' is two more than '0'.
    const sum = Number.parseInt(header.toString('latin1', 148, 154), 8) + 2;
    header.write(sum.toString(8).padStart(6, '0'), 148, 'latin1');
    write(blocks([header, content]));
    await expect(inspect()).rejects.toThrow(/neither a file nor a folder/);
  });

  it('is refused with a file too many, one too few, one twice or one exchanged', async () => {
    write(blocks(entry('pg/planted', 'x')));
    await expect(inspect()).rejects.toThrow('pg/planted is not what was saved');
    write(blocks(entry('pg/PG_VERSION', '18\n')));
    await expect(inspect()).rejects.toThrow('pg/PG_VERSION is not what was saved');
    write(blocks([], HEADER, (files) => [...files, { path: 'pg/lost', sizeBytes: 0, sha256: '0'.repeat(64) }]));
    await expect(inspect()).rejects.toThrow('pg/lost is missing');
    write(blocks([], HEADER, (files) => files.map((one) => ({ ...one, sha256: '0'.repeat(64) }))));
    await expect(inspect()).rejects.toThrow('pg/PG_VERSION is not what was saved');
  });

  it('is refused when it is something else, of a newer format or of another PostgreSQL', async () => {
    writeFileSync(file, readFileSync(process.execPath).subarray(0, 100_000));
    await expect(inspect()).rejects.toThrow(/is not a backup of Throughline/);
    write(Buffer.concat([...entry('notes.txt', 'x'), Buffer.alloc(1024)]));
    await expect(inspect()).rejects.toThrow(/is not a backup of Throughline/);
    write(blocks([], { ...HEADER, format: FORMAT + 1 }));
    await expect(inspect()).rejects.toThrow(/is not a backup of Throughline that this version can read/);
    write(blocks([], { ...HEADER, postgresMajor: 15 }));
    await expect(inspect()).rejects.toThrow(/is of PostgreSQL 15 and this version brings \d\d/);
    rmSync(file);
    await expect(inspect()).rejects.toThrow(/There is no file/);
  });
});
