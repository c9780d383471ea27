import { parseAsString, parseAsStringLiteral } from 'nuqs';
import { parseAsMoment } from '@/components/ui/parse-as-moment';

/** The filters of the event list as they stand in the URL, by the names of the API. */
export const eventFilterParsers = {
  from: parseAsMoment,
  to: parseAsMoment,
  type: parseAsString,
  by: parseAsStringLiteral(['people', 'machines']),
};

export interface EventFilters {
  from: string | null;
  to: string | null;
  type: string | null;
  by: 'people' | 'machines' | null;
}

/** The filters as the API takes them: only those that are set. */
export function eventsInput({ from, to, type, by }: EventFilters) {
  return {
    ...(from === null ? {} : { from }),
    ...(to === null ? {} : { to }),
    ...(type === null ? {} : { type }),
    ...(by === null ? {} : { by }),
  };
}
