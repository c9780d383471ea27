import type { Import } from './imports';
import { CONTRACTS, matches, matchesAny, SERVER_PACKAGES } from './layers';
import { isTestFile } from './source-tree';
import type { Violation } from './violation';

const ROOTS = ['components/**', ...CONTRACTS, 'lib/tenancy/endpoint.ts', 'lib/tenancy/permissions.ts'];

/** Whatever a component or a contract leads to goes into the browser's bundle, however many files lie between. */
export function checkClientSafety(imports: Import[]): Violation[] {
  const loaded = new Map<string, Import[]>();
  for (const one of imports) if (!one.typeOnly) loaded.set(one.file, [...(loaded.get(one.file) ?? []), one]);

  const seen = new Map<string, string | null>();
  const queue = [...loaded.keys()].filter((file) => matchesAny(file, ROOTS) && !isTestFile(file));
  for (const file of queue) seen.set(file, null);
  const violations: Violation[] = [];
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
    for (const one of loaded.get(file) ?? []) {
      const server = serverPart(one);
      if (server)
        violations.push({ file, line: one.line, rule: `${server} would be sent to the browser (${wayTo(file)}).` });
      else if (one.target.kind === 'file' && !seen.has(one.target.path)) {
        seen.set(one.target.path, file);
        queue.push(one.target.path);
      }
    }
  }
  return violations;

  function wayTo(file: string): string {
    const way = [file];
    for (let before = seen.get(file); before; before = seen.get(before)) way.unshift(before);
    return way.join(' → ');
  }
}

function serverPart({ target }: Import): string | null {
  if (target.kind === 'package') return SERVER_PACKAGES.test(target.name) ? target.name : null;
  return target.kind === 'file' && matches(target.path, 'db/**') ? target.path : null;
}
