import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/**
 * PostgreSQL refuses to run as root. `namespace` gives it another id inside a user namespace, where its files stay
 * root's; `user` runs it as another user, who must own the data and reach the binaries.
 */
export type RunAs = { way: 'self' } | { way: 'namespace' } | { way: 'user'; uid: number; gid: number };

export type Command = { file: string; args: string[]; identity: { uid?: number; gid?: number } };

/** The id of `nobody` on most systems; it needs no entry in any user list. */
export const NOBODY_ID = 65_534;

const UNSHARE = ['--user', `--map-user=${NOBODY_ID}`, `--map-group=${NOBODY_ID}`, '--'];

/** The command that runs `file` this way, in the process that is spawned itself (its id is the program's id). */
export function commandAs(runAs: RunAs, file: string, args: string[]): Command {
  if (runAs.way === 'namespace') return { file: 'unshare', args: [...UNSHARE, file, ...args], identity: {} };
  if (runAs.way === 'user') return { file, args, identity: { uid: runAs.uid, gid: runAs.gid } };
  return { file, args, identity: {} };
}

/** Whether the bundled PostgreSQL starts this way, tried with a program that does nothing. */
export function canRun(runAs: RunAs, nativeDir: string): boolean {
  const { file, args, identity } = commandAs(runAs, join(nativeDir, 'bin', 'postgres'), ['--version']);
  return spawnSync(file, args, { ...identity, stdio: 'ignore', cwd: '/' }).status === 0;
}

/** Whether this user can come as far as into `folder`. */
export function canEnter(runAs: RunAs, folder: string): boolean {
  const { file, args, identity } = commandAs(runAs, '/bin/sh', ['-c', 'cd "$0"', folder]);
  return spawnSync(file, args, { ...identity, stdio: 'ignore', cwd: '/' }).status === 0;
}
