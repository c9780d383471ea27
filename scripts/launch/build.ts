import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type NodeCommand, runToEnd } from './child';
import type { Environment } from './local-env';
import type { Progress } from './progress';
import { sourceStamp } from './source-stamp';

/** What a complete build leaves; without one of these the stamp is not believed. */
const ARTEFACTS = [
  '.build/server.mjs',
  '.build/engine.mjs',
  '.build/migrate.mjs',
  '.next/BUILD_ID',
  'public/sdk/ls.js',
  'public/sdk/ls-forms.js',
];

export type BuildOptions = {
  root: string;
  env: Environment;
  command: NodeCommand;
  progress: Progress;
  signal: AbortSignal;
  artefacts?: readonly string[];
};

/**
 * Builds when the sources differ from those of the last complete build.
 * @throws Error with the end of the build's output when it fails.
 */
export async function buildOnce({ root, env, command, progress, signal, artefacts = ARTEFACTS }: BuildOptions) {
  const stampPath = join(root, '.build', 'stamp');
  const stamp = await progress.step('Looking for changes', () =>
    sourceStamp(root, env, join(root, '.build', 'index.json')),
  );
  if (isBuilt(root, stampPath, stamp, artefacts)) return;
  // A build that is interrupted leaves neither the old one nor the new one whole.
  rmSync(stampPath, { force: true });
  await progress.step('Building', (tell) =>
    runToEnd({ command, cwd: root, env }, { what: 'The build', signal, onLine: (line) => tell(line.trim()) }),
  );
  writeFileSync(stampPath, stamp);
}

function isBuilt(root: string, stampPath: string, stamp: string, artefacts: readonly string[]): boolean {
  if (!existsSync(stampPath) || readFileSync(stampPath, 'utf8') !== stamp) return false;
  return artefacts.every((path) => existsSync(join(root, path)));
}
