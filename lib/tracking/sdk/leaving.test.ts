import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createThroughline } from './client';
import { FakeBrowser, OPTIONS } from './testing/fake-browser';
import { FakeServer } from './testing/fake-server';
import { failure, open, trackMany } from './testing/open-page';

describe('leaving', () => {
  test('a hidden page hands what waits to the browser', async () => {
    const { browser, sdk, server, clock } = open();
    sdk.track('a');
    browser.hide();
    expect(server.beacons.map(({ url }) => url)).toEqual(['https://collect.example/v1/batch']);
    await clock.advance(1_000);
    expect(server.requests).toHaveLength(0);
    expect(server.names()).toEqual(['a']);
  });

  test('a beacon the browser does not take is sent the usual way', async () => {
    const { browser, sdk, server, clock } = open();
    server.takesBeacons = false;
    sdk.track('a');
    browser.hide();
    await clock.advance(100);
    expect(server.requests).toHaveLength(1);
  });

  test('many events leave in several beacons, each below the browser limit', () => {
    const { browser, sdk, server } = open();
    server.replies = ['no answer'];
    for (let index = 0; index < 30; index++) sdk.track(`e${index}`, { note: 'x'.repeat(9_000) });
    browser.close();
    // The first twenty had filled the request under way; the rest left by beacon.
    const underWay = server.requests[0]!.batch.batch.length;
    expect(server.beacons.map(({ batch }) => batch.batch.length).reduce((sum, count) => sum + count, 0)).toBe(
      30 - underWay,
    );
    for (const { batch } of server.beacons) expect(JSON.stringify(batch).length).toBeLessThanOrEqual(60_000);
  });

  test('what a page tracks in its own last moments still leaves', () => {
    const { browser, sdk, server } = open();
    browser.window.addEventListener('pagehide', () => sdk.track('time_on_page'));
    browser.document.addEventListener('visibilitychange', () => sdk.track('scroll_depth'));
    browser.close();
    expect(server.names()).toEqual(['time_on_page', 'scroll_depth']);
  });

  test('a tab closed in the background leaves its page view', () => {
    const browser = new FakeBrowser();
    browser.document.visibilityState = 'hidden';
    createThroughline(browser, { ...OPTIONS, autoPage: true });
    browser.close();
    expect(browser.server.names()).toEqual(['page']);
  });

  test('a page that comes back goes on as before', async () => {
    const { browser, sdk, server, clock } = open();
    server.replies = ['no network', 'no network'];
    sdk.track('a');
    await clock.advance(200);
    browser.leave();
    browser.comeBack();
    open(new FakeBrowser({ server, clock, localStorage: browser.localStorage }));
    await clock.advance(10_000);
    expect(server.names()).toEqual(['a']);
    expect(server.requests.map(({ atMs }) => atMs - server.requests[0]!.atMs)).toEqual([0, 1_000, 3_000]);
    sdk.track('b');
    expect(server.beacons).toHaveLength(0);
    await clock.advance(100);
    expect(server.names()).toEqual(['a', 'b']);
  });

  test('while the server fails the events wait in storage for the next page instead', async () => {
    const first = open();
    first.server.replies = [503];
    first.sdk.track('a');
    await first.clock.advance(200);
    first.sdk.track('b');
    first.browser.close();
    expect(first.server.beacons).toHaveLength(0);

    const { server, clock, localStorage } = first.browser;
    open(new FakeBrowser({ server, clock, localStorage }));
    await clock.advance(0);
    expect(server.names()).toEqual(['a', 'b']);
  });

  test('offline counts as failing', async () => {
    const { browser, sdk, server, clock } = open();
    browser.navigator.onLine = false;
    sdk.track('a');
    browser.close();
    expect(server.beacons).toHaveLength(0);
    open(new FakeBrowser({ server, clock, localStorage: browser.localStorage }));
    await clock.advance(0);
    expect(server.names()).toEqual(['a']);
  });

  test('where nothing can be stored the beacon is the last chance', async () => {
    const { browser, sdk, server, clock } = open();
    browser.localStorage.isFull = true;
    server.replies = [503];
    sdk.track('a');
    await clock.advance(200);
    browser.hide();
    expect(server.names()).toEqual(['a']);
    await clock.advance(60_000);
    sdk.track('b');
    await clock.advance(100);
    expect(server.names()).toEqual(['a', 'b']);
  });
});

