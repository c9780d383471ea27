import { describe, expect, test } from 'vitest';
import type { Command } from './api';
import { createThroughline } from './client';
import type { SdkOptions } from './script-options';
import { FakeBrowser, OPTIONS, WRITE_KEY } from './testing/fake-browser';

function open(options: Partial<SdkOptions> = {}, browser = new FakeBrowser()) {
  return {
    browser,
    server: browser.server,
    clock: browser.clock,
    sdk: createThroughline(browser, { ...OPTIONS, ...options }),
  };
}

describe('the wire', () => {
  test('a batch is Segment-shaped, down to the context', async () => {
    const browser = new FakeBrowser({
      url: 'https://shop.example/pricing?utm_source=news&utm_campaign=spring#plans',
      title: 'Pricing',
      referrer: 'https://news.example/',
    });
    const { sdk, server, clock } = open({}, browser);
    const trackedAt = new Date(clock.nowMs).toISOString();
    sdk.track('feature_used', { seats: 3 });
    await clock.advance(100);
    expect(server.requests[0]!.url).toBe('https://collect.example/v1/batch');
    expect(server.requests[0]!.batch).toEqual({
      writeKey: WRITE_KEY,
      sentAt: new Date(clock.nowMs).toISOString(),
      batch: [
        {
          type: 'track',
          messageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
          timestamp: trackedAt,
          anonymousId: sdk.anonymousId(),
          event: 'feature_used',
          properties: { seats: 3 },
          context: {
            page: {
              url: 'https://shop.example/pricing?utm_source=news&utm_campaign=spring',
              path: '/pricing',
              title: 'Pricing',
              referrer: 'https://news.example/',
              search: '?utm_source=news&utm_campaign=spring',
            },
            campaign: { source: 'news', name: 'spring' },
            library: { name: 'throughline.js', version: '1.0.0' },
            locale: 'de-AT',
            screen: { width: 1440, height: 900 },
          },
        },
      ],
    });
  });

  test('identify sets the user for what follows, not for what came before', async () => {
    const { sdk, server, clock } = open();
    sdk.track('before');
    sdk.identify('u1', { email: 'a@b.example' });
    sdk.track('after');
    await clock.advance(100);
    expect(server.stored.map(({ userId }) => userId)).toEqual([undefined, 'u1', 'u1']);
    expect(server.stored[1]).toMatchObject({ type: 'identify', traits: { email: 'a@b.example' } });
    expect(new Set(server.stored.map(({ anonymousId }) => anonymousId)).size).toBe(1);
  });

  test('identify takes traits alone, a null id, and numbers as ids', async () => {
    const { sdk, server, clock } = open();
    sdk.identify({ email: 'a@b.example' });
    sdk.identify(null, { plan: 'pro' });
    sdk.identify(42);
    await clock.advance(100);
    expect(server.stored.map(({ userId, traits }) => ({ userId, traits }))).toEqual([
      { userId: undefined, traits: { email: 'a@b.example' } },
      { userId: undefined, traits: { plan: 'pro' } },
      { userId: '42', traits: {} },
    ]);
  });

  test('page takes a name, properties, both or neither', async () => {
    const { sdk, server, clock } = open();
    sdk.page();
    sdk.page('Docs');
    sdk.page('Docs', { section: 'api' });
    sdk.page({ path: '/virtual' });
    await clock.advance(100);
    const described = { url: 'https://shop.example/', path: '/', title: 'Shop', referrer: '', search: '' };
    expect(server.stored.map(({ type, name, properties }) => ({ type, name, properties }))).toEqual([
      { type: 'page', name: undefined, properties: described },
      { type: 'page', name: 'Docs', properties: described },
      { type: 'page', name: 'Docs', properties: { ...described, section: 'api' } },
      { type: 'page', name: undefined, properties: { ...described, path: '/virtual' } },
    ]);
  });

  test('alias joins the new id to the given one, else the user, else the visitor', async () => {
    const { sdk, server, clock } = open();
    sdk.alias('u1');
    sdk.identify('u1');
    sdk.alias('u2');
    sdk.alias('u3', 'old');
    await clock.advance(100);
    const aliases = server.stored.filter(({ type }) => type === 'alias');
    expect(aliases.map(({ userId, previousId }) => [userId, previousId])).toEqual([
      ['u1', sdk.anonymousId()],
      ['u2', 'u1'],
      ['u3', 'old'],
    ]);
  });

  test('reset starts a new anonymous visitor', async () => {
    const { sdk, server, clock } = open();
    sdk.identify('u1');
    sdk.reset();
    sdk.track('later');
    await clock.advance(100);
    const [before, after] = server.stored;
    expect(after!.userId).toBeUndefined();
    expect(after!.anonymousId).not.toBe(before!.anonymousId);
    expect(sdk.anonymousId()).toBe(after!.anonymousId);
  });

  test('what the page changes after the call is not what was tracked', async () => {
    const { sdk, server, clock } = open();
    const properties = { items: ['a'] };
    sdk.track('cart', properties);
    properties.items.push('b');
    await clock.advance(100);
    expect(server.stored[0]!.properties).toEqual({ items: ['a'] });
  });
});

