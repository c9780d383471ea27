import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildFormsSdk, buildSdk, SDK_GZIP_BYTES_MAX } from '@/scripts/build-sdk';
import type { Throughline } from './api';
import { FakeBrowser } from './testing/fake-browser';

let folder: string;
let bundle: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'throughline-sdk-'));
  const { outFile } = await buildSdk(join(folder, 'ls.js'));
  bundle = await readFile(outFile, 'utf8');
});

afterAll(() => rm(folder, { recursive: true }));

test('the served script is at most 4 kB gzipped', () => {
  expect(SDK_GZIP_BYTES_MAX).toBe(4_096);
  expect(gzipSync(bundle).length).toBeLessThanOrEqual(4_096);
});

test('a bundle above the limit is refused and not written', async () => {
  const outFile = join(folder, 'tight.js');
  await expect(buildSdk(outFile, 1_000)).rejects.toThrow(/above the limit of 1000/);
  await expect(stat(outFile)).rejects.toThrow('ENOENT');
});

test('the part that watches forms is small and by itself', async () => {
  const { outFile, gzipBytes } = await buildFormsSdk(join(folder, 'ls-forms.js'));
  expect(gzipBytes).toBeLessThanOrEqual(1_536);
  // Without the SDK before it there is nothing to tell, and nothing to break.
  runInNewContext(await readFile(outFile, 'utf8'), { window: {}, document: { currentScript: {} } });
});

test.each([
  ['identify', ['https://track.example/sdk/ls-forms.js identify']],
  ['', ['https://track.example/sdk/ls-forms.js ']],
  [null, []],
])('it is loaded from beside the script where the tag asks for it: data-forms=%j', (mode, loaded) => {
  const added: string[] = [];
  const attributes: Record<string, string | null> = { 'data-write-key': 'tl_w_test', 'data-forms': mode };
  runInNewContext(bundle, {
    window: new FakeBrowser().window,
    document: {
      currentScript: {
        src: 'https://track.example/sdk/ls.js?v=2',
        getAttribute: (name: string) => attributes[name] ?? null,
      },
      createElement: () => ({
        setAttribute(_name: string, value: string) {
          Object.assign(this, { value });
        },
      }),
      head: { appendChild: ({ src, value }: { src: string; value: string }) => added.push(`${src} ${value}`) },
    },
    URL,
    URLSearchParams,
    TextEncoder,
    AbortController,
  });
  expect(added).toEqual(loaded);
});

test('the served script runs as a classic script and leaves one global behind', async () => {
  const browser = new FakeBrowser();
  const script = {
    src: 'https://track.example/sdk/ls.js',
    getAttribute: (name: string) => (name === 'data-write-key' ? 'tl_w_test' : null),
  };
  const page: Record<string, unknown> = {
    window: browser.window,
    document: { currentScript: script },
    URL,
    URLSearchParams,
    TextEncoder,
    AbortController,
  };
  const globalsBefore = Object.keys(page);
  runInNewContext(bundle, page);
  expect(Object.keys(page)).toEqual(globalsBefore);

  const { throughline } = browser.window as typeof browser.window & { throughline: Throughline };
  throughline.track('clicked', { n: 1 });
  await browser.clock.advance(100);
  expect(browser.server.names()).toEqual(['page', 'clicked']);
  expect(browser.server.stored[1]!.properties).toEqual({ n: 1 });
});
