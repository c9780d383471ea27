import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { BODY_BYTES_MAX } from './event-sizes';
import { parseBody } from './request-body';

const VALUE = { event: 'signup', properties: { name: 'Ångström 😀', list: [1, 2, 3] } };
const JSON_BYTES = Buffer.from(JSON.stringify(VALUE));

describe('compression', () => {
  test.each([
    ['plain', JSON_BYTES, undefined],
    ['plain, labelled identity', JSON_BYTES, 'identity'],
    ['gzip', gzipSync(JSON_BYTES), 'gzip'],
    ['gzip without a label', gzipSync(JSON_BYTES), undefined],
    ['gzip, labelled deflate', gzipSync(JSON_BYTES), 'deflate'],
    ['plain, labelled gzip', JSON_BYTES, 'gzip'],
    ['plain, labelled br', JSON_BYTES, 'br'],
    ['plain, labelled deflate', Buffer.from(` \r\n\t${JSON_BYTES}`), 'deflate'],
    ['plain, with a label of somebody’s own', JSON_BYTES, 'aws-chunked'],
    ['deflate as RFC 9110 has it', deflateSync(JSON_BYTES), 'deflate'],
    ['deflate as some clients have it', deflateRawSync(JSON_BYTES), 'Deflate'],
    ['brotli', brotliCompressSync(JSON_BYTES), 'br'],
    ['with a byte order mark', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), JSON_BYTES]), undefined],
  ])('%s', (_name, bytes, label) => {
    expect(parseBody(bytes, label).value).toEqual(VALUE);
  });

  test.each([
    ['gzip', gzipSync, 'gzip'],
    ['deflate', deflateSync, 'deflate'],
    ['brotli', (bytes: Buffer) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }), 'br'],
  ])('a %s bomb is too large', (_name, compress, label) => {
    const bomb = compress(Buffer.alloc(100 * 1024 * 1024, 0x20));
    const before = process.memoryUsage().rss;
    expect(() => parseBody(bomb, label)).toThrow(expect.objectContaining({ code: 'PAYLOAD_TOO_LARGE' }));
    expect(process.memoryUsage().rss - before).toBeLessThan(50 * 1024 * 1024);
  });

  test('the bound is on what comes out', () => {
    const fits = Buffer.from(JSON.stringify('x'.repeat(BODY_BYTES_MAX - 2)));
    expect(parseBody(gzipSync(fits), 'gzip').value).toHaveLength(BODY_BYTES_MAX - 2);
    const over = Buffer.from(JSON.stringify('x'.repeat(BODY_BYTES_MAX - 1)));
    expect(() => parseBody(over, undefined)).toThrow(expect.objectContaining({ code: 'PAYLOAD_TOO_LARGE' }));
    expect(() => parseBody(gzipSync(over), 'gzip')).toThrow(expect.objectContaining({ code: 'PAYLOAD_TOO_LARGE' }));
  });
});

describe('what is no body', () => {
  test.each([
    ['nothing', Buffer.alloc(0), undefined],
    ['text', Buffer.from('hello'), undefined],
    ['half an object', Buffer.from('{"a":'), undefined],
    ['two objects', Buffer.from('{}{}'), undefined],
    ['UTF-8 cut in the middle', Buffer.from([0x22, 0xc3, 0x22]), undefined],
    ['Latin-1', Buffer.from('{"a":"é"}', 'latin1'), undefined],
    ['UTF-16', Buffer.from('{"a":1}', 'utf16le'), undefined],
    ['half a surrogate pair in CESU-8', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), undefined],
    ['gzip cut short', gzipSync(JSON_BYTES).subarray(0, 30), 'gzip'],
    ['brotli that is none', Buffer.from([0xff, 0xff, 0xff]), 'br'],
    ['zstd', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0]), 'zstd'],
  ])('%s', (_name, bytes, label) => {
    expect(() => parseBody(bytes, label)).toThrow(expect.objectContaining({ code: 'BAD_REQUEST' }));
  });
});

test('escapes are noticed, and only escapes', () => {
  expect(parseBody(Buffer.from('{"a":"\\u0041"}'), undefined).hasEscapes).toBe(true);
  expect(parseBody(Buffer.from('{"a":"\\n\\"é"}'), undefined).hasEscapes).toBe(false);
});
