import { build } from 'esbuild';

/** Bundles entry points of a checkout into its `.build`, by the name each is given there. As scripts/build.ts does it. */
export async function bundle(folder: string, entryPoints: Record<string, string>, outdir = '.build'): Promise<void> {
  await build({
    absWorkingDir: folder,
    entryPoints,
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    packages: 'external',
    logLevel: 'warning',
  });
}
