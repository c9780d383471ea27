import { parseAsString, parseAsStringLiteral } from 'nuqs';
import { parseAsMoment } from '@/components/ui/parse-as-moment';
import type { Stage } from '@/lib/leads/contract';
import { type LeadSort, SORT_ORDER, STAGE_ORDER, STATUS_ORDER, type Status } from './names';

/** The list's filters and order as they stand in the URL, by the names of the API. */
export const leadFilterParsers = {
  search: parseAsString.withDefault(''),
  stage: parseAsStringLiteral(STAGE_ORDER),
  status: parseAsStringLiteral(STATUS_ORDER),
  known: parseAsStringLiteral(['true', 'false'] as const),
  seenFrom: parseAsMoment,
  sort: parseAsStringLiteral(SORT_ORDER).withDefault('score'),
};

export interface LeadFilters {
  search: string;
  stage: Stage | null;
  status: Status | null;
  known: 'true' | 'false' | null;
  seenFrom: string | null;
  sort: LeadSort;
}

const MAX_SEARCH_CHARS = 200;

/** The filters as the API takes them: only those that are set. */
export function listInput({ search, stage, status, known, seenFrom, sort }: LeadFilters) {
  const text = search.trim().slice(0, MAX_SEARCH_CHARS);
  return {
    sort,
    ...(text === '' ? {} : { search: text }),
    ...(stage === null ? {} : { stage }),
    ...(status === null ? {} : { status }),
    ...(known === null ? {} : { known }),
    ...(seenFrom === null ? {} : { seenFrom }),
  };
}

/** True when something narrows the list; the order does not. */
export function isFiltered({ search, stage, status, known, seenFrom }: LeadFilters): boolean {
  return search.trim() !== '' || stage !== null || status !== null || known !== null || seenFrom !== null;
}
