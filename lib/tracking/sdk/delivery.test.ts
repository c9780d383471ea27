import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { failure, open, trackMany } from './testing/open-page';

describe('batching', () => {
  test('an event leaves 100 ms after it was tracked, with what came meanwhile', async () => {
    const { sdk, server, clock } = open();
    sdk.track('a');
    await clock.advance(60);
    sdk.track('b');
    await clock.advance(39);
    expect(server.requests).toHaveLength(0);
    await clock.advance(1);
    expect(server.requests.map(({ batch }) => batch.batch.length)).toEqual([2]);
  });

  test('the twentieth event sends at once', () => {
    const { sdk, server } = open();
    trackMany(sdk, 19);
    expect(server.requests).toHaveLength(0);
    sdk.track('twentieth');
    expect(server.requests).toHaveLength(1);
  });

  test('flush() sends at once', () => {
    const { sdk, server } = open();
    sdk.track('a');
    sdk.flush();
    expect(server.requests).toHaveLength(1);
  });

  test('while an answer is awaited nothing else is sent, not even by flush()', async () => {
    const { sdk, server, clock } = open();
    server.replies = ['no answer'];
    sdk.track('a');
    sdk.flush();
    trackMany(sdk, 25);
    sdk.flush();
    await clock.advance(29_999);
    expect(server.requests).toHaveLength(1);
  });

  test('a burst goes out in order, one request at a time, none above 50 events', async () => {
    const { sdk, server, clock } = open();
    const names = trackMany(sdk, 260);
    expect(server.requests).toHaveLength(1);
    await clock.advance(0);
    expect(server.names()).toEqual(names);
    for (const { batch } of server.requests) expect(batch.batch.length).toBeLessThanOrEqual(50);
  });
});

describe('failures', () => {
  test('are retried after 1, 2, 4 … 60 seconds, with the same message ids', async () => {
    const { sdk, server, clock } = open();
    server.replies = Array.from({ length: 8 }, () => 503);
    sdk.track('a');
    await clock.advance(400_000);
    const waits = server.requests.slice(1).map(({ atMs }, index) => atMs - server.requests[index]!.atMs);
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
    expect(new Set(server.requests.map(({ batch }) => batch.batch[0]!.messageId)).size).toBe(1);
    expect(server.names()).toEqual(['a']);
  });

  test('hold back later events, and flush() does not jump the wait', async () => {
    const { sdk, server, clock } = open();
    server.replies = [{ status: 429, retryAfter: '20' }];
    sdk.track('a');
    await clock.advance(100);
    trackMany(sdk, 30);
    sdk.flush();
    await clock.advance(19_999);
    expect(server.requests).toHaveLength(1);
    await clock.advance(1);
    expect(server.names()).toHaveLength(31);
  });

  test('end early when the connection is back', async () => {
    const { browser, sdk, server, clock } = open();
    server.replies = ['no network', 'no network', 'no network'];
    sdk.track('a');
    await clock.advance(4_000);
    expect(server.requests).toHaveLength(3);
    browser.dispatch('online');
    await clock.advance(0);
    expect(server.names()).toEqual(['a']);
  });

  test('that cannot be helped drop their batch and let the next one go', async () => {
    const { browser, sdk, server, clock } = open();
    server.replies = [400];
    sdk.track('refused');
    await clock.advance(100);
    sdk.track('fine');
    await clock.advance(100);
    expect(server.names()).toEqual(['fine']);
    expect(server.requests).toHaveLength(2);
    expect(browser.localStorage.values.has('tl_anonymous_id')).toBe(true);
    expect([...browser.localStorage.values.keys()].filter((key) => key.startsWith('tl_queue'))).toEqual([]);
  });

  test('of any kind and number lose nothing and change no order', async () => {
    const step = fc.record({ count: fc.integer({ min: 0, max: 70 }), pauseMs: fc.integer({ min: 0, max: 5_000 }) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 6 }),
        fc.array(failure, { maxLength: 12 }),
        async (steps, replies) => {
          const { sdk, server, clock } = open();
          server.replies = [...replies];
          const tracked: string[] = [];
          for (const [index, { count, pauseMs }] of steps.entries()) {
            tracked.push(...trackMany(sdk, count, `${index}.`));
            await clock.advance(pauseMs);
          }
          await clock.advance(40 * 60_000);
          expect(server.names()).toEqual(tracked);
        },
      ),
      { numRuns: 60 },
    );
  });
});
