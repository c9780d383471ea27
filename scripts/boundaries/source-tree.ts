import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Files by their path from the root of the repository, with `/` between folders. */
export interface SourceTree {
  /** Every file there is, whatever its kind. */
  paths: ReadonlySet<string>;
  /** What is read: TypeScript and the documents. */
  texts: ReadonlyMap<string, string>;
}

/** Made by tools, or not ours. */
const SKIPPED_FOLDERS = new Set([
  'node_modules',
  '.git',
  '.next',
  '.build',
  '.data',
  'test-results',
  'playwright-report',
  'coverage',
]);

export const isCode = (file: string) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts');
export const isDocument = (file: string) => /^(README\.md|lib\/README\.md|docs\/[^/]+\.md)$/.test(file);

/** A test, or what only tests use. Tests may look behind every door; nothing else may look at them. */
export const isTestFile = (file: string) => /\.test\.tsx?$|(^|\/)testing\/|^e2e\//.test(file);

export function readSourceTree(root: string): SourceTree {
  const paths = new Set<string>();
  const texts = new Map<string, string>();
  walk('');
  return { paths, texts };

  function walk(folder: string): void {
    for (const entry of readdirSync(path.join(root, folder), { withFileTypes: true })) {
      const file = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!SKIPPED_FOLDERS.has(entry.name)) walk(file);
      } else if (entry.isFile()) {
        paths.add(file);
        if (isCode(file) || isDocument(file)) texts.set(file, readFileSync(path.join(root, file), 'utf8'));
      }
    }
  }
}

/** A tree that stands nowhere, for tests of the rules. */
export function virtualTree(files: Record<string, string>): SourceTree {
  return { paths: new Set(Object.keys(files)), texts: new Map(Object.entries(files)) };
}
