import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCampaign } from './campaign';
import { clip } from './clip';
import { enrich } from './enrich';
import { readPlace } from './place';
import { referrerClass } from './referrer';
import { readUserAgent } from './user-agent';

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36';
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1';
const IPAD =
  'Mozilla/5.0 (iPad; CPU OS 12_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/12.1 Mobile/15E148 Safari/604.1';

const NOTHING = { headers: {}, trustedProxy: false, ip: undefined };
const BROWSER = {
  headers: { origin: 'https://www.shop.test', 'user-agent': CHROME },
  trustedProxy: false,
  ip: undefined,
};

describe('user agents', () => {
  test.each([
    [CHROME, 'desktop', 'Chrome'],
    [IPHONE, 'mobile', 'Safari'],
    [IPAD, 'tablet', 'Safari'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0', 'desktop', 'Firefox'],
    ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', 'bot', 'Googlebot'],
    ['Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)', 'bot', undefined],
    ['curl/8.5.0', 'unknown', undefined],
    ['', 'unknown', undefined],
  ])('%s', (text, device, browser) => {
    const read = readUserAgent(text);
    expect(read.device).toBe(device);
    if (browser !== undefined) expect(read.browser).toBe(browser);
  });

  test('a flood of different ones changes nothing about the next', () => {
    for (let i = 0; i < 2_500; i++) readUserAgent(`agent ${i}`);
    expect(readUserAgent(IPHONE)).toEqual({ device: 'mobile', browser: 'Safari' });
  });
});

describe('campaign', () => {
  test.each([
    [
      'https://x.test/?utm_source=news&utm_medium=email&utm_campaign=May%20sale&utm_term=a+b&utm_content=top#utm_source=no',
      { source: 'news', medium: 'email', name: 'May sale', term: 'a b', content: 'top' },
    ],
    ['https://x.test/?a=1&utm_campaign=x', { name: 'x' }],
    ['https://x.test/?utm_source=', undefined],
    ['https://x.test/utm_source', undefined],
    ['https://x.test/', undefined],
    [undefined, undefined],
  ])('of %s', (url, campaign) => {
    expect(readCampaign(undefined, url)).toEqual(campaign);
  });

  test('named by the library goes before the address', () => {
    expect(readCampaign({ name: 'May', source: 'news', other: 1, term: 7 }, 'https://x.test/?utm_source=no')).toEqual({
      name: 'May',
      source: 'news',
    });
  });

  test('never holds what the ledger cannot keep', () => {
    expect(readCampaign(undefined, 'https://x.test/?utm_source=a%00b&utm_medium=%ED%A0%80')).toEqual({
      source: 'ab',
      medium: '\ufffd\ufffd\ufffd',
    });
    expect(readCampaign({ name: `${'x'.repeat(199)}😀` }, undefined)).toEqual({ name: `${'x'.repeat(199)}\ufffd` });
  });
});

test.each([
  [undefined, 'direct'],
  ['https://www.shop.test/cart', 'internal'],
  ['https://blog.shop.test/', 'internal'],
  ['https://www.google.com/', 'search'],
  ['https://www.google.co.uk/search?q=x', 'search'],
  ['https://duckduckgo.com/', 'search'],
  ['https://search.brave.com/', 'search'],
  ['https://l.facebook.com/l.php', 'social'],
  ['https://t.co/abc', 'social'],
  ['https://www.linkedin.com/', 'social'],
  ['https://google.com.evil.test/', 'referral'],
  ['https://notshop.test/', 'referral'],
  ['https://client.co/', 'referral'],
  ['android-app://com.slack', 'referral'],
])('the referrer %s is %s', (referrer, expected) => {
  expect(referrerClass(referrer, 'https://shop.test/pricing')).toBe(expected);
});

test.each([
  [{ 'cf-ipcountry': 'DE' }, { country: 'DE' }],
  [
    { 'x-vercel-ip-country': 'US', 'x-vercel-ip-country-region': 'CA' },
    { country: 'US', region: 'CA' },
  ],
  [{ 'cloudfront-viewer-country': 'FR' }, { country: 'FR' }],
  [{ 'cf-ipcountry': 'XX' }, {}],
  [{ 'cf-ipcountry': 'T1' }, {}],
  [{ 'cf-ipcountry': 'Germany' }, {}],
  [{}, {}],
])('place of %j', (headers, place) => {
  expect(readPlace(headers)).toEqual(place);
});

describe('the context that is kept', () => {
  test('of a page view', () => {
    const sent = {
      page: {
        url: 'https://www.shop.test/p?utm_source=news',
        path: '/p',
        title: 'P',
        referrer: 'https://www.google.com/',
        search: '?utm_source=news',
      },
      library: { name: 'throughline.js', version: '1.0.0', extra: 1 },
      locale: 'de-DE',
      screen: { width: 1 },
      timezone: 'Europe/Berlin',
      traits: { email: 'a@b.c' },
    };
    expect(enrich(sent, {}, BROWSER)).toEqual({
      device: 'desktop',
      browser: 'Chrome',
      page: {
        url: 'https://www.shop.test/p?utm_source=news',
        path: '/p',
        title: 'P',
        referrer: 'https://www.google.com/',
      },
      referrerClass: 'search',
      campaign: { source: 'news' },
      library: { name: 'throughline.js', version: '1.0.0' },
      locale: 'de-DE',
    });
  });

  test('of a page view whose page stands in its properties', () => {
    expect(enrich(undefined, { url: 'https://www.shop.test/?utm_source=x', title: 'T' }, BROWSER)).toMatchObject({
      page: { url: 'https://www.shop.test/?utm_source=x', title: 'T' },
      campaign: { source: 'x' },
      referrerClass: 'direct',
    });
  });

  test('of a server’s call is nothing about the server', () => {
    const server = {
      headers: { 'user-agent': 'axios/1.7', 'cf-ipcountry': 'US' },
      trustedProxy: true,
      ip: '198.51.100.7',
    };
    expect(enrich(undefined, {}, server)).toEqual({});
    expect(enrich({ library: { name: '@segment/analytics-node' } }, {}, server)).toEqual({
      library: { name: '@segment/analytics-node' },
    });
    expect(enrich({ page: { url: 'https://www.shop.test/' } }, {}, server)).not.toHaveProperty('device');
  });

  test('of a server that passes its visitor on is the visitor’s', () => {
    const server = { headers: { 'user-agent': 'axios/1.7' }, trustedProxy: true, ip: '198.51.100.7' };
    expect(enrich({ userAgent: IPHONE, ip: '203.0.113.9' }, {}, server)).toEqual({
      device: 'mobile',
      browser: 'Safari',
      ip: '203.0.113.9',
    });
  });

  test('has no address where none is kept, whoever sends it', () => {
    expect(enrich({ ip: '203.0.113.9' }, {}, NOTHING)).toEqual({});
    expect(enrich(undefined, {}, { ...BROWSER, ip: '203.0.113.9' })).toMatchObject({ ip: '203.0.113.9' });
  });

  test('is storable whatever is sent', () => {
    const anything = fc.oneof(fc.string({ unit: 'binary' }), fc.jsonValue());
    const record = (keys: string[]) =>
      fc.record(Object.fromEntries(keys.map((key) => [key, anything])), { requiredKeys: [] });
    const context = fc.record(
      {
        page: fc.oneof(record(['url', 'path', 'title', 'referrer']), anything),
        campaign: fc.oneof(record(['name', 'source']), anything),
        library: fc.oneof(record(['name']), anything),
        userAgent: anything,
        locale: anything,
        ip: anything,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(context, record(['url', 'title']), (sent, properties) => {
        const json = JSON.stringify(enrich(sent, properties, { ...BROWSER, trustedProxy: true, ip: '203.0.113.9' }));
        return !/\\u0000|\\ud[89a-f]/i.test(json) && json.isWellFormed();
      }),
    );
  });
});

test.each([
  ['text', 'text'],
  ['a\0b', 'ab'],
  ['\0', undefined],
  ['\ud800', '\ufffd'],
  ['', undefined],
  [7, undefined],
  ['0123456789abc', '0123456789'],
])('clip(%j) is %j', (value, kept) => {
  expect(clip(value, 10)).toBe(kept);
});