describe('automatic page views', () => {
  test('stand before what the page tracks next, under the identity of their time', async () => {
    const { browser, sdk, server, clock } = open({ autoPage: true });
    sdk.identify('u1');
    browser.window.history.pushState({}, '', '/account');
    sdk.reset();
    sdk.track('signed_out');
    await clock.advance(100);
    expect(server.names()).toEqual(['page', 'identify', 'page', 'signed_out']);
    expect(server.stored.map(({ userId }) => userId)).toEqual([undefined, 'u1', 'u1', undefined]);
    expect(server.stored.map(({ context }) => context.page.path)).toEqual(['/', '/', '/account', '/account']);
    expect(server.stored[2]!.properties).toEqual(server.stored[2]!.context.page);
  });

  test('an explicit page() in the same task replaces the automatic one', async () => {
    const { sdk, server, clock } = open({ autoPage: true });
    sdk.page('Home');
    await clock.advance(200);
    expect(server.stored.map(({ type, name }) => [type, name])).toEqual([['page', 'Home']]);
  });

  test('can be switched off', async () => {
    const { browser, server, clock } = open({ autoPage: false });
    browser.window.history.pushState({}, '', '/account');
    browser.leave();
    browser.comeBack();
    await clock.advance(1_000);
    expect(server.requests).toHaveLength(0);
    expect(server.beacons).toHaveLength(0);
  });

  test('a page that is rendered ahead is viewed only when it is opened', async () => {
    const browser = new FakeBrowser();
    browser.document.prerendering = true;
    const { server, clock } = open({ autoPage: true }, browser);
    await clock.advance(1_000);
    expect(server.requests).toHaveLength(0);
    browser.dispatch('prerenderingchange');
    await clock.advance(100);
    expect(server.names()).toEqual(['page']);
  });

  test('a page brought back from memory is viewed again', async () => {
    const { browser, server, clock } = open({ autoPage: true });
    await clock.advance(200);
    browser.leave();
    browser.comeBack();
    await clock.advance(200);
    expect(server.names()).toEqual(['page', 'page']);
  });

  test('a page left at once is still a view', () => {
    const { browser, server } = open({ autoPage: true });
    browser.close();
    expect(server.names()).toEqual(['page']);
  });
});

describe('the host page never sees an error', () => {
  const circular: Record<string, unknown> = {};
  circular.self = circular;
  const throwing = {
    get price(): number {
      throw new Error('not now');
    },
  };

  test.each([
    ['circular', circular],
    ['BigInt', { id: 1n }],
    ['throwing', throwing],
    ['huge', { note: 'x'.repeat(33_000) }],
    ['huge in bytes, not in characters', { note: '漢'.repeat(11_000) }],
  ])('%s properties: the event is dropped with a warning, the next one goes', async (_kind, properties) => {
    const { browser, sdk, server, clock } = open();
    sdk.track('bad', properties);
    sdk.identify(properties);
    sdk.page(properties);
    sdk.track('good');
    await clock.advance(100);
    expect(server.names()).toEqual(['good']);
    expect(browser.warnings).toHaveLength(3);
  });

  test('an event of exactly 32 KiB goes, one byte more does not', async () => {
    const { browser, sdk, server, clock } = open();
    sdk.track('probe', { note: '' });
    await clock.advance(100);
    const roomBytes = 32_768 - JSON.stringify(server.stored[0]).length;
    sdk.track('probe', { note: 'x'.repeat(roomBytes) });
    sdk.track('probe', { note: 'x'.repeat(roomBytes + 1) });
    await clock.advance(100);
    expect(server.stored.map(({ properties }) => String(properties!.note).length)).toEqual([0, roomBytes]);
    expect(browser.warnings).toEqual([['Throughline: event above 32 kB dropped']]);
  });

  test('a call without an event name is a warning', async () => {
    const { browser, sdk, server, clock } = open();
    sdk.track('');
    sdk.push(['track', undefined as unknown as string]);
    await clock.advance(100);
    expect(server.requests).toHaveLength(0);
    expect(browser.warnings).toHaveLength(2);
  });

  test('a queue that is full warns instead of growing', () => {
    const { browser, sdk, server } = open();
    server.replies = ['no answer'];
    for (let index = 0; index <= 1_000; index++) sdk.track('burst');
    expect(browser.warnings).toEqual([['Throughline: queue full, event dropped']]);
  });

  test('nonsense in push is a warning and the rest still runs', async () => {
    const { browser, sdk, server, clock } = open();
    sdk.push(['nonsense'] as unknown as Command, ['track', 'fine']);
    await clock.advance(100);
    expect(server.names()).toEqual(['fine']);
    expect(browser.warnings).toHaveLength(1);
  });

  test('a browser that forbids storage and cookies still tracks', async () => {
    const browser = new FakeBrowser({ acceptsCookies: false });
    browser.localStorage.isForbidden = true;
    browser.sessionStorage.isForbidden = true;
    const { sdk, server, clock } = open({ autoPage: true }, browser);
    sdk.identify('u1');
    await clock.advance(100);
    expect(server.names()).toEqual(['page', 'identify']);
    expect(browser.warnings).toEqual([]);
  });
});
