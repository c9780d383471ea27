import { createParser } from 'nuqs';
import { COLUMN_ORDER, type TableColumn } from './names';

/** What a table shows to whom has chosen nothing. */
export const DEFAULT_COLUMNS: readonly TableColumn[] = [
  'score',
  'stage',
  'velocity',
  'risk',
  'status',
  'activity',
  'events',
  'email',
  'company',
  'source',
  'created',
];

/** Chosen columns as they stand in the URL, `columns=score,email`; what is no column is dropped, and so is the second of two. */
export const columnsParser = createParser<readonly TableColumn[]>({
  parse: (text) => [
    ...new Set(text.split(',').filter((name): name is TableColumn => COLUMN_ORDER.some((id) => id === name))),
  ],
  serialize: (columns) => columns.join(','),
  eq: (a, b) => a.join() === b.join(),
}).withDefault(DEFAULT_COLUMNS);

/** The column one place to the front or to the back; as it was where there is no such place. */
export function moved(columns: readonly TableColumn[], id: TableColumn, by: 1 | -1): TableColumn[] {
  const from = columns.indexOf(id);
  const to = from + by;
  const next = [...columns];
  if (from < 0 || to < 0 || to >= next.length) return next;
  next.splice(from, 1);
  next.splice(to, 0, id);
  return next;
}

/** A column that is chosen comes last. */
export function toggled(columns: readonly TableColumn[], id: TableColumn): TableColumn[] {
  return columns.includes(id) ? columns.filter((other) => other !== id) : [...columns, id];
}
