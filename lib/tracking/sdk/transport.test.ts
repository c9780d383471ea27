import { describe, expect, test } from 'vitest';
import { FakeBrowser } from './testing/fake-browser';
import { createTransport, isRetryable, parseRetryAfterMs, retryDelayMs } from './transport';

const NOW_MS = Date.UTC(2025, 0, 15, 9);

test.each([
  [200, false],
  [202, false],
  [400, false],
  [401, false],
  [404, false],
  [413, false],
  [408, true],
  [410, true],
  [429, true],
  [500, true],
  [503, true],
])('status %i may be retried: %s', (status, retryable) => {
  expect(isRetryable(status)).toBe(retryable);
});

test.each([
  [null, 0],
  ['', 0],
  ['0', 0],
  ['7', 7_000],
  ['1.5', 1_500],
  ['Wed, 15 Jan 2025 09:00:30 GMT', 30_000],
  ['Wed, 15 Jan 2025 08:00:00 GMT', 0],
  ['soon', 0],
  ['-5', 0],
  ['999999999', 3_600_000],
])('Retry-After %j means %i ms', (header, waitMs) => {
  expect(parseRetryAfterMs(header, NOW_MS)).toBe(waitMs);
});

test.each([
  [1, 500, 1_000],
  [2, 1_000, 2_000],
  [3, 2_000, 4_000],
  [6, 16_000, 32_000],
  [7, 30_000, 60_000],
  [2_000, 30_000, 60_000],
])('after failure %i the wait lies between %i and %i ms', (failures, leastMs, mostMs) => {
  expect(retryDelayMs(failures, 0, 0)).toBe(leastMs);
  expect(retryDelayMs(failures, 1, 0)).toBe(mostMs);
});

test('a wait is never shorter than the server asked', () => {
  expect(retryDelayMs(1, 0, 12_000)).toBe(12_000);
  expect(retryDelayMs(7, 1, 12_000)).toBe(60_000);
});

describe('a request', () => {
  test('needs no preflight, carries no credentials and outlives the page', async () => {
    const browser = new FakeBrowser();
    await createTransport(browser.window, 'https://collect.example', () => NOW_MS).post('{"batch":[]}');
    const { url, init } = browser.server.requests[0]!;
    expect(url).toBe('https://collect.example/v1/batch');
    expect(init).toMatchObject({ method: 'POST', keepalive: true, credentials: 'omit' });
    expect(browser.clock.pendingTimers).toBe(0);
    expect(new Request(url, init as RequestInit).headers.get('content-type')).toBe('text/plain;charset=UTF-8');
  });

  test('that is never answered counts as failed after 30 s', async () => {
    const browser = new FakeBrowser();
    browser.server.replies = ['no answer'];
    let answer: unknown;
    const transport = createTransport(browser.window, '', () => NOW_MS);
    void transport.post('{"batch":[]}').then((settled) => {
      answer = settled;
    });
    await browser.clock.advance(29_999);
    expect(answer).toBeUndefined();
    await browser.clock.advance(1);
    expect(answer).toEqual({ retry: true, retryAfterMs: 0 });
  });

  test('that is refused for good is said on the console', async () => {
    const browser = new FakeBrowser();
    browser.server.replies = [401];
    const answer = await createTransport(browser.window, '', () => NOW_MS).post('{"batch":[]}');
    expect(answer.retry).toBe(false);
    expect(browser.warnings).toEqual([['Throughline: events refused (401)']]);
  });
});
