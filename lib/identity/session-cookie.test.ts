import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { lastingCookies, readCookie, unsign } from './session-cookie';

const signed = (value: string, secret: string) =>
  `${value}.${createHmac('sha256', secret).update(value).digest('base64')}`;

describe('a cookie', () => {
  it('is read by its whole name, decoded, the first of several', () => {
    const header = 'xsession=1; session=a%2Bb%3D; session=second; broken; other=';
    expect(readCookie(header, 'session')).toBe('a+b=');
    expect(readCookie(header, 'other')).toBe('');
    expect(readCookie(header, 'broken')).toBeNull();
    expect(readCookie(header, 'sess')).toBeNull();
    expect(readCookie(null, 'session')).toBeNull();
    expect(readCookie('session=%E0%A4%A', 'session')).toBeNull();
  });
});

describe('a signed value', () => {
  it('is read when we signed it', () => {
    expect(unsign(signed('to.ken', 'secret'), 'secret')).toBe('to.ken');
  });

  it.each([
    ['another secret', signed('token', 'other')],
    ['another value', `taken.${signed('token', 'secret').split('.')[1]}`],
    ['half a signature', signed('token', 'secret').slice(0, 25)],
    ['no signature', 'token.'],
    ['no value', signed('', 'secret')],
    ['nothing', ''],
  ])('is not read with %s', (_what, text) => {
    expect(unsign(text, 'secret')).toBeNull();
  });
});

it('a cookie outlives the renewals of its session, but not its end', () => {
  expect(lastingCookies(['s=1; Max-Age=604800; Path=/', 's=; Max-Age=0; Path=/', 's=1; Path=/'])).toEqual([
    's=1; Max-Age=34560000; Path=/',
    's=; Max-Age=0; Path=/',
    's=1; Path=/',
  ]);
});
