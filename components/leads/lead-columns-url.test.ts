import { describe, expect, it } from 'vitest';
import { columnsParser, DEFAULT_COLUMNS, moved, toggled } from './lead-columns-url';
import { COLUMN_ORDER } from './names';

describe('columns in the URL', () => {
  it('come back as they were chosen, in their order, none of them too', () => {
    for (const columns of [[], ['email', 'score'], [...COLUMN_ORDER].reverse()] as const)
      expect(columnsParser.parse(columnsParser.serialize(columns))).toEqual(columns);
  });

  it('drop what is no column and what comes twice', () => {
    expect(columnsParser.parse('score,shoe size,email,score,name,__proto__')).toEqual(['score', 'email']);
  });

  it('are left out where they are the usual ones in the usual order', () => {
    expect(columnsParser.eq(DEFAULT_COLUMNS, [...DEFAULT_COLUMNS])).toBe(true);
    expect(columnsParser.eq(DEFAULT_COLUMNS, [...DEFAULT_COLUMNS].reverse())).toBe(false);
  });
});

describe('moved', () => {
  it.each([
    ['email', 1, ['score', 'stage', 'email']],
    ['email', -1, ['email', 'score', 'stage']],
    ['score', -1, ['score', 'email', 'stage']],
    ['stage', 1, ['score', 'email', 'stage']],
    ['phone', 1, ['score', 'email', 'stage']],
  ] as const)('%s by %i', (id, by, expected) => {
    expect(moved(['score', 'email', 'stage'], id, by)).toEqual(expected);
  });
});

it('toggled takes a column out, and puts it in at the end', () => {
  expect(toggled(['score', 'email'], 'score')).toEqual(['email']);
  expect(toggled(['score', 'email'], 'phone')).toEqual(['score', 'email', 'phone']);
});
