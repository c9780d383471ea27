import { globSync, lstatSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { readBuiltRoutes } from '../bundles/read-bundles';

/** What the build bundled to be run by Node itself. */
const PROGRAMS = ['.build/server.mjs', '.build/engine.mjs', '.build/migrate.mjs'];

/** Read by name at run time, where no trace of imports finds them. */
const DATA = [
  'package.json',
  'LICENSE',
  'public/**/*',
  'db/migrations/**/*',
  '.next/*.json',
  '.next/BUILD_ID',
  '.next/server/**/*',
  '.next/static/**/*',
  // Next looks these up whenever it reads its configuration, though nothing is compiled any more.
  'node_modules/next/dist/compiled/webpack/*',
];

/** Next loads these for development and for building, which an image does neither of. */
const NOT_AT_RUN_TIME = [
  /\.map$/,
  /\.nft\.json$/,
  /\.d\.[cm]?ts$/,
  /\.runtime\.dev\.js$/,
  /(^|\/)node_modules\/(@next\/swc-|@img\/|sharp\/|typescript\/|@typescript\/|esbuild\/|@esbuild\/|tsx\/|lightningcss|tailwindcss\/|@tailwindcss\/)/,
  /(^|\/)node_modules\/next\/dist\/compiled\/(babel|babel-packages|terser|@vercel\/nft|next-devtools|@modelcontextprotocol)\//,
];

export const isForRunTime = (file: string): boolean => !NOT_AT_RUN_TIME.some((pattern) => pattern.test(file));

type Trace = (
  files: string[],
  options: { base: string; processCwd: string; ignore: (file: string) => boolean },
) => Promise<{ fileList: Set<string> }>;

/**
 * Every file of a checkout that its built program reads at run time, by its path from the root: what the bundled
 * programs import, what Next traced of each route, and what is read by name.
 */
export async function collectRuntimeFiles(root: string): Promise<string[]> {
  // The tracer that Next itself builds with.
  const require = createRequire(path.join(root, 'package.json'));
  const { nodeFileTrace } = require('next/dist/compiled/@vercel/nft') as { nodeFileTrace: Trace };
  const { fileList } = await nodeFileTrace(PROGRAMS, {
    base: root,
    processCwd: root,
    ignore: (file) => !isForRunTime(file),
  });
  const data = DATA.flatMap((pattern) => globSync(pattern, { cwd: root }));
  const routes = readBuiltRoutes(root).flatMap(({ paths }) => paths);
  return [...new Set([...fileList, ...data, ...routes])]
    .filter(isForRunTime)
    .filter((file) => !lstatSync(path.join(root, file)).isDirectory())
    .sort();
}