describe('pages that die or sleep', () => {
  test('a crash with a request under way loses nothing: a later page sends it', async () => {
    const { browser, sdk, server, clock } = open();
    server.replies = ['no answer'];
    sdk.track('a');
    await clock.advance(200);
    browser.crash();
    await clock.advance(5 * 60_000);
    open(new FakeBrowser({ server, clock, localStorage: browser.localStorage }));
    await clock.advance(0);
    expect(server.names()).toEqual(['a']);
  });

  test('a tab that slept sends no more what another page has sent for it', async () => {
    const { browser, sdk, server, clock } = open();
    server.replies = ['no network'];
    sdk.track('a');
    await clock.advance(200);
    browser.freeze();
    await clock.advance(5 * 60_000);
    open(new FakeBrowser({ server, clock, localStorage: browser.localStorage }));
    await clock.advance(0);
    expect(server.names()).toEqual(['a']);
    browser.thaw();
    sdk.track('b');
    await clock.advance(200);
    expect(server.names()).toEqual(['a', 'b']);
  });
});

type Action =
  | { do: 'track'; count: number }
  | { do: 'wait'; durationMs: number }
  | { do: 'hide' | 'show' | 'reload' | 'leave and come back' | 'close and open' }
  | { do: 'beacons'; taken: boolean };

const action: fc.Arbitrary<{ tab: 0 | 1; action: Action }> = fc.record({
  tab: fc.constantFrom(0, 1),
  action: fc.oneof(
    fc.record({ do: fc.constant('track' as const), count: fc.integer({ min: 1, max: 15 }) }),
    fc.record({ do: fc.constant('wait' as const), durationMs: fc.integer({ min: 0, max: 20_000 }) }),
    fc.record({ do: fc.constantFrom('hide', 'show', 'reload', 'leave and come back', 'close and open') }),
    fc.record({ do: fc.constant('beacons' as const), taken: fc.boolean() }),
  ),
});

test('two tabs, reloads, returns and failures: every event arrives, and none is sent after it arrived', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(action, { maxLength: 30 }),
      fc.array(failure, { maxLength: 15 }),
      async (actions, replies) => {
        const server = new FakeServer();
        server.replies = [...replies];
        const first = open(new FakeBrowser({ server }));
        const { clock } = first;
        const { localStorage } = first.browser;
        const openTab = () => open(new FakeBrowser({ server, clock, localStorage }));
        const tabs = [first, openTab()];
        const tracked: string[] = [];
        for (const { tab: index, action } of actions) {
          const tab = tabs[index]!;
          if (action.do === 'track') tracked.push(...trackMany(tab.sdk, action.count, `${tracked.length}.`));
          if (action.do === 'wait') await clock.advance(action.durationMs);
          if (action.do === 'hide') tab.browser.hide();
          if (action.do === 'show') tab.browser.show();
          if (action.do === 'beacons') server.takesBeacons = action.taken;
          if (action.do === 'reload' || action.do === 'close and open') {
            tab.browser.close();
            if (action.do === 'close and open') await clock.advance(1_000);
            tabs[index] = openTab();
          }
          if (action.do === 'leave and come back') {
            tab.browser.leave();
            const elsewhere = openTab();
            await clock.advance(500);
            elsewhere.browser.close();
            tab.browser.comeBack();
          }
          // An answer that came is known to the page before the visitor does anything else.
          await clock.advance(0);
        }
        server.replies = [];
        server.takesBeacons = true;
        await clock.advance(60 * 60_000);
        for (const tab of tabs) tab.browser.close();
        openTab();
        await clock.advance(10 * 60_000);
        expect([...server.names()].sort()).toEqual([...tracked].sort());
      },
    ),
    { numRuns: 150 },
  );
});
