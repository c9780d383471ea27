import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askedPauseMs, backOffMs } from './back-off';
import { checkDestination } from './destination';
import { readMessage } from './read-message';
import { signatureOf } from './signature';

const NOW_MS = Date.UTC(2026, 0, 2, 3, 4, 5);
const OURS = ['http://127.0.0.1:3000', 'http://localhost:3000'];
const ORG = '01890000-0000-7000-8000-000000000001';

const read = (headers: Record<string, string> = {}, body = '{}', destination = 'http://127.0.0.1:3000/hook') =>
  readMessage({ destination, headers, body: Buffer.from(body) }, OURS, NOW_MS);

describe('pauses before a repetition', () => {
  it('are the documented ones', () => {
    expect([1, 2, 3, 4, 5, 6].map((n) => backOffMs(n) / 1_000)).toEqual([12, 148, 1_808, 22_026, 86_400, 86_400]);
  });

  it.each([
    ['0', 0],
    ['10', 10_000],
    ['6m5s', 365_000],
    ['1.5s', 1_500],
    ['250ms', 250],
    ['86400', 86_400_000],
    ['86401', null],
    ['25h', null],
    ['Fri, 02 Jan 2026 03:05:05 GMT', 60_000],
    ['Fri, 02 Jan 2026 03:00:00 GMT', 0],
    ['Sun, 04 Jan 2026 03:04:05 GMT', null],
    ['soon', null],
    ['', null],
  ])('an answer asks for them: %j is %j ms', (text, ms) =>
    expect(askedPauseMs({ 'retry-after': text }, NOW_MS)).toBe(ms),
  );

  it('are asked for by other headers too, and by none', () => {
    expect(askedPauseMs({ 'x-ratelimit-reset-tokens': '7' }, NOW_MS)).toBe(7_000);
    expect(askedPauseMs({}, NOW_MS)).toBeNull();
  });
});

describe('destinations', () => {
  it.each(['http://127.0.0.1:3000', 'http://localhost:3000/a?b=c', 'HTTP://LOCALHOST:3000/', 'http://127.1:3000/a'])(
    '%s is the program',
    (url) => expect(checkDestination(url, OURS)).toBeUndefined(),
  );

  it.each([
    ['http://169.254.169.254/latest/meta-data', 'is not this program'],
    ['http://127.0.0.1:3001/hook', 'is not this program'],
    ['https://127.0.0.1:3000/hook', 'is not this program'],
    ['http://127.0.0.1:3000.evil.example/', 'is no address'],
    ['http://127.0.0.1:3000@evil.example/', 'a user or a password'],
    ['http://user:pass@127.0.0.1:3000/', 'a user or a password'],
    ['http://@127.0.0.1:3001/', 'is not this program'],
    ['http://evil.example\\@127.0.0.1:3000/', 'is not this program'],
    ['http://localhost.:3000/', 'is not this program'],
    ['http://[::1]:3000/', 'is not this program'],
    ['file:///etc/passwd', 'is no address'],
    ['http:127.0.0.1:3000', 'is no address'],
    ['//127.0.0.1:3000/', 'is no address'],
    ['my-group', 'URL groups are not known'],
    ['api/llm', 'is no address'],
    ['', 'is no address'],
  ])('%s is refused: %s', (url, words) => expect(() => checkDestination(url, OURS)).toThrow(words));

  it('whatever is let through leads to an origin that was named', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.webUrl(),
          fc.string(),
          fc.string().map((text) => `${OURS[0]}${text}`),
        ),
        (text) => {
          try {
            checkDestination(text, OURS);
          } catch {
            return;
          }
          expect(OURS).toContain(new Request(text).url.split('/').slice(0, 3).join('/'));
        },
      ),
    );
  });
});

