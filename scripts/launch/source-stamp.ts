import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, type Stats, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Environment } from './local-env';

/** What goes into the build. Whatever is not here may change without one. */
const SOURCES = [
  'app',
  'components',
  'db',
  'inngest',
  'lib',
  'public',
  'scripts/build.ts',
  'scripts/build-sdk.ts',
  'scripts/server.ts',
  'scripts/server',
  'scripts/engine.ts',
  'scripts/migrate.ts',
  'scripts/launch/plan-migration.ts',
  'scripts/launch/database-urls.ts',
  'scripts/launch/local-env.ts',
  'next.config.ts',
  'package-lock.json',
  'postcss.config.js',
  'postcss.config.mjs',
  'postcss.config.ts',
  'proxy.ts',
  'instrumentation.ts',
  'tsconfig.json',
];

const NOT_SOURCE = /(^public\/sdk\/ls(-forms)?\.js$)|(\.test\.tsx?$)|((^|\/)\.)/;

type IndexEntry = { size: number; mtimeMs: number; ctimeMs: number; hash: string };
type Index = Record<string, IndexEntry>;

/**
 * A hash of everything that goes into the build: SHA-256 over path and content of each source, and over the variables
 * Next writes into the browser's code. Content of files whose size and times stand in the index is not read again.
 */
export function sourceStamp(root: string, env: Environment, indexPath: string): string {
  const known = readIndex(indexPath);
  const index: Index = {};
  const whole = createHash('sha256');
  for (const source of SOURCES) {
    for (const { path, stats } of filesUnder(root, source)) {
      const entry = indexed(join(root, path), stats, known[path]);
      index[path] = entry;
      whole.update(`${path}\0${entry.hash}\n`);
    }
  }
  for (const name of Object.keys(env).sort()) {
    if (name.startsWith('NEXT_PUBLIC_')) whole.update(`${name}=${env[name]}\n`);
  }
  writeIndex(indexPath, index);
  return whole.digest('hex');
}

function* filesUnder(root: string, path: string): Generator<{ path: string; stats: Stats }> {
  if (NOT_SOURCE.test(path)) return;
  const stats = statSync(join(root, path), { throwIfNoEntry: false });
  if (stats?.isFile()) yield { path, stats };
  if (!stats?.isDirectory()) return;
  for (const name of readdirSync(join(root, path)).sort()) yield* filesUnder(root, `${path}/${name}`);
}

function indexed(path: string, { size, mtimeMs, ctimeMs }: Stats, known: IndexEntry | undefined): IndexEntry {
  if (known?.size === size && known.mtimeMs === mtimeMs && known.ctimeMs === ctimeMs) return known;
  return { size, mtimeMs, ctimeMs, hash: createHash('sha256').update(readFileSync(path)).digest('base64url') };
}

function readIndex(path: string): Index {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Index;
  } catch {
    return {};
  }
}

function writeIndex(path: string, index: Index): void {
  mkdirSync(dirname(path), { recursive: true });
  const partial = `${path}.${process.pid}`;
  writeFileSync(partial, JSON.stringify(index));
  renameSync(partial, path);
}
