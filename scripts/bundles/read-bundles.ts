import { existsSync, globSync, lstatSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Bundle } from './judge';

const SUFFIX = '.nft.json';

/** A route as it was built: its entry, and every file that it was traced to need, from the root of the checkout. */
export interface BuiltRoute {
  route: string;
  entry: string;
  /** Files, and the links by which a compiled route names a package. */
  paths: string[];
}

/**
 * Every route of the last build.
 * @throws Error when there is no build, or a traced file of it is gone
 */
export function readBuiltRoutes(root: string): BuiltRoute[] {
  const traces = globSync(`.next/server/**/*${SUFFIX}`, { cwd: root }).sort();
  if (traces.length === 0) throw new Error('There is no build to measure: npm run build makes one.');
  return traces.map((trace) => {
    const entry = trace.slice(0, -SUFFIX.length);
    const { files } = JSON.parse(readFileSync(path.join(root, trace), 'utf8')) as { files: string[] };
    const paths = [entry, ...files.map((file) => path.posix.join(path.posix.dirname(entry), file))];
    const present = [...new Set(paths)].filter((file) => lstatSync(path.join(root, file), { throwIfNoEntry: false }));
    if (!existsSync(path.join(root, entry))) throw new Error(`${entry} was traced and is not there.`);
    return { route: routeOf(entry), entry, paths: present };
  });
}

/** The files with their sizes; a link weighs nothing, since what it leads to is traced by its own path. */
export function bundleOf(root: string, { route, paths }: BuiltRoute): Bundle {
  const files = paths
    .map((file) => ({ path: file, stats: lstatSync(path.join(root, file)) }))
    .filter(({ stats }) => stats.isFile())
    .map(({ path: file, stats }) => ({ path: file, bytes: stats.size }));
  return { route, files };
}

function routeOf(entry: string): string {
  const inner = entry.replace(/^\.next\/server\/(app(?=\/))?/, '').replace(/\.js$/, '');
  const named = inner.replace(/\/(page|route)$/, '').replace(/\/\([\w-]+\)/g, '');
  return named === '' ? '/' : named;
}
