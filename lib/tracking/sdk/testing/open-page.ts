import fc from 'fast-check';
import type { Throughline } from '../api';
import { createThroughline } from '../client';
import { FakeBrowser, OPTIONS } from './fake-browser';
import type { Reply } from './fake-server';

/** A page with the SDK on it. */
export function open(browser = new FakeBrowser()) {
  return { browser, server: browser.server, clock: browser.clock, sdk: createThroughline(browser, OPTIONS) };
}

/** Tracks that many events at once and tells their names. */
export function trackMany(sdk: Throughline, count: number, prefix = 'e'): string[] {
  const names = Array.from({ length: count }, (_none, index) => `${prefix}${index}`);
  for (const name of names) sdk.track(name);
  return names;
}

/** Every way a request can fail and be worth another try. */
export const failure: fc.Arbitrary<Reply> = fc.oneof(
  fc.constantFrom<Reply>('no network', 'no answer', 408, 410, 429, 500, 502, 503),
  fc.record({ status: fc.constantFrom(429, 503), retryAfter: fc.constantFrom('1', '30', '90') }),
);
