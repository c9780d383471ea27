import { expect, test } from 'vitest';
import type { Command, Throughline } from './api';
import { install } from './install';
import { FakeBrowser } from './testing/fake-browser';

const SCRIPT = {
  src: 'https://track.example/sdk/ls.js',
  getAttribute: (name: string) => (name === 'data-write-key' ? 'tl_w_test' : null),
};

function pageWith(early?: Command[]) {
  const browser = new FakeBrowser();
  const window: typeof browser.window & { throughline?: Throughline | Command[] } = Object.assign(browser.window, {
    throughline: early,
  });
  const load = () => install({ window, nowMs: browser.nowMs, random: browser.random }, SCRIPT);
  return { browser, window, load };
}

test('one script tag tracks the page view and offers the calls', async () => {
  const { browser, window, load } = pageWith();
  load();
  (window.throughline as Throughline).track('clicked');
  await browser.clock.advance(100);
  expect(browser.server.requests[0]!.url).toBe('https://track.example/v1/batch');
  expect(browser.server.names()).toEqual(['page', 'clicked']);
});

test('calls made before the script was there run in their order, after the page view', async () => {
  const { browser, window, load } = pageWith([
    ['identify', 'u1', { email: 'a@b.example' }],
    ['track', 'early', { n: 1 }],
  ]);
  load();
  window.throughline!.push(['track', 'late']);
  await browser.clock.advance(100);
  expect(browser.server.names()).toEqual(['page', 'identify', 'early', 'late']);
  expect(browser.server.stored[2]).toMatchObject({ userId: 'u1', properties: { n: 1 } });
});

test('a refusal made before the script was there keeps even the page view back', async () => {
  const { browser, load } = pageWith([['consent', false]]);
  load();
  await browser.clock.advance(1_000);
  expect(browser.server.requests).toHaveLength(0);
});

test('a second script tag changes nothing', async () => {
  const { browser, window, load } = pageWith();
  load();
  const first = window.throughline;
  load();
  expect(window.throughline).toBe(first);
  await browser.clock.advance(100);
  expect(browser.server.names()).toEqual(['page']);
});
