import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** What a page pays for the SDK over the wire. */
export const SDK_GZIP_BYTES_MAX = 4_096;

/** Of the part that watches forms, which is loaded where a page asks for it. */
export const FORMS_GZIP_BYTES_MAX = 1_536;

export interface SdkBuild {
  outFile: string;
  bytes: number;
  gzipBytes: number;
}

/**
 * Bundles the browser SDK into one classic script, by default the one served at /sdk/ls.js.
 * @throws Error when the gzipped file would exceed `gzipBytesMax`; no file is written then.
 */
export function buildSdk(
  outFile = join(ROOT, 'public/sdk/ls.js'),
  gzipBytesMax = SDK_GZIP_BYTES_MAX,
): Promise<SdkBuild> {
  return buildScript('lib/tracking/sdk/index.ts', outFile, gzipBytesMax);
}

/** The same for the script served at /sdk/ls-forms.js. @throws Error as above */
export function buildFormsSdk(outFile = join(ROOT, 'public/sdk/ls-forms.js')): Promise<SdkBuild> {
  return buildScript('lib/tracking/sdk/forms/index.ts', outFile, FORMS_GZIP_BYTES_MAX);
}

async function buildScript(entryPoint: string, outFile: string, gzipBytesMax: number): Promise<SdkBuild> {
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, entryPoint)],
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
  for (const { outFile, bytes, gzipBytes } of [await buildSdk(), await buildFormsSdk()])
    console.log(`${outFile}: ${bytes} bytes, ${gzipBytes} bytes gzipped`);
}
