import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Finding } from './finding';

const PAGE = fileURLToPath(new URL('../../docs/performance.md', import.meta.url));
const BEGIN = '<!-- npm run bench writes from here -->';
const END = '<!-- to here -->';

/** Puts the table of this run into docs/performance.md, between its marks. */
export function writePage(findings: Finding[], machine: string, day: string): void {
  const page = readFileSync(PAGE, 'utf8');
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin) throw new Error('docs/performance.md has lost the marks around its table');
  const text = `${BEGIN}\n\nMeasured on ${day}, on ${machine}.\n\n${markdown(findings)}\n\n`;
  writeFileSync(PAGE, page.slice(0, begin) + text + page.slice(end));
}

function markdown(findings: Finding[]): string {
  const rows = findings.map(({ id, what, measured, reference, bar, holds }) =>
    [id, what, measured, reference ?? '', bar ?? '', verdict(holds)].join(' | '),
  );
  const head = ['| id | what | measured | against | bar | |', '|---|---|---|---|---|---|'];
  return [...head, ...rows.map((row) => `| ${row} |`)].join('\n');
}

/** The same for a terminal, in columns. */
export function table(findings: Finding[]): string {
  const rows = findings.map(({ id, what, measured, reference, bar, holds }) => [
    id,
    what,
    measured,
    reference ?? '',
    bar ?? '',
    verdict(holds),
  ]);
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]!.length))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export function verdict(holds: boolean | null): string {
  return holds === null ? '' : holds ? 'holds' : 'missed';
}
