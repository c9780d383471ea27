import path from 'node:path';
import type { Import } from './imports';
import { EXCEPTIONS, type Exception, GUARDS, type Guard, layerOf, matches, matchesAny } from './layers';
import { isTestFile, type SourceTree } from './source-tree';
import type { Violation } from './violation';

/** Every import against the table of layers and its guards. Tests may look at everything. */
export function checkDirection(tree: SourceTree, imports: Import[]): Violation[] {
  const used = new Set<Exception>();
  const violations = imports.flatMap((one) => {
    if (one.target.kind === 'missing') return [at(one, `${one.specifier} names no file.`)];
    if (isTestFile(one.file)) return [];
    const broken = brokenRules(one);
    const exception = broken.length > 0 ? exceptionFor(one) : undefined;
    if (exception) used.add(exception);
    return exception ? [] : broken.map((rule) => at(one, rule));
  });
  const unused = EXCEPTIONS.filter((exception) => tree.texts.has(exception.from) && !used.has(exception));
  return [
    ...violations,
    ...unused.map(({ from, to }) => ({
      file: from,
      line: 1,
      rule: `The exception for ${to} is not needed any more; take it out of the table.`,
    })),
  ];
}

function brokenRules(one: Import): string[] {
  const rules = GUARDS.filter((guard) => isGuarded(one, guard) && !matchesAny(one.file, guard.mayBeImportedBy)).map(
    (guard) => guard.rule,
  );
  if (one.target.kind === 'file') {
    if (isTestFile(one.target.path) && !matchesAny(one.file, ['scripts/**']))
      rules.push('What is only for tests (testing/, *.test, e2e) is imported by tests alone.');
    else if (!layerAllows(one.file, one.target.path))
      rules.push(layerOf(one.file)?.rule ?? 'This file stands in no layer of scripts/boundaries/layers.ts.');
  }
  return rules;
}

function layerAllows(from: string, to: string): boolean {
  const layer = layerOf(from);
  if (!layer) return false;
  return !layer.may || layer.may.some((pattern) => mayBe(pattern, from, to));
}

function mayBe(pattern: string, from: string, to: string): boolean {
  if (pattern === 'own') return domainOf(from) === domainOf(to);
  if (pattern === 'sibling') return path.posix.dirname(from) === path.posix.dirname(to);
  return matches(to, pattern);
}

/** `lib/scoring` of `lib/scoring/decay.ts`. */
export const domainOf = (file: string) => file.split('/').slice(0, 2).join('/');

function isGuarded({ target, names, typeOnly }: Import, { what }: Guard): boolean {
  if ('packages' in what) return target.kind === 'package' && !typeOnly && what.packages.test(target.name);
  if (target.kind !== 'file') return false;
  if ('files' in what) return matchesAny(target.path, what.files);
  return target.path === what.of && names.some((name) => name === '*' || what.names.includes(name));
}

function exceptionFor({ file, target }: Import): Exception | undefined {
  const to = target.kind === 'package' ? target.name : target.path;
  return EXCEPTIONS.find((exception) => exception.from === file && exception.to === to);
}

const at = ({ file, line }: Import, rule: string): Violation => ({ file, line, rule });
