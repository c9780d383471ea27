/**
 * Arrays in PostgreSQL's binary form, which need no quoting on this side and no parsing on the other.
 * Layout: number of dimensions, has-null flag, element type, length, lower bound (32-bit integers, big-endian),
 * then every element as a 32-bit length (-1 for null) and its bytes. See array_recv in arrayfuncs.c.
 */

const HEADER_BYTES = 20;
const UUID_OID = 2950;
const TEXT_OID = 25;
const TIMESTAMPTZ_OID = 1184;
const JSONB_OID = 3802;
/** jsonb's binary form is a version byte and the text. */
const JSONB_VERSION = 1;
/** PostgreSQL counts time from 2000-01-01 in microseconds. */
const EPOCH_2000_MS = 946_684_800_000;
const UTF8_BYTES_PER_UNIT = 3;

/** UUIDs as text, with or without hyphens. */
export function uuidArray<Row>(rows: readonly Row[], read: (row: Row) => string | null): Buffer {
  const buffer = Buffer.allocUnsafe(HEADER_BYTES + rows.length * 20);
  writeHeader(buffer, UUID_OID, rows.length);
  let offset = HEADER_BYTES;
  for (const row of rows) {
    const value = read(row);
    if (value === null) {
      offset = buffer.writeInt32BE(-1, offset);
    } else {
      offset = writeUuid(buffer, value, buffer.writeInt32BE(16, offset));
    }
  }
  return buffer.subarray(0, offset);
}

export function timestamptzArray<Row>(rows: readonly Row[], readMs: (row: Row) => number): Buffer {
  const buffer = Buffer.allocUnsafe(HEADER_BYTES + rows.length * 12);
  writeHeader(buffer, TIMESTAMPTZ_OID, rows.length);
  let offset = HEADER_BYTES;
  for (const row of rows) {
    const microseconds = (readMs(row) - EPOCH_2000_MS) * 1000;
    offset = buffer.writeInt32BE(8, offset);
    offset = buffer.writeInt32BE(Math.floor(microseconds / 0x1_0000_0000), offset);
    offset = buffer.writeInt32BE(microseconds | 0, offset);
  }
  return buffer;
}

export function textArray<Row>(rows: readonly Row[], read: (row: Row) => string): Buffer {
  return stringArray(rows, read, TEXT_OID, 0);
}

/** Values are JSON text. */
export function jsonbArray<Row>(rows: readonly Row[], read: (row: Row) => string): Buffer {
  return stringArray(rows, read, JSONB_OID, 1);
}

function stringArray<Row>(rows: readonly Row[], read: (row: Row) => string, oid: number, prefixBytes: number): Buffer {
  let room = HEADER_BYTES;
  for (const row of rows) room += 4 + prefixBytes + read(row).length * UTF8_BYTES_PER_UNIT;
  const buffer = Buffer.allocUnsafe(room);
  writeHeader(buffer, oid, rows.length);
  let offset = HEADER_BYTES;
  for (const row of rows) {
    const start = offset + 4 + prefixBytes;
    if (prefixBytes > 0) buffer[offset + 4] = JSONB_VERSION;
    const end = start + buffer.write(read(row), start);
    buffer.writeInt32BE(end - offset - 4, offset);
    offset = end;
  }
  return buffer.subarray(0, offset);
}

function writeHeader(buffer: Buffer, oid: number, length: number): void {
  buffer.writeInt32BE(1, 0);
  buffer.writeInt32BE(1, 4);
  buffer.writeInt32BE(oid, 8);
  buffer.writeInt32BE(length, 12);
  buffer.writeInt32BE(1, 16);
}

function writeUuid(buffer: Buffer, text: string, start: number): number {
  const digits = text.length === 32 ? PLAIN : HYPHENATED;
  for (let byte = 0; byte < 16; byte++) {
    const at = digits[byte]!;
    buffer[start + byte] = (NIBBLES[text.charCodeAt(at)]! << 4) | NIBBLES[text.charCodeAt(at + 1)]!;
  }
  return start + 16;
}

/** Where each byte's two digits begin. */
const PLAIN = Uint8Array.from({ length: 16 }, (_, byte) => byte * 2);
const HYPHENATED = Uint8Array.of(0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34);
/** The value of a hexadecimal digit by its character code. UUIDs are checked before they come here. */
const NIBBLES = Uint8Array.from({ length: 128 }, (_, code) => {
  const value = Number.parseInt(String.fromCharCode(code), 16);
  return Number.isNaN(value) ? 0 : value;
});
