import { expect, test } from 'vitest';
import { createPageViews, type PageDescription } from './page-views';
import { FakeBrowser, type FakeBrowserOptions } from './testing/fake-browser';

const PAGE = { url: 'https://shop.example/?a=1', title: 'Shop', referrer: 'https://search.example/' };

function watch(options: FakeBrowserOptions = PAGE) {
  const browser = new FakeBrowser(options);
  const views: (PageDescription & { atMs: number })[] = [];
  const pages = createPageViews(
    browser.window,
    () => browser.clock.nowMs,
    (atMs, page) => views.push({ ...page, atMs }),
  );
  pages.watch();
  const { history } = browser.window;
  return {
    browser,
    pages,
    views,
    push: (url: string) => history.pushState({}, '', url),
    replace: (url: string) => history.replaceState({}, '', url),
    paths: () => views.map(({ path, search }) => path + search),
  };
}

test('the page the visitor lands on is one view, described in full', async () => {
  const { browser, views } = watch({ ...PAGE, url: 'https://shop.example/pricing?a=1#plans' });
  const startMs = browser.clock.nowMs;
  await browser.clock.advance(1_000);
  expect(views).toEqual([
    {
      atMs: startMs,
      url: 'https://shop.example/pricing?a=1',
      path: '/pricing',
      search: '?a=1',
      title: 'Shop',
      referrer: 'https://search.example/',
    },
  ]);
});

test('each change of path or query is a view, whichever way the app changes it', async () => {
  const { browser, push, replace, paths } = watch();
  await browser.clock.advance(10);
  push('/pricing');
  await browser.clock.advance(10);
  replace('/pricing?plan=pro');
  await browser.clock.advance(10);
  browser.goTo('/?a=1');
  await browser.clock.advance(10);
  expect(paths()).toEqual(['/?a=1', '/pricing', '/pricing?plan=pro', '/?a=1']);
});

test('the same address twice in a row is one view: state changes, hash links, a double push', async () => {
  const { browser, push, replace, paths } = watch();
  replace('/?a=1');
  push('/?a=1#reviews');
  browser.goTo('/?a=1#top');
  push('/cart');
  push('/cart');
  await browser.clock.advance(10);
  push('/cart');
  await browser.clock.advance(10);
  expect(paths()).toEqual(['/?a=1', '/cart']);
});

test('a title set after the address belongs to the view, and the time is that of the navigation', async () => {
  const { browser, views, push } = watch();
  await browser.clock.advance(500);
  const navigatedAtMs = browser.clock.nowMs;
  push('/pricing');
  browser.document.title = 'Pricing';
  await browser.clock.advance(10);
  expect(views[1]).toMatchObject({ path: '/pricing', title: 'Pricing', atMs: navigatedAtMs });
});

test('inside the app the referrer is the address before', async () => {
  const { browser, pages, views, push } = watch();
  await browser.clock.advance(10);
  push('/pricing');
  await browser.clock.advance(10);
  push('/cart');
  await browser.clock.advance(10);
  expect(views.map(({ referrer }) => referrer)).toEqual([
    'https://search.example/',
    'https://shop.example/?a=1',
    'https://shop.example/pricing',
  ]);
  expect(pages.current().referrer).toBe('https://shop.example/pricing');
});

test('two navigations in one task are two views, in order', async () => {
  const { browser, push, paths } = watch();
  push('/a');
  push('/b');
  await browser.clock.advance(10);
  expect(paths()).toEqual(['/?a=1', '/a', '/b']);
});

test('an explicit page call takes the place of the view that waits, not of a later one', async () => {
  const { browser, pages, push, paths } = watch();
  pages.dismiss();
  await browser.clock.advance(10);
  push('/pricing');
  await browser.clock.advance(10);
  expect(paths()).toEqual(['/pricing']);
});

test('a page brought back from memory is seen again', async () => {
  const { browser, pages, paths } = watch();
  await browser.clock.advance(10);
  pages.revisit();
  await browser.clock.advance(10);
  expect(paths()).toEqual(['/?a=1', '/?a=1']);
});

test('the app keeps its own history calls: receiver, arguments, and the view comes after the change', () => {
  const browser = new FakeBrowser();
  const calls: unknown[][] = [];
  browser.window.history.pushState = function (this: unknown, ...parameters: unknown[]) {
    calls.push([this, ...parameters]);
  };
  createPageViews(
    browser.window,
    () => 0,
    () => undefined,
  ).watch();
  browser.window.history.pushState({ step: 1 }, '', '/x');
  expect(calls).toEqual([[browser.window.history, { step: 1 }, '', '/x']]);
});

test('an error of the app in pushState stays the error of the app', () => {
  const browser = new FakeBrowser();
  browser.window.history.pushState = () => {
    throw new DOMException('too many calls', 'SecurityError');
  };
  createPageViews(
    browser.window,
    () => 0,
    () => undefined,
  ).watch();
  expect(() => browser.window.history.pushState({}, '', '/x')).toThrow('too many calls');
});
