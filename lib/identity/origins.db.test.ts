import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { mayBeForged, senderOf, sessionCorsHeaders } from './origins';

beforeAll(() => {
  vi.stubEnv('APP_URL', 'https://app.example.test');
  vi.stubEnv('SESSION_CORS_ORIGINS', 'https://partner.example.test, https://tools.example.test');
});

afterAll(() => {
  vi.unstubAllEnvs();
});

describe('the sender of a request', () => {
  it.each([
    ['ours', { origin: 'https://app.example.test' }],
    ['ours', { origin: 'https://partner.example.test', 'sec-fetch-site': 'same-site' }],
    ['ours', { origin: 'https://10.0.0.5:8443', host: '10.0.0.5:8443' }],
    ['ours', { origin: 'null', 'sec-fetch-site': 'same-origin' }],
    ['ours', { 'sec-fetch-site': 'none' }],
    ['foreign', { origin: 'http://app.example.test', host: 'app.example.test' }],
    ['foreign', { origin: 'https://app.example.test.evil.test' }],
    ['foreign', { origin: 'https://app.example.test:8443' }],
    ['foreign', { origin: 'null' }],
    ['foreign', { 'sec-fetch-site': 'cross-site' }],
    ['foreign', { 'sec-fetch-site': 'same-site' }],
    ['unknown', {}],
    ['unknown', { host: 'app.example.test', referer: 'https://app.example.test/' }],
  ])('is %s: %j', (sender, headers: Record<string, string>) => {
    expect(senderOf(new Headers(headers))).toBe(sender);
  });

  it('matters only to requests that change something', () => {
    const foreign = new Headers({ origin: 'https://evil.test' });
    expect(['GET', 'HEAD', 'OPTIONS', 'get'].map((method) => mayBeForged(method, foreign))).toEqual(
      Array(4).fill(false),
    );
    expect(['POST', 'PUT', 'PATCH', 'DELETE'].map((method) => mayBeForged(method, foreign))).toEqual(
      Array(4).fill(true),
    );
    expect(mayBeForged('POST', new Headers())).toBe(true);
  });
});

describe('the session API', () => {
  it('may be read by pages of allow-listed origins and of no others', () => {
    expect(sessionCorsHeaders(new Headers({ origin: 'https://tools.example.test' }))).toMatchObject({
      'access-control-allow-origin': 'https://tools.example.test',
      'access-control-allow-credentials': 'true',
      vary: 'origin',
    });
    for (const origin of ['https://evil.test', 'null', 'https://app.example.test'])
      expect(sessionCorsHeaders(new Headers({ origin }))).toEqual({});
    expect(sessionCorsHeaders(new Headers())).toEqual({});
  });
});
