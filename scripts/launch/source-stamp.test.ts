import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { sourceStamp } from './source-stamp';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'throughline-stamp-'));
  write('app/page.tsx', 'page');
  write('lib/scoring/decay.ts', 'decay');
  write('package-lock.json', '{}');
});

afterEach(() => rmSync(root, { recursive: true }));

function write(path: string, content: string): void {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), content);
}

function stamp(env: Record<string, string> = {}): string {
  return sourceStamp(root, env, join(root, '.build', 'index.json'));
}

it.each([
  ['a page is changed', () => write('app/page.tsx', 'PAGE')],
  ['a file is added', () => write('components/ui/button.tsx', '')],
  ['a file is removed', () => rmSync(join(root, 'lib/scoring/decay.ts'))],
  ['a file is renamed', () => renameSync(join(root, 'app/page.tsx'), join(root, 'app/home.tsx'))],
  ['a migration is added', () => write('db/migrations/0001.sql', 'select 1')],
  ['an image is added', () => write('public/logo.svg', '<svg/>')],
  ['the lockfile is changed', () => write('package-lock.json', '{"lockfileVersion":3}')],
])('is another one when %s', (_, change) => {
  const before = stamp();
  change();
  expect(stamp()).not.toBe(before);
});

it.each([
  ['a file is touched', () => utimesSync(join(root, 'app/page.tsx'), new Date(), new Date(0))],
  ['a test is changed', () => write('lib/scoring/decay.test.ts', 'test')],
  ['the SDK was built', () => write('public/sdk/ls.js', 'built')],
  ['its part for forms was built', () => write('public/sdk/ls-forms.js', 'built')],
  ['a document is changed', () => write('docs/guide.md', 'guide')],
  ['the index is lost', () => rmSync(join(root, '.build'), { recursive: true })],
  ['the index is damaged', () => writeFileSync(join(root, '.build', 'index.json'), '{')],
])('is the same when %s', (_, change) => {
  const before = stamp();
  change();
  expect(stamp()).toBe(before);
});

it('is another one when a variable changes that is written into the browser code', () => {
  expect(stamp({ NEXT_PUBLIC_NAME: 'a' })).not.toBe(stamp({ NEXT_PUBLIC_NAME: 'b' }));
  expect(stamp({ SECRET: 'a' })).toBe(stamp({ SECRET: 'b' }));
});

it('reads this checkout in under 300 ms once its index is there', () => {
  const checkout = fileURLToPath(new URL('../..', import.meta.url));
  const index = join(root, 'index.json');
  sourceStamp(checkout, {}, index);
  expect(Object.keys(JSON.parse(readFileSync(index, 'utf8')) as object).length).toBeGreaterThan(20);
  const startedMs = performance.now();
  sourceStamp(checkout, {}, index);
  expect(performance.now() - startedMs).toBeLessThan(300);
});
