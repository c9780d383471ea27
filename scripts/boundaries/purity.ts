import path from 'node:path';
import { parseAst } from 'vitest/node';
import type { Import } from './imports';
import { CONTRACTS, matchesAny, PURE_FILES } from './layers';
import type { SourceTree } from './source-tree';
import type { Violation } from './violation';

/** A formula is the same everywhere and always: it imports formulas and contracts, and asks neither clock nor chance. */
export function checkPurity(tree: SourceTree, imports: Import[]): Violation[] {
  const present = PURE_FILES.filter((file) => tree.texts.has(file));
  return [
    ...imports.filter((one) => present.includes(one.file)).flatMap(impureImport),
    ...present.flatMap((file) => effectsIn(tree, file)),
  ];
}

/** Every name of the list stands for a file; said only of the whole repository. */
export function checkPureList(tree: SourceTree): Violation[] {
  return PURE_FILES.filter((file) => !tree.paths.has(file)).map((file) => ({
    file: 'scripts/boundaries/layers.ts',
    line: 1,
    rule: `The list of pure files names ${file}, which is not there.`,
  }));
}

function impureImport({ file, line, target, typeOnly }: Import): Violation[] {
  if (target.kind === 'missing') return [];
  const isPure = target.kind === 'file' && (PURE_FILES.includes(target.path) || matchesAny(target.path, CONTRACTS));
  const isSiblingType =
    typeOnly && target.kind === 'file' && path.posix.dirname(target.path) === path.posix.dirname(file);
  if (isPure || isSiblingType) return [];
  const name = target.kind === 'package' ? target.name : target.path;
  return [{ file, line, rule: `A pure file imports pure files and contracts; ${name} is neither.` }];
}

const EFFECTS = new Set(['Date.now', 'Math.random', 'performance.now', 'crypto.randomUUID', 'crypto.getRandomValues']);
const EFFECTFUL_OBJECTS = new Set(['process', 'globalThis', 'console']);

function effectsIn(tree: SourceTree, file: string): Violation[] {
  const text = tree.texts.get(file) ?? '';
  const found: Violation[] = [];
  const report = (offset: number, what: string) =>
    found.push({
      file,
      line: text.slice(0, offset).split('\n').length,
      rule: `A pure file gets its clock and its chance as arguments; this one uses ${what}.`,
    });
  visit(parseAst(text, { lang: 'ts' }, file));
  return found;

  function visit(value: unknown): void {
    if (Array.isArray(value)) for (const inner of value) visit(inner);
    else if (typeof value === 'object' && value !== null) {
      const node = value as {
        type?: string;
        start?: number;
        object?: Named;
        property?: Named;
        callee?: Named;
        arguments?: unknown[];
      };
      if (node.type === 'MemberExpression') {
        const name = `${node.object?.name}.${node.property?.name}`;
        if (EFFECTS.has(name) || EFFECTFUL_OBJECTS.has(node.object?.name ?? '')) report(node.start ?? 0, name);
      }
      if (node.type === 'NewExpression' && node.callee?.name === 'Date' && node.arguments?.length === 0)
        report(node.start ?? 0, 'new Date()');
      if (node.type === 'CallExpression' && node.callee?.name === 'fetch') report(node.start ?? 0, 'fetch');
      for (const inner of Object.values(value)) visit(inner);
    }
  }
}

interface Named {
  name?: string;
}
