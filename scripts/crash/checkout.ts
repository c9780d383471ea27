import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { sourceStamp } from '../launch/source-stamp';
import { bundle } from '../local-engine/bundle';
import { patched, type SourcePatch } from './plants';

/** What a launcher and a server need of a checkout, besides the packages and the build of the pages. */
const SOURCES = ['app', 'components', 'db', 'inngest', 'lib', 'public', 'scripts'];
const FILES = [
  'instrumentation.ts',
  'next.config.ts',
  'package.json',
  'package-lock.json',
  'postcss.config.mjs',
  'proxy.ts',
  'tsconfig.json',
];
/** What the builder needs again and the server never. */
const NOT_SERVED = ['cache', 'dev', 'diagnostics'];

/**
 * Makes a checkout of its own in `folder`: the sources as they are now, with the bugs planted, and the server bundled
 * from them. So a run tests one state of the code whatever is edited meanwhile, and leaves the real build alone.
 * @throws Error in words when the pages were never built.
 */
export async function makeCheckout(root: string, folder: string, patches: readonly SourcePatch[]): Promise<void> {
  if (!existsSync(join(root, '.next', 'BUILD_ID')))
    throw new Error('The pages are not built yet: npm run setup does it.');
  copySources(root, folder, patches);
  const next = join(root, '.next');
  cpSync(next, join(folder, '.next'), {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => !NOT_SERVED.includes(relative(next, path)),
  });
  await bundle(folder, {
    server: 'scripts/server.ts',
    engine: 'scripts/engine.ts',
    migrate: 'scripts/migrate.ts',
  });
  // The launcher builds what carries no stamp of its sources; this is built, from exactly these.
  writeFileSync(join(folder, '.build', 'stamp'), sourceStamp(folder, {}, join(folder, '.build', 'index.json')));
}

/** The sources alone, with the bugs planted and the packages beside them: what a bundle is made of. */
export function copySources(root: string, folder: string, patches: readonly SourcePatch[]): void {
  mkdirSync(folder, { recursive: true });
  for (const source of SOURCES.filter((name) => existsSync(join(root, name)))) {
    cpSync(join(root, source), join(folder, source), {
      recursive: true,
      filter: (path) => !/\.test\.tsx?$/.test(path),
    });
  }
  for (const file of FILES.filter((name) => existsSync(join(root, name)))) cpSync(join(root, file), join(folder, file));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  for (const patch of patches) {
    const path = join(folder, patch.path);
    writeFileSync(path, patched(readFileSync(path, 'utf8'), patch));
  }
}
