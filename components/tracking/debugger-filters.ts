import { createParser, parseAsStringLiteral } from 'nuqs';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The id of a source; anything that is none is dropped, so that a broken link still shows a list. */
const parseAsSource = createParser({
  parse: (text) => (UUID.test(text) ? text.toLowerCase() : null),
  serialize: (id: string) => id,
});

/** The filters of the debugger as they stand in the URL. */
export const debuggerFilterParsers = {
  outcome: parseAsStringLiteral(['accepted', 'refused']),
  source: parseAsSource,
};
