import { createParser } from 'nuqs';

/** A moment in the URL; anything that is none is dropped, so that a broken link still shows a list. */
export const parseAsMoment = createParser({
  parse: (text) => (Number.isNaN(Date.parse(text)) ? null : new Date(text).toISOString()),
  serialize: (moment: string) => moment,
});
