import { createParser, parseAsStringLiteral } from 'nuqs';
import type { Run } from '@/lib/system/contract';

// Written again: the contract itself would bring its schemas into the page.
const RUN_ID = /^[0-9A-HJKMNP-TV-Z]{26}$/i;
const RUN_STATUSES = [
  'queued',
  'running',
  'completed',
  'failed',
  'cancelled',
] as const satisfies readonly Run['status'][];

/** A run's id; anything that is none is dropped, so that a broken link still shows the list. */
const parseAsRun = createParser({
  parse: (text) => (RUN_ID.test(text) ? text : null),
  serialize: (id: string) => id,
});

/** The filters of the runs as they stand in the URL, and the run that is opened. */
export const runFilterParsers = {
  status: parseAsStringLiteral(RUN_STATUSES),
  of: parseAsStringLiteral(['organization', 'program'] as const),
  run: parseAsRun,
};
