import path from 'node:path';
import { parseAst } from 'vitest/node';
import type { SourceTree } from './source-tree';

/** One place where a file names another module: import, export from, `import()`, or a type's `import('…')`. */
export interface Import {
  file: string;
  line: number;
  /** As it is written. */
  specifier: string;
  /** Gone when the program runs. */
  typeOnly: boolean;
  /** Names taken from the module, by the module's own name for them; `*` for all of it. */
  names: string[];
  target: Target;
}

export type Target =
  | { kind: 'file'; path: string }
  | { kind: 'package'; name: string }
  /** An address of ours at which nothing stands. */
  | { kind: 'missing'; path: string };

interface Node {
  type: string;
  start: number;
  source?: Node & { value?: unknown };
  importKind?: 'type' | 'value';
  exportKind?: 'type' | 'value';
  specifiers?: Node[];
  imported?: NamedNode;
  local?: NamedNode;
}

interface NamedNode extends Node {
  /** Of an identifier. */
  name?: string;
  /** Of `import { 'a name' as x }`. */
  value?: unknown;
}

/** Everything the file imports. @throws when it cannot be parsed */
export function importsOf(tree: SourceTree, file: string): Import[] {
  const text = tree.texts.get(file) ?? '';
  const found: Import[] = [];
  const program: unknown = parseAst(text, { lang: file.endsWith('x') ? 'tsx' : 'ts' }, file);
  visit(program);
  return found;

  function visit(value: unknown): void {
    if (Array.isArray(value)) for (const inner of value) visit(inner);
    else if (isNode(value)) {
      const specifier = value.source?.value;
      if (typeof specifier === 'string')
        found.push({
          file,
          line: lineAt(text, value.source!.start),
          specifier,
          typeOnly: isTypeOnly(value),
          names: namesIn(value),
          target: resolve(tree, file, specifier),
        });
      for (const inner of Object.values(value)) visit(inner);
    }
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

function isTypeOnly(node: Node): boolean {
  if (node.type === 'TSImportType' || node.importKind === 'type' || node.exportKind === 'type') return true;
  const specifiers = node.specifiers ?? [];
  return specifiers.length > 0 && specifiers.every((one) => one.importKind === 'type' || one.exportKind === 'type');
}

function namesIn(node: Node): string[] {
  if (!node.specifiers || node.specifiers.length === 0) return ['*'];
  return node.specifiers.map((one) => {
    if (one.type === 'ImportDefaultSpecifier') return 'default';
    if (one.type === 'ImportNamespaceSpecifier') return '*';
    const named = one.imported ?? one.local;
    return named?.name ?? String(named?.value ?? '*');
  });
}

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}

const ENDINGS = ['', '.ts', '.tsx', '.mjs', '.js', '.css', '.json', '/index.ts', '/index.tsx'];

function resolve(tree: SourceTree, from: string, specifier: string): Target {
  const address = addressOf(from, specifier);
  if (address === null) return { kind: 'package', name: specifier };
  const ending = ENDINGS.find((candidate) => tree.paths.has(address + candidate));
  return ending === undefined ? { kind: 'missing', path: address } : { kind: 'file', path: address + ending };
}

function addressOf(from: string, specifier: string): string | null {
  if (specifier.startsWith('@/')) return path.posix.normalize(specifier.slice(2));
  if (specifier.startsWith('.')) return path.posix.join(path.posix.dirname(from), specifier);
  return null;
}
