import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { EmbeddedPostgresFailed } from './errors';
import { canEnter, canRun, NOBODY_ID, type RunAs } from './run-as';

/** Where a cluster lives and as whom it runs. `dataDir` is the real folder, behind a link perhaps. */
export type Storage = { runAs: RunAs; dataDir: string; nativeDir: string };

/** Forces what root does where user namespaces are forbidden; for tests. */
export type RootFallback = 'in-place' | 'relocated';

/** Kept over reboots and left alone by cleaners; the second one for systems whose first is read-only. */
const RELOCATION_ROOTS = ['/var/lib', '/var/tmp'];

/** A name for the cluster at this path, fit for a process title and a folder. */
export function clusterNameOf(dataDir: string): string {
  const path = join(realpathSync(dirname(dataDir)), basename(dataDir));
  return `throughline-${createHash('sha256').update(path).digest('hex').slice(0, 16)}`;
}

/**
 * Decides as whom PostgreSQL can run here and makes data and binaries reachable for that user. Data that exists
 * keeps its owner; root's data changes hands only where user namespaces are forbidden.
 */
export function prepareStorage(input: { dataDir: string; nativeDir: string; rootFallback?: RootFallback }): Storage {
  const { dataDir, nativeDir, rootFallback } = input;
  finishInterruptedMove(dataDir);
  finishInterruptedRestore(dataDir);
  refuseLostData(dataDir);
  const owner = existsSync(dataDir) ? lstatSync(realpathSync(dataDir)) : null;
  const ownId = process.getuid?.() ?? 0;
  if (ownId !== 0) {
    refuseForeignData(dataDir, owner?.uid ?? ownId, ownId);
    return { runAs: { way: 'self' }, dataDir: realOrPlanned(dataDir), nativeDir };
  }
  if (owner && owner.uid !== 0) return storageOfUser({ way: 'user', uid: owner.uid, gid: owner.gid }, input);
  const namespace: RunAs = { way: 'namespace' };
  if (!rootFallback && !isLink(dataDir) && canRun(namespace, nativeDir)) {
    return { runAs: namespace, dataDir: realOrPlanned(dataDir), nativeDir };
  }
  return storageOfUser({ way: 'user', uid: NOBODY_ID, gid: NOBODY_ID }, input);
}

function storageOfUser(
  runAs: Extract<RunAs, { way: 'user' }>,
  { dataDir, nativeDir, rootFallback }: { dataDir: string; nativeDir: string; rootFallback?: RootFallback },
): Storage {
  const place = () => relocationPlace(clusterNameOf(dataDir));
  const staysInPlace = isLink(dataDir) || (rootFallback !== 'relocated' && canEnter(runAs, dirname(dataDir)));
  if (!staysInPlace) relocateData(dataDir, place(), runAs);
  if (existsSync(dataDir) && lstatSync(realpathSync(dataDir)).uid === 0) handOver(dataDir, runAs);
  const runsInPlace = rootFallback !== 'relocated' && canRun(runAs, nativeDir);
  return {
    runAs,
    dataDir: realOrPlanned(dataDir),
    nativeDir: runsInPlace ? nativeDir : copyBinaries(nativeDir, place()),
  };
}

/**
 * Puts the data into `place` and a link in its stead. The data at `dataDir` is the truth until the link stands:
 * a copy that was interrupted is made anew.
 */
function relocateData(dataDir: string, place: string, runAs: Extract<RunAs, { way: 'user' }>): void {
  const target = join(place, 'data');
  // Without a link pointing to it, older data here belongs to a folder that was deleted. It is not ours to remove.
  if (existsSync(target)) renameSync(target, `${target}.unlinked-${Date.now()}`);
  if (existsSync(dataDir)) {
    const partial = `${target}.partial`;
    rmSync(partial, { recursive: true, force: true });
    copyTree(dataDir, partial);
    handOver(partial, runAs);
    renameSync(partial, target);
    renameSync(dataDir, movedPath(dataDir));
  }
  symlinkSync(target, dataDir);
  rmSync(movedPath(dataDir), { recursive: true, force: true });
}

function finishInterruptedMove(dataDir: string): void {
  if (!existsSync(movedPath(dataDir))) return;
  if (isLink(dataDir)) rmSync(movedPath(dataDir), { recursive: true, force: true });
  else if (!existsSync(dataDir)) renameSync(movedPath(dataDir), dataDir);
}

/**
 * Between the two renamings of a restore there is no cluster: the restored one waits under this name, and is the truth.
 * Without this, a start would quietly make an empty one.
 */
