import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Ending of what is being written; whoever finds one older than its writer may remove it. */
export const PARTIAL = '.partial';

/**
 * Has `write` fill a file beside `path` and gives it its name when all of it is on disk. Nothing is left when it fails.
 * The file is for its owner alone.
 */
export async function writeDurably<Result>(path: string, write: (partial: string) => Promise<Result>): Promise<Result> {
  const partial = join(dirname(path), `.${basename(path)}${PARTIAL}`);
  try {
    const result = await write(partial);
    await sync(partial);
    await rename(partial, path);
    await sync(dirname(path));
    return result;
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
