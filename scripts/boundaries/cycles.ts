import { domainOf } from './direction';
import type { Import } from './imports';
import { CONTRACTS, matchesAny } from './layers';
import { isTestFile } from './source-tree';
import type { Violation } from './violation';

/** Domains that know each other in a circle, by types alone too. Contracts are leaves: everybody may know them. */
export function checkDomainCycles(imports: Import[]): Violation[] {
  const edges = imports.filter(
    ({ file, target }) =>
      target.kind === 'file' &&
      isDomainFile(file) &&
      isDomainFile(target.path) &&
      domainOf(file) !== domainOf(target.path) &&
      !matchesAny(file, CONTRACTS) &&
      !matchesAny(target.path, CONTRACTS),
  );
  return circles(edges, (one) => [domainOf(one.file), domainOf(pathOf(one))]).map(({ edge, circle }) => ({
    file: edge.file,
    line: edge.line,
    rule: `Domains know each other in a circle: ${circle.join(' → ')}.`,
  }));
}

/** Files that need each other in a circle when they are loaded: which one is ready first is then a matter of luck. */
export function checkFileCycles(imports: Import[]): Violation[] {
  const edges = imports.filter((one) => !one.typeOnly && one.target.kind === 'file' && !isTestFile(one.file));
  return circles(edges, (one) => [one.file, pathOf(one)]).map(({ edge, circle }) => ({
    file: edge.file,
    line: edge.line,
    rule: `Files import each other in a circle: ${circle.join(' → ')}.`,
  }));
}

const isDomainFile = (file: string) => /^lib\/[^/]+\//.test(file) && !file.startsWith('lib/api/') && !isTestFile(file);

const pathOf = ({ target }: Import) => (target.kind === 'file' ? target.path : '');

/** One edge and one shortest circle for each knot of nodes that all reach each other. */
function circles(edges: Import[], endsOf: (edge: Import) => [string, string]): { edge: Import; circle: string[] }[] {
  const next = new Map<string, Map<string, Import>>();
  for (const edge of edges) {
    const [from, to] = endsOf(edge);
    if (!next.has(from)) next.set(from, new Map());
    if (!next.get(from)!.has(to)) next.get(from)!.set(to, edge);
  }
  const told = new Set<string>();
  return [...next.keys()].sort().flatMap((start) => {
    if (told.has(start)) return [];
    const circle = shortestCircle(start, next);
    if (!circle) return [];
    for (const node of circle) told.add(node);
    return [{ edge: next.get(start)!.get(circle[1]!)!, circle }];
  });
}

/** Breadth first from `start` back to itself. */
function shortestCircle(start: string, next: Map<string, Map<string, Import>>): string[] | null {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (let node = queue.shift(); node !== undefined; node = queue.shift()) {
    for (const to of next.get(node)?.keys() ?? []) {
      if (to === start) {
        const way = [start];
        for (let back = node; back !== start; back = cameFrom.get(back)!) way.unshift(back);
        return [start, ...way];
      }
      if (!cameFrom.has(to)) {
        cameFrom.set(to, node);
        queue.push(to);
      }
    }
  }
  return null;
}
