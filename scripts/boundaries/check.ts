import { checkClientSafety } from './client-safety';
import { checkDomainCycles, checkFileCycles } from './cycles';
import { checkDirection } from './direction';
import { checkDocuments } from './documents';
import { importsOf } from './imports';
import { checkPurity } from './purity';
import { isCode, type SourceTree } from './source-tree';
import type { Violation } from './violation';

/** Everything in the tree that breaks a rule of scripts/boundaries/layers.ts, by file and line. */
export function checkBoundaries(tree: SourceTree): Violation[] {
  const imports = [...tree.texts.keys()].filter(isCode).flatMap((file) => importsOf(tree, file));
  return [
    ...checkDirection(tree, imports),
    ...checkClientSafety(imports),
    ...checkDomainCycles(imports),
    ...checkFileCycles(imports),
    ...checkPurity(tree, imports),
    ...checkDocuments(tree),
  ].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line));
}
