import { copyFileSync, lstatSync, mkdirSync, mkdtempSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inMegabytes } from './bundles/judge';
import { collectRuntimeFiles } from './image/collect-files';
import { rehearse } from './image/rehearse';

/**
 * Copies what the built program needs into an empty folder, the content of an image: `scripts/image.ts <folder>`.
 * Without a folder it is copied to a temporary one and started there, as compose.yaml would, to see that it is whole.
 */
const [target] = process.argv.slice(2);
if (target) await copyTo(target);
else {
  const folder = mkdtempSync(path.join(tmpdir(), 'throughline-image-'));
  try {
    await copyTo(folder);
    for (const sentence of await rehearse(folder)) console.log(sentence);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function copyTo(folder: string): Promise<void> {
  const root = process.cwd();
  const files = await collectRuntimeFiles(root);
  let bytes = 0;
  for (const file of files) {
    const from = path.join(root, file);
    const to = path.join(folder, file);
    const stats = lstatSync(from);
    mkdirSync(path.dirname(to), { recursive: true });
    if (stats.isSymbolicLink()) symlinkSync(readlinkSync(from), to);
    else copyFileSync(from, to);
    bytes += stats.size;
  }
  // Compiled already, so that starting does not compile it again.
  copyFileSync(path.join(root, '.build/next.config.mjs'), path.join(folder, 'next.config.mjs'));
  console.log(`${files.length} files, ${inMegabytes(bytes)}`);
}
