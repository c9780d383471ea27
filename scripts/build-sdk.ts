import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** What a page pays for the SDK over the wire. */
export const SDK_GZIP_BYTES_MAX = 4_096;

export interface SdkBuild {
  outFile: string;
  bytes: number;
  gzipBytes: number;
}

/**
 * Bundles the browser SDK into one classic script, by default the one served at /sdk/ls.js.
 * @throws Error when the gzipped file would exceed `gzipBytesMax`; no file is written then.
 */
export async function buildSdk(
  outFile = join(ROOT, 'public/sdk/ls.js'),
  gzipBytesMax = SDK_GZIP_BYTES_MAX,
): Promise<SdkBuild> {
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, 'lib/tracking/sdk/index.ts')],
    bundle: true,
    format: 'iife',
    target: 'es2019',
    minify: true,
    charset: 'utf8',
    legalComments: 'none',
    write: false,
  });
  const script = outputFiles[0]!.contents;
  const gzipBytes = gzipSync(script).length;
  if (gzipBytes > gzipBytesMax) {
    throw new Error(`The SDK is ${gzipBytes} bytes gzipped, above the limit of ${gzipBytesMax}.`);
  }
  await mkdir(dirname(outFile), { recursive: true });
  await writeFile(outFile, script);
  return { outFile, bytes: script.length, gzipBytes };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { outFile, bytes, gzipBytes } = await buildSdk();
  console.log(`${outFile}: ${bytes} bytes, ${gzipBytes} bytes gzipped of ${SDK_GZIP_BYTES_MAX} allowed`);
}
