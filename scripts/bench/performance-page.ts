import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Finding } from './finding';

const PAGE = fileURLToPath(new URL('../../docs/performance.md', import.meta.url));
const BEGIN = '<!-- npm run bench writes from here -->';
const END = '<!-- to here -->';

/** Puts the findings of this run into docs/performance.md, between its marks. */
export function writePage(findings: Finding[], machine: string, day: string): void {
  const page = readFileSync(PAGE, 'utf8');
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin) throw new Error('docs/performance.md has lost the marks around its table');
  const text = measuredText(page.slice(begin + BEGIN.length, end), findings, `on ${day}, on ${machine}`);
  writeFileSync(PAGE, `${page.slice(0, begin)}${BEGIN}\n\n${text}\n\n${page.slice(end)}`);
}

const HEAD = ['| id | what | measured | against | bar | |', '|---|---|---|---|---|---|'];

/**
 * The findings as a table, with what was measured when. What this run left out keeps its rows and its date.
 * @param before what stands between the marks
 */
export function measuredText(before: string, findings: Finding[], when: string): string {
  const ids = [...new Set(findings.map(({ id }) => id))];
  const lines = before.split('\n');
  const keptRows = lines.filter((line) => /^\| [A-Z]\d/.test(line) && !ids.includes(line.split(' ')[1]!));
  const keptIds = [...new Set(keptRows.map((row) => row.split(' ')[1]!))];
  const dates = lines
    .map((line) => /^(?<ids>[A-Z]\d.*): measured (?<when>.*)\.$/.exec(line)?.groups)
    .filter((line) => line !== undefined)
    .map((line) => ({ ids: line.ids!.split(', ').filter((id) => keptIds.includes(id)), when: line.when! }))
    .filter((line) => line.ids.length > 0);
  const told = [...dates, { ids, when }].map((line) => `${line.ids.join(', ')}: measured ${line.when}.`);
  const rows = [...keptRows, ...findings.map(row)].sort((a, b) => a.split(' ')[1]!.localeCompare(b.split(' ')[1]!));
  return `${told.join('\n\n')}\n\n${[...HEAD, ...rows].join('\n')}`;
}

function row({ id, what, measured, reference, bar, holds }: Finding): string {
  return `| ${[id, what, measured, reference ?? '', bar ?? '', verdict(holds)].join(' | ')} |`;
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
