import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { build } from 'esbuild';
import { buildFormsSdk, buildSdk } from './build-sdk';

/** Everything that is built once: the browser SDK, the server, the pages. */
const sdk = await buildSdk();
const forms = await buildFormsSdk();
console.log(`SDK ${sdk.gzipBytes} bytes gzip, forms ${forms.gzipBytes}`);

await build({
  entryPoints: {
    server: 'scripts/server.ts',
    engine: 'scripts/engine.ts',
    // For a machine that has the build and not the sources, such as an image's.
    migrate: 'scripts/migrate.ts',
    'next.config': 'next.config.ts',
  },
  outdir: '.build',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node22',
  packages: 'external',
  sourcemap: 'linked',
  logLevel: 'warning',
});
console.log('server, engine and migrations bundled');

const nextCli = createRequire(import.meta.url).resolve('next/dist/bin/next');
const { status } = spawnSync(process.execPath, [nextCli, 'build'], {
  stdio: 'inherit',
  env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
});
process.exit(status ?? 1);
