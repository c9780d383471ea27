import { isUtf8 } from 'node:buffer';
import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import { AppError } from '@/lib/platform/errors';
import { BODY_BYTES_MAX } from './event-sizes';

export interface RequestBody {
  value: unknown;
  /** Whether the text has \u escapes. Without them, valid UTF-8 holds neither NUL nor half a surrogate pair. */
  hasEscapes: boolean;
}

/** Bytes to JSON. @throws AppError PAYLOAD_TOO_LARGE, BAD_REQUEST */
export function parseBody(bytes: Buffer, contentEncoding: string | undefined): RequestBody {
  const json = decompressed(bytes, contentEncoding);
  if (json.length > BODY_BYTES_MAX) throw new AppError('PAYLOAD_TOO_LARGE');
  if (!isUtf8(json)) throw new AppError('BAD_REQUEST', { message: 'The body is not valid UTF-8.', field: 'body' });
  const text = hasByteOrderMark(json) ? json.toString('utf8', 3) : json.toString('utf8');
  try {
    return { value: JSON.parse(text), hasEscapes: text.includes('\\u') };
  } catch {
    throw new AppError('BAD_REQUEST', { message: 'The body is not valid JSON.', field: 'body' });
  }
}

function hasByteOrderMark(bytes: Buffer): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

/**
 * Some clients compress without saying so, and some proxies unpack and leave the label: gzip is told by its first
 * bytes, and what does not decompress as its label says but begins like JSON is taken as it is.
 */
function decompressed(bytes: Buffer, contentEncoding: string | undefined): Buffer {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return unpack(gunzipSync, bytes);
  const encoding = contentEncoding?.trim().toLowerCase();
  if (encoding === undefined || encoding === '' || encoding === 'identity') return bytes;
  if (encoding === 'br') return unpack(brotliDecompressSync, bytes);
  // "deflate" is zlib's format by RFC 9110, and raw deflate by the habit of some clients; zlib's first byte is 0x78.
  if (encoding === 'deflate') return unpack(bytes[0] === 0x78 ? inflateSync : inflateRawSync, bytes);
  if (beginsLikeJson(bytes)) return bytes;
  throw new AppError('BAD_REQUEST', {
    message: 'The body is compressed in a way this server does not read.',
    field: 'content-encoding',
  });
}

function unpack(decompress: (bytes: Buffer, options: { maxOutputLength: number }) => Buffer, bytes: Buffer): Buffer {
  try {
    return decompress(bytes, { maxOutputLength: BODY_BYTES_MAX });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE')
      throw new AppError('PAYLOAD_TOO_LARGE');
    if (beginsLikeJson(bytes)) return bytes;
    throw new AppError('BAD_REQUEST', { message: 'The body cannot be decompressed.', field: 'body' });
  }
}

/** Whether '{' or '[' comes first, after white space. */
function beginsLikeJson(bytes: Buffer): boolean {
  let at = 0;
  while (bytes[at] === 0x20 || bytes[at] === 0x09 || bytes[at] === 0x0a || bytes[at] === 0x0d) at += 1;
  return bytes[at] === 0x7b || bytes[at] === 0x5b;
}
