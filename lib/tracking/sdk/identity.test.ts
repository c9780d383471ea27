import { expect, test } from 'vitest';
import { createIdentity } from './identity';
import { createSafeStorage } from './safe-storage';
import { FakeBrowser, type FakeBrowserOptions } from './testing/fake-browser';

function open(options: FakeBrowserOptions = {}) {
  const browser = new FakeBrowser(options);
  const identity = createIdentity(browser.window, createSafeStorage(browser.window, 'localStorage'));
  return { browser, identity };
}

test('both ids survive a reload', () => {
  const first = open();
  first.identity.allowStorage();
  const anonymousId = first.identity.anonymousId();
  first.identity.setUserId('u1');

  const second = open({ localStorage: first.browser.localStorage });
  second.identity.allowStorage();
  expect(second.identity.anonymousId()).toBe(anonymousId);
  expect(second.identity.userId()).toBe('u1');
  expect(first.browser.cookies.size).toBe(0);
});

test('without localStorage a cookie of one year carries them', () => {
  const first = open({ url: 'https://shop.example/' });
  first.browser.localStorage.isForbidden = true;
  first.identity.allowStorage();
  const anonymousId = first.identity.anonymousId();
  first.identity.setUserId('käufer;=1');
  expect(first.browser.cookieAttributes[0]).toBe('path=/; max-age=31536000; SameSite=Lax; Secure');

  const second = open({ cookies: first.browser.cookies });
  second.browser.localStorage.isForbidden = true;
  second.identity.allowStorage();
  expect(second.identity.anonymousId()).toBe(anonymousId);
  expect(second.identity.userId()).toBe('käufer;=1');
});

test('a cookie on a plain-http page is not marked Secure, or the browser would refuse it', () => {
  const { browser, identity } = open({ url: 'http://localhost/' });
  browser.localStorage.isFull = true;
  identity.allowStorage();
  identity.anonymousId();
  expect(browser.cookieAttributes).toEqual(['path=/; max-age=31536000; SameSite=Lax']);
});

test('where nothing can be stored the ids last as long as the page', () => {
  const { browser, identity } = open({ acceptsCookies: false });
  browser.localStorage.isForbidden = true;
  identity.allowStorage();
  identity.setUserId('u1');
  expect(identity.anonymousId()).toBe(identity.anonymousId());
  expect(identity.userId()).toBe('u1');
  identity.reset();
  expect(identity.userId()).toBeUndefined();
});

test('until storing is allowed the ids live in memory, then they are written down', () => {
  const { browser, identity } = open();
  const anonymousId = identity.anonymousId();
  identity.setUserId('u1');
  expect(browser.localStorage.values.size + browser.cookies.size).toBe(0);
  identity.allowStorage();
  expect(Object.fromEntries(browser.localStorage.values)).toEqual({ tl_anonymous_id: anonymousId, tl_user_id: 'u1' });
});

test.each(['localStorage', 'cookie'] as const)('a reset leaves no trace of either id in %s', (place) => {
  const { browser, identity } = open();
  browser.localStorage.isForbidden = place === 'cookie';
  identity.allowStorage();
  const before = identity.anonymousId();
  identity.setUserId('u1');
  identity.reset();
  expect(browser.localStorage.values.size + browser.cookies.size).toBe(0);
  expect(identity.userId()).toBeUndefined();
  expect(identity.anonymousId()).not.toBe(before);
});

test('a reset in one tab is a reset in the other', () => {
  const first = open();
  const second = open({ localStorage: first.browser.localStorage });
  first.identity.allowStorage();
  second.identity.allowStorage();
  first.identity.setUserId('u1');
  expect(second.identity.userId()).toBe('u1');
  first.identity.reset();
  expect(second.identity.userId()).toBeUndefined();
  expect(second.identity.anonymousId()).toBe(first.identity.anonymousId());
});

test('forgetting deletes the ids and writes no new ones', () => {
  const { browser, identity } = open();
  identity.allowStorage();
  identity.anonymousId();
  identity.forget();
  identity.anonymousId();
  identity.setUserId('u2');
  expect(browser.localStorage.values.size + browser.cookies.size).toBe(0);
});
