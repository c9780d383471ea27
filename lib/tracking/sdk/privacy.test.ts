import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Throughline } from './api';
import { createThroughline } from './client';
import type { SdkOptions } from './script-options';
import { FakeBrowser, OPTIONS } from './testing/fake-browser';

const REQUIRED: Partial<SdkOptions> = { consentRequired: true, autoPage: true };
const LANDING = 'https://shop.example/?utm_source=news';

function open(options: Partial<SdkOptions>, browser = new FakeBrowser({ url: LANDING })) {
  return {
    browser,
    server: browser.server,
    clock: browser.clock,
    sdk: createThroughline(browser, { ...OPTIONS, ...options }),
  };
}

/** Everything the browser remembers of the visitor. */
function remembered(browser: FakeBrowser): Record<string, string> {
  return Object.fromEntries([...browser.localStorage.values, ...browser.sessionStorage.values, ...browser.cookies]);
}

function traffic({ server }: FakeBrowser): number {
  return server.requests.length + server.beacons.length;
}

/** Anything a page can do besides giving consent. */
const pageAction = fc.constantFrom<((sdk: Throughline, browser: FakeBrowser) => void)[]>(
  (sdk) => sdk.track('clicked'),
  (sdk) => sdk.identify('u1', { email: 'a@b.example' }),
  (sdk) => sdk.page('Docs'),
  (sdk) => sdk.alias('u2'),
  (sdk) => sdk.reset(),
  (sdk) => sdk.flush(),
  (sdk) => sdk.anonymousId(),
  (sdk) => sdk.consent(false),
  (_sdk, browser) => browser.window.history.pushState({}, '', `/step-${browser.clock.nowMs}`),
  (_sdk, browser) => browser.hide(),
  (_sdk, browser) => browser.dispatch('online'),
  (_sdk, browser) => {
    browser.leave();
    browser.comeBack();
  },
);

async function act(
  actions: ((sdk: Throughline, browser: FakeBrowser) => void)[],
  sdk: Throughline,
  browser: FakeBrowser,
) {
  for (const action of actions) {
    action(sdk, browser);
    await browser.clock.advance(150);
  }
}

describe('without permission nothing is stored or sent, whatever the page does', () => {
  test.each([
    ['before consent', { ...REQUIRED }, {}],
    ['with Do Not Track', { autoPage: true }, { doNotTrack: '1' }],
    ['with Global Privacy Control', { autoPage: true }, { globalPrivacyControl: true }],
    ['without a write key', { autoPage: true, writeKey: '' }, {}],
  ])('%s', async (_when, options, navigator) => {
    await fc.assert(
      fc.asyncProperty(fc.array(pageAction, { maxLength: 12 }), async (actions) => {
        const browser = new FakeBrowser({ url: LANDING });
        Object.assign(browser.navigator, navigator);
        const { sdk } = open(options, browser);
        await act(actions, sdk, browser);
        browser.close();
        expect(remembered(browser)).toEqual({});
        expect(traffic(browser)).toBe(0);
      }),
      { numRuns: 50 },
    );
  });

  test('a visitor who asks not to be tracked cannot be talked out of it by the page', async () => {
    const browser = new FakeBrowser();
    browser.navigator.doNotTrack = '1';
    const { sdk, clock } = open({ autoPage: true }, browser);
    sdk.consent(true);
    sdk.track('clicked');
    await clock.advance(1_000);
    expect(remembered(browser)).toEqual({});
    expect(traffic(browser)).toBe(0);
  });

  test('unless the site sets Do Not Track aside on its tag', async () => {
    const browser = new FakeBrowser();
    browser.navigator.doNotTrack = '1';
    const { sdk, server, clock } = open({ respectDoNotTrack: false }, browser);
    sdk.track('clicked');
    await clock.advance(100);
    expect(server.names()).toEqual(['clicked']);
  });
});