export function finishInterruptedRestore(dataDir: string): void {
  const isThere = lstatSync(dataDir, { throwIfNoEntry: false }) !== undefined;
  if (!isThere && existsSync(restoredPath(dataDir))) renameSync(restoredPath(dataDir), dataDir);
}

/** A restored cluster that was tried and only has to take its place. */
export function restoredPath(dataDir: string): string {
  return `${dataDir}.restored`;
}

/** Removes a cluster's folder, and where it was relocated what its link leads to. */
export function removeCluster(dataDir: string): void {
  if (isLink(dataDir)) {
    const place = dirname(readlinkSync(dataDir));
    // Only a place that was made for a cluster: a link of somebody else's making may lead anywhere.
    if (/^throughline-[0-9a-f]{16}$/.test(basename(place))) rmSync(place, { recursive: true, force: true });
  }
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 });
}

/** Makes a folder that this user can write to: in its place if that can be entered, or elsewhere behind a link. */
export function reachableFolder(path: string, runAs: Extract<RunAs, { way: 'user' }>): void {
  const parent = dirname(path);
  // What is in it stays closed; this only lets the user come as far as to its own folder.
  chmodSync(parent, 0o711);
  if (!isLink(path) && !canEnter(runAs, parent)) {
    const target = join(relocationPlace(clusterNameOf(path)), basename(path));
    if (existsSync(target)) renameSync(target, `${target}.unlinked-${Date.now()}`);
    copyTree(path, target);
    handOver(target, runAs);
    renameSync(path, movedPath(path));
    symlinkSync(target, path);
    rmSync(movedPath(path), { recursive: true, force: true });
  }
  handOver(realpathSync(path), runAs);
}

/** A link into nothing is lost data, not a first start, which would quietly begin with an empty database. */
function refuseLostData(dataDir: string): void {
  if (!isLink(dataDir)) return;
  const target = readlinkSync(dataDir);
  if (existsSync(dirname(target))) return;
  throw new EmbeddedPostgresFailed(
    `The database of ${dataDir} was kept in ${target} and is gone: restore it, or delete ${dataDir} to begin anew.`,
  );
}

function refuseForeignData(dataDir: string, ownerId: number, ownId: number): void {
  if (ownerId === ownId) return;
  const owner = ownerId === 0 ? 'root' : `user ${ownerId}`;
  throw new EmbeddedPostgresFailed(
    `The database ${dataDir} belongs to ${owner}: start as that user, or change the owner of the folder.`,
  );
}

/** A folder that root alone writes to and everybody may enter; data inside is closed to all but its owner. */
function relocationPlace(name: string): string {
  for (const root of RELOCATION_ROOTS) {
    const place = join(root, name);
    try {
      mkdirSync(place, { recursive: true, mode: 0o711 });
    } catch {
      continue;
    }
    const { uid } = lstatSync(place);
    // The name can be foreseen, and in /var/tmp another user could have made it first.
    if (uid !== 0 || isLink(place)) continue;
    chmodSync(place, 0o711);
    return place;
  }
  throw new EmbeddedPostgresFailed(`No folder for the database could be made in ${RELOCATION_ROOTS.join(' or ')}.`);
}

function copyBinaries(nativeDir: string, place: string): string {
  const { version } = JSON.parse(readFileSync(join(nativeDir, '..', 'package.json'), 'utf8')) as { version: string };
  const target = join(place, `postgres-${version}`);
  if (existsSync(target)) return target;
  const partial = `${target}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { mode: 0o755 });
  for (const part of ['bin', 'lib', 'share']) {
    copyTree(join(nativeDir, part), join(partial, part));
  }
  renameSync(partial, target);
  return target;
}

/** With modes and links as they are; Node's own recursive copy gives folders the default mode. */
function copyTree(from: string, to: string): void {
  const { status, stderr } = spawnSync('cp', ['-a', from, to], { encoding: 'utf8' });
  if (status !== 0) throw new EmbeddedPostgresFailed(`${from} could not be copied to ${to}: ${stderr.trim()}`);
}

/** The top folder changes hands last: as long as it is root's, an interrupted handing over is done again. */
function handOver(folder: string, owner: { uid: number; gid: number }): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) handOver(path, owner);
    else lchownSync(path, owner.uid, owner.gid);
  }
  lchownSync(realpathSync(folder), owner.uid, owner.gid);
}

function movedPath(dataDir: string): string {
  return `${dataDir}.moved`;
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

function realOrPlanned(dataDir: string): string {
  if (existsSync(dataDir)) return realpathSync(dataDir);
  if (isLink(dataDir)) return readlinkSync(dataDir);
  return join(realpathSync(dirname(dataDir)), basename(dataDir));
}
