import { BackupFailed } from './errors';

/**
 * The ustar format of POSIX, as far as a backup needs it: files and folders with short names. A header of 512 bytes,
 * the content, zeros up to a multiple of 512; two blocks of zeros end it. Every `tar` reads it.
 */
export type TarEntry = { path: string; kind: 'file' | 'folder'; sizeBytes: number };

export const BLOCK_BYTES = 512;

const NAME_BYTES = 100;
const MODE = { file: 0o600, folder: 0o700 };
const TYPE = { file: '0', folder: '5' };
const SIZE_AT = 124;
const SIZE_DIGITS = 11;
const CHECKSUM_AT = 148;
const TYPE_AT = 156;

export function tarHeader({ path, kind, sizeBytes }: TarEntry, modifiedMs: number): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES);
  if (Buffer.byteLength(path) >= NAME_BYTES || sizeBytes >= 8 ** SIZE_DIGITS) {
    throw new BackupFailed(`${path} does not fit into a backup: its name or its size is too long.`);
  }
  const octal = (value: number, digits: number, at: number) =>
    block.write(`${value.toString(8).padStart(digits, '0')}\0`, at, 'latin1');
  block.write(path, 0, 'utf8');
  octal(MODE[kind], 7, 100);
  octal(0, 7, 108);
  octal(0, 7, 116);
  octal(sizeBytes, SIZE_DIGITS, SIZE_AT);
  octal(Math.floor(modifiedMs / 1000), SIZE_DIGITS, 136);
  block.write(TYPE[kind], TYPE_AT, 'latin1');
  block.write('ustar\u000000', 257, 'latin1');
  block.write(`${checksumOf(block).toString(8).padStart(6, '0')}\0 `, CHECKSUM_AT, 'latin1');
  return block;
}

/** @returns null for the block of zeros at the end; @throws BackupFailed for what `tarHeader` never writes */
export function readTarHeader(block: Buffer): TarEntry | null {
  if (block.every((byte) => byte === 0)) return null;
  const octal = (at: number, digits: number) => Number.parseInt(block.toString('latin1', at, at + digits), 8);
  if (octal(CHECKSUM_AT, 6) !== checksumOf(block)) throw new BackupFailed('an entry has a wrong checksum');
  const type = block.toString('latin1', TYPE_AT, TYPE_AT + 1);
  const kind = type === TYPE.file ? 'file' : type === TYPE.folder ? 'folder' : null;
  const path = block.toString('utf8', 0, block.indexOf(0));
  const sizeBytes = octal(SIZE_AT, SIZE_DIGITS);
  if (!kind) throw new BackupFailed(`the entry ${JSON.stringify(path)} is neither a file nor a folder`);
  if (!isPlainPath(path)) throw new BackupFailed(`the entry ${JSON.stringify(path)} leads out of the backup`);
  return { path, kind, sizeBytes };
}

/** What follows a content, so that the next header begins at a multiple of 512. */
export function paddingBytes(sizeBytes: number): number {
  return (BLOCK_BYTES - (sizeBytes % BLOCK_BYTES)) % BLOCK_BYTES;
}

/** Names of PostgreSQL's files and ours: no way up, no root, no control characters. */
export function isPlainPath(path: string): boolean {
  return path.split('/').every((part) => /^[\w.-]+$/.test(part) && part !== '.' && part !== '..');
}

/** The sum of all bytes, those of the checksum itself counted as blanks. */
function checksumOf(block: Buffer): number {
  let sum = 8 * 32;
  for (let at = 0; at < BLOCK_BYTES; at++) if (at < CHECKSUM_AT || at >= CHECKSUM_AT + 8) sum += block[at]!;
  return sum;
}