describe('options', () => {
  it('are three repetitions by POST at once where nothing is said', () => {
    expect(read()).toMatchObject({ method: 'POST', retries: 3, notBeforeMs: NOW_MS, headers: {}, dedupKey: null });
    expect(read()).toMatchObject({ callback: null, failureCallback: null, label: null, orgId: null });
  });

  it('are taken from their headers', () => {
    const headers = {
      'content-type': 'application/json',
      'upstash-method': 'put',
      'upstash-delay': '1d10h30m',
      'upstash-retries': '0',
      'upstash-timeout': '5s',
      'upstash-label': 'a,b',
      'upstash-forward-authorization': 'Bearer x',
      'upstash-telemetry-sdk': 'any',
      host: 'engine',
      authorization: 'Bearer the-token',
    };
    expect(read(headers, JSON.stringify({ orgId: ORG }))).toMatchObject({
      method: 'PUT',
      notBeforeMs: NOW_MS + (24 + 10) * 3_600_000 + 30 * 60_000,
      retries: 0,
      timeoutMs: 5_000,
      label: 'a,b',
      headers: { 'content-type': 'application/json', authorization: 'Bearer x' },
      orgId: ORG,
    });
  });

  it('a moment wins over a delay, and one that has passed is now', () => {
    const at = (s: number) => read({ 'upstash-not-before': String(s), 'upstash-delay': '1h' }).notBeforeMs;
    expect(at(NOW_MS / 1_000 + 60)).toBe(NOW_MS + 60_000);
    expect(at(1)).toBe(NOW_MS);
  });

  it('of callbacks stand behind their names; repetitions are the message’s unless said', () => {
    const url = 'http://localhost:3000/failed';
    const { callback, failureCallback } = read({
      'upstash-retries': '2',
      'upstash-callback': url,
      'upstash-failure-callback': url,
      'upstash-failure-callback-retries': '1',
      'upstash-failure-callback-delay': '5s',
      'upstash-failure-callback-forward-x-a': 'b',
    });
    expect(callback).toMatchObject({ url, retries: 2, delayMs: 0, headers: {} });
    expect(failureCallback).toMatchObject({ url, retries: 1, delayMs: 5_000, headers: { 'x-a': 'b' } });
  });

  it.each([
    ['upstash-retries', '-1', 'whole number up to 5'],
    ['upstash-retries', '6', 'whole number up to 5'],
    ['upstash-retries', '3, 3', 'whole number'],
    ['upstash-delay', '10', 'is a duration'],
    ['upstash-delay', '1w', 'is a duration'],
    ['upstash-delay', '366d', 'lies between'],
    ['upstash-not-before', 'soon', 'whole number'],
    ['upstash-not-before', '99999999999', 'at most a year'],
    ['upstash-timeout', '0s', 'lies between'],
    ['upstash-timeout', '6m', 'lies between'],
    ['upstash-method', 'TRACE', 'is one of GET'],
    ['upstash-method', 'GET', 'carries no body'],
    ['upstash-content-based-deduplication', 'yes', 'true or false'],
    ['upstash-deduplication-id', '', 'is empty'],
    ['upstash-forward-', 'x', 'needs the name'],
    ['upstash-forward-host', 'evil.example', 'not forwarded'],
    ['upstash-forward-transfer-encoding', 'chunked', 'not forwarded'],
    ['upstash-forward-upstash-signature', 'x', 'not forwarded'],
    ['upstash-callback', 'http://169.254.169.254/', 'is not this program'],
    ['upstash-failure-callback', 'nowhere', 'is no address'],
    ['upstash-callback-retries', '1', 'needs Upstash-Callback'],
    ['upstash-cron', '* * * * *', 'schedules'],
    ['upstash-queue-name', 'q', 'queues'],
    ['upstash-flow-control-key', 'k', 'flow control'],
    ['upstash-retry-delay', '1000', 'retry delays'],
    ['upstash-redact-fields', 'body', 'redaction'],
    ['upstash-anything-new', 'x', 'does not know Upstash-anything-new'],
  ])('%s: %s is refused: %s', (name, value, words) => expect(() => read({ [name]: value })).toThrow(words));
});

describe('one message for several', () => {
  const keyOf = (headers: Record<string, string>, body = 'a', destination?: string) =>
    read(headers, body, destination).dedupKey;
  const byContent = { 'upstash-content-based-deduplication': 'true' };

  it('by id, whatever else they say', () => {
    const named = { 'upstash-deduplication-id': 'one' };
    expect(keyOf(named, 'a')).toBe(keyOf({ ...named, 'content-type': 'text/plain' }, 'b', `${OURS[0]}/other`));
    expect(keyOf(named)).not.toBe(keyOf({ 'upstash-deduplication-id': 'two' }));
  });

  it('by destination, body, content type and forwarded headers', () => {
    const key = keyOf({ ...byContent, 'upstash-forward-a': '1', 'upstash-forward-b': '2' });
    expect(keyOf({ 'upstash-forward-b': '2', ...byContent, 'upstash-forward-a': '1', 'upstash-retries': '1' })).toBe(
      key,
    );
    expect(keyOf({ ...byContent, 'upstash-forward-a': '1' })).not.toBe(key);
    expect(keyOf(byContent, 'b')).not.toBe(keyOf(byContent));
    expect(keyOf(byContent, 'a', `${OURS[0]}/other`)).not.toBe(keyOf(byContent));
    expect(keyOf({ ...byContent, 'content-type': 'text/plain' })).not.toBe(keyOf(byContent));
    expect(keyOf({ 'upstash-content-based-deduplication': 'false' })).toBeNull();
  });
});

describe('the organization of a message', () => {
  it.each([
    ['not JSON', null],
    ['null', null],
    ['[]', null],
    [`{"orgId":"${'-'.repeat(36)}"}`, null],
    ['{"orgId":7}', null],
    [`{"orgId":"${ORG}"}`, ORG],
  ])('of %s is %s', (body, orgId) => expect(read({}, body).orgId).toBe(orgId));
});

it('a signature has the documented claims', () => {
  const jwt = signatureOf({ url: OURS[0]!, body: Buffer.from('abc'), id: 'jwt_1', nowMs: NOW_MS }, 'key');
  const [header, claims] = jwt.split('.').map((part) => Buffer.from(part, 'base64url').toString());
  expect(JSON.parse(header!)).toEqual({ alg: 'HS256', typ: 'JWT' });
  const iat = NOW_MS / 1_000;
  // FIPS 180-2, example B.1.
  const body = 'ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0=';
  expect(JSON.parse(claims!)).toEqual({
    iss: 'Upstash',
    sub: OURS[0],
    exp: iat + 300,
    nbf: iat,
    iat,
    jti: 'jwt_1',
    body,
  });
});
