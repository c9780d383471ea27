import { describe, expect, test } from 'vitest';
import { keyOfBody, keyOfHeaders } from './request-key';

const WRITE_KEY = `tl_w_${'aB3-_'.repeat(8)}xyz`;
const API_KEY = `tl_k_${'q'.repeat(43)}`;
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

describe('the key of a request', () => {
  test.each([
    ['X-API-Key', { 'x-api-key': API_KEY }, API_KEY],
    ['a bearer token', { authorization: `Bearer ${WRITE_KEY}` }, WRITE_KEY],
    ['a bearer token in any case', { authorization: `bearer ${WRITE_KEY}` }, WRITE_KEY],
    ['the user name of basic authentication', { authorization: basic(`${WRITE_KEY}:`) }, WRITE_KEY],
    ['with a password', { authorization: basic(`${WRITE_KEY}:secret`) }, WRITE_KEY],
    ['without a colon', { authorization: basic(WRITE_KEY) }, WRITE_KEY],
    ['X-API-Key before Authorization', { 'x-api-key': API_KEY, authorization: `Bearer ${WRITE_KEY}` }, API_KEY],
    [
      'Authorization when X-API-Key is no key',
      { 'x-api-key': 'undefined', authorization: `Bearer ${WRITE_KEY}` },
      WRITE_KEY,
    ],
  ])('%s', (_name, headers, key) => {
    expect(keyOfHeaders(headers)).toBe(key);
  });

  test.each([
    ['nothing', {}],
    ['an empty header', { authorization: '' }],
    ['a scheme alone', { authorization: 'Basic' }],
    ['a key with something after it', { 'x-api-key': `${WRITE_KEY}x` }],
    ['a key with a line break after it', { 'x-api-key': `${WRITE_KEY}\n` }],
    ['a key that is too short', { 'x-api-key': WRITE_KEY.slice(0, -1) }],
    ['a key of another kind', { 'x-api-key': WRITE_KEY.replace('tl_w', 'tl_x') }],
    ['a key in the password', { authorization: basic(`:${WRITE_KEY}`) }],
    ['a key under a scheme we do not know', { authorization: `Digest ${WRITE_KEY}` }],
  ])('is not %s', (_name, headers) => {
    expect(keyOfHeaders(headers)).toBeUndefined();
  });

  test('may stand in the body, as text', () => {
    expect(keyOfBody({ writeKey: WRITE_KEY })).toBe(WRITE_KEY);
    for (const body of [null, [], 'x', {}, { writeKey: 7 }, { writeKey: [WRITE_KEY] }])
      expect(keyOfBody(body)).toBeUndefined();
  });
});
