import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationMs, momentAfter } from './duration';
import { scheduleOf } from './function-config';
import { outcomeOf } from './outcome';
import { eventPath, matchPath, valueAt } from './path';
import { retryAfterMs, retryDelayMs } from './retry-delay';
import { isSignedBy, readSignature, signatureOf } from './signature';

const KEY = `signkey-test-${'ab'.repeat(32)}`;

describe('durations', () => {
  it.each([
    ['30s', 30_000],
    ['1h30m', 5_400_000],
    ['2d', 172_800_000],
    ['1w', 604_800_000],
    ['', null],
    ['1x', null],
    ['h', null],
    ['-1s', null],
  ])('%j is %j ms', (text, ms) => expect(durationMs(text)).toBe(ms));

  it('an ISO date is a moment; what is neither is none', () => {
    expect(momentAfter('2026-01-02T03:04:05.000Z', 0)).toBe(Date.UTC(2026, 0, 2, 3, 4, 5));
    expect(momentAfter('tomorrow', 0)).toBeNull();
  });
});

describe('repetitions', () => {
  it('come after pauses that never shrink, and at most half a minute of chance', () => {
    fc.assert(
      fc.property(fc.nat({ max: 40 }), fc.double({ min: 0, max: 0.999, noNaN: true }), (attempt, chance) => {
        const [delay, next] = [retryDelayMs(attempt, 0), retryDelayMs(attempt + 1, 0)];
        expect(next).toBeGreaterThanOrEqual(delay);
        expect(retryDelayMs(attempt, chance) - delay).toBeLessThan(30_000);
      }),
    );
  });

  it('come after the pauses of the protocol, the last of which stays', () => {
    const [minutes, hours] = [60_000, 3_600_000];
    const expected = [15_000, 30_000, ...[1, 2, 5, 10, 20, 40].map((n) => n * minutes), hours, 2 * hours, 2 * hours];
    expect(expected.map((_, attempt) => retryDelayMs(attempt, 0))).toEqual(expected);
  });

  it.each([
    ['5', 5_000],
    ['0', 1_000],
    ['999999', 86_400_000],
    ['Thu, 01 Jan 1970 00:00:30 GMT', 20_000],
    ['soon', null],
    [null, null],
  ])('Retry-After %j at second 10 is %j ms', (header, ms) => expect(retryAfterMs(header, 10_000)).toBe(ms));
});

describe('paths', () => {
  it('are read from event.data alone, and see own properties alone', () => {
    expect(eventPath('event.data.a.b')).toEqual(['a', 'b']);
    expect(eventPath('event.ts')).toBeNull();
    expect(eventPath('event.data.a + 1')).toBeNull();
    expect(matchPath('event.data.k == async.data.k')).toEqual(['k']);
    expect(matchPath('event.data.k == async.data.j')).toBeNull();
    expect(matchPath('async.data.k == "x"')).toBeNull();
    expect(valueAt({ a: { b: 1 } }, ['a', 'b'])).toBe(1);
    expect(valueAt({}, ['constructor'])).toBeUndefined();
  });
});

describe('schedules', () => {
  it('are of five fields, by UTC or the zone they name, daylight saving included', () => {
    const at = (cron: string, from: string) => scheduleOf(cron).nextRun(new Date(from))?.toISOString();
    expect(at('0 9 * * *', '2026-07-01T10:00:00Z')).toBe('2026-07-02T09:00:00.000Z');
    expect(at('TZ=Europe/Paris 0 9 * * *', '2026-03-28T12:00:00Z')).toBe('2026-03-29T07:00:00.000Z');
    expect(() => scheduleOf('* * * * * *')).toThrow('five fields');
    expect(() => scheduleOf('nonsense')).toThrow();
  });
});

describe('signatures', () => {
  const body = canonicalize({ b: 1, a: [true, null] })!;

  it('hold for five minutes, for this body and key alone', () => {
    const header = signatureOf(body, KEY, 1_000_000_000);
    const signed = readSignature(header)!;
    expect(isSignedBy(signed, body, KEY, 1_000_000_000 + 299_000)).toBe(true);
    expect(isSignedBy(signed, body, KEY, 1_000_000_000 + 301_000)).toBe(false);
    expect(isSignedBy(signed, body, KEY, 1_000_000_000 - 301_000)).toBe(false);
    expect(isSignedBy(signed, `${body} `, KEY, 1_000_000_000)).toBe(false);
    expect(isSignedBy(signed, body, KEY.replace('ab', 'cd'), 1_000_000_000)).toBe(false);
  });

  it('have one spelling', () => {
    const header = signatureOf(body, KEY, 1_000_000_000);
    const [t, s] = header.split('&') as [string, string];
    expect(readSignature(`${s}&${t}`)).toEqual(readSignature(header));
    const others = [header.toUpperCase(), `t=0${t.slice(2)}&${s}`, `${t}.0&${s}`, `t=+1&${s}`, header.slice(0, -1)];
    for (const bad of [null, '', 't=1', 's=00', 't=x&s=y', `${header}00`, `${header}zz`, ...others])
      expect(readSignature(bad), String(bad)).toBeNull();
  });
});

describe('answers', () => {
  const answer = (status: number, headers: Record<string, string>, body: string) =>
    outcomeOf({ status, headers: new Headers({ 'x-inngest-sdk': 'js:v4', ...headers }), body }, 0);

  it('without the mark of the program are somebody else’s', () => {
    expect(outcomeOf({ status: 200, headers: new Headers(), body: '"hello"' }, 0).kind).toBe('away');
    expect(answer(401, {}, '').kind).toBe('away');
  });

  it.each([
    [200, {}, '{"a":1}', { kind: 'completed', output: { a: 1 } }],
    [200, {}, '', { kind: 'completed', output: null }],
    [200, {}, '{', { kind: 'failed' }],
    [206, {}, '[{"id":"x","op":"StepRun","data":1}]', { kind: 'ops', ops: [{ id: 'x', op: 'StepRun', data: 1 }] }],
    [206, {}, '[{"id":7}]', { kind: 'failed' }],
    [
      500,
      { 'x-inngest-no-retry': 'false' },
      '{"name":"E","message":"m"}',
      { kind: 'threw', error: { name: 'E', message: 'm' } },
    ],
    [500, { 'retry-after': '7' }, '{"message":"m"}', { kind: 'threw', retryAfterMs: 7_000 }],
    [400, { 'x-inngest-no-retry': 'true' }, '{"message":"m"}', { kind: 'failed', error: { message: 'm' } }],
    [404, {}, 'plain words', { kind: 'threw' }],
  ])('%i %j %s', (status, headers, body, expected) =>
    expect(answer(status, headers as Record<string, string>, body)).toMatchObject(expected),
  );
});