describe('consent', () => {
  test('sends what was kept in memory, with the times and pages of then', async () => {
    const { browser, sdk, server, clock } = open(REQUIRED);
    const openedAt = new Date(clock.nowMs).toISOString();
    await clock.advance(5_000);
    sdk.identify('u1');
    browser.window.history.pushState({}, '', '/pricing');
    await clock.advance(5_000);
    const anonymousId = sdk.anonymousId();
    sdk.consent(true);
    await clock.advance(100);
    expect(server.names()).toEqual(['page', 'identify', 'page']);
    expect(server.stored.map(({ context }) => context.page.path)).toEqual(['/', '/', '/pricing']);
    expect(server.stored[0]).toMatchObject({
      timestamp: openedAt,
      anonymousId,
      context: { campaign: { source: 'news' } },
    });
    expect(remembered(browser)).toMatchObject({ tl_consent: '1', tl_anonymous_id: anonymousId, tl_user_id: 'u1' });
  });

  test('is remembered on the next page', async () => {
    const first = open(REQUIRED);
    first.sdk.consent(true);
    await first.clock.advance(100);
    const { localStorage, sessionStorage, clock, server } = first.browser;
    first.browser.close();
    const next = open(REQUIRED, new FakeBrowser({ localStorage, sessionStorage, clock, server }));
    await clock.advance(100);
    expect(server.names()).toEqual(['page', 'page']);
    expect(server.stored[1]!.anonymousId).toBe(next.sdk.anonymousId());
    expect(server.stored[1]!.context.campaign).toEqual({ source: 'news' });
  });

  test('given twice sends nothing twice', async () => {
    const { sdk, server, clock } = open(REQUIRED);
    server.replies = [503];
    sdk.consent(true);
    await clock.advance(0);
    sdk.consent(true);
    await clock.advance(10_000);
    expect(server.requests).toHaveLength(2);
    expect(server.names()).toEqual(['page']);
  });

  test('withdrawn deletes ids, campaign and unsent events, those of other pages too', async () => {
    const { browser, sdk, server, clock } = open(REQUIRED);
    sdk.consent(true);
    sdk.identify('u1');
    await clock.advance(100);
    browser.localStorage.values.set('tl_queue:tl_w_test:other', JSON.stringify([clock.nowMs, ['{}']]));
    browser.localStorage.values.set('theme', 'dark');
    server.replies = [503];
    sdk.track('unsent');
    await clock.advance(100);
    const requests = traffic(browser);
    sdk.consent(false);
    expect(remembered(browser)).toEqual({ theme: 'dark' });
    sdk.track('ignored');
    await clock.advance(120_000);
    browser.close();
    expect(remembered(browser)).toEqual({ theme: 'dark' });
    expect(traffic(browser)).toBe(requests);
  });

  test('withdrawn deletes the cookies too', async () => {
    const browser = new FakeBrowser();
    browser.localStorage.isForbidden = true;
    const { sdk } = open({}, browser);
    sdk.identify('u1');
    expect(Object.keys(remembered(browser)).sort()).toEqual(['tl_anonymous_id', 'tl_user_id']);
    sdk.consent(false);
    expect(remembered(browser)).toEqual({});
  });

  test('withdrawn while a request is under way stays withdrawn when its answer comes', async () => {
    const { browser, sdk, server, clock } = open(REQUIRED);
    server.replies = ['no answer'];
    sdk.consent(true);
    await clock.advance(0);
    sdk.consent(false);
    await clock.advance(300_000);
    expect(server.requests).toHaveLength(1);
    expect(remembered(browser)).toEqual({});
  });

  test('withdrawn and given again starts a new visitor', async () => {
    const { sdk, server, clock } = open(REQUIRED);
    sdk.consent(true);
    await clock.advance(100);
    sdk.consent(false);
    sdk.track('ignored');
    sdk.consent(true);
    sdk.track('back');
    await clock.advance(100);
    expect(server.names()).toEqual(['page', 'back']);
    expect(server.stored[1]!.anonymousId).not.toBe(server.stored[0]!.anonymousId);
  });

  test('refused where it is not required is remembered, as one flag without an id', async () => {
    const first = open({});
    first.sdk.track('before');
    await first.clock.advance(100);
    first.sdk.consent(false);
    expect(remembered(first.browser)).toEqual({ tl_consent: '0' });
    const { localStorage, clock, server } = first.browser;
    const next = open({ autoPage: true }, new FakeBrowser({ localStorage, clock, server }));
    next.sdk.track('ignored');
    await clock.advance(1_000);
    expect(server.names()).toEqual(['before']);
    next.sdk.consent(true);
    next.sdk.track('again');
    await clock.advance(100);
    expect(server.names()).toEqual(['before', 'again']);
  });
});

describe('another tab decides', () => {
  test('a refusal there ends tracking here', async () => {
    const { browser, sdk, server, clock } = open(REQUIRED);
    sdk.consent(true);
    await clock.advance(100);
    browser.localStorage.values.clear();
    browser.sessionStorage.values.clear();
    browser.dispatch('storage', { key: 'tl_consent', newValue: null });
    sdk.track('ignored');
    await clock.advance(1_000);
    expect(server.names()).toEqual(['page']);
    expect(remembered(browser)).toEqual({});
  });

  test('consent there sends what waits here', async () => {
    const { browser, server, clock } = open(REQUIRED);
    browser.dispatch('storage', { key: 'tl_consent', newValue: '1' });
    await clock.advance(100);
    expect(server.names()).toEqual(['page']);
  });

  test('where consent is not required only a refusal ends tracking', async () => {
    const { browser, sdk, server, clock } = open({});
    browser.dispatch('storage', { key: 'tl_anonymous_id', newValue: '0' });
    browser.dispatch('storage', { key: 'tl_consent', newValue: null });
    sdk.track('one');
    await clock.advance(100);
    browser.dispatch('storage', { key: 'tl_consent', newValue: '0' });
    sdk.track('two');
    await clock.advance(100);
    expect(server.names()).toEqual(['one']);
  });
});
