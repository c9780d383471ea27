import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { locateBinaries } from './binaries';
import { EmbeddedPostgresFailed } from './errors';

/** Major version of the bundled PostgreSQL; the data of one major cannot be read by another. */
export function bundledMajor(): number {
  const { stdout } = spawnSync(join(locateBinaries(), 'bin', 'postgres'), ['--version'], { encoding: 'utf8' });
  const major = Number(/(\d+)/.exec(stdout ?? '')?.[1]);
  if (!major) throw new EmbeddedPostgresFailed('The bundled PostgreSQL does not say which version it is.');
  return major;
}
