import { expect, it } from 'vitest';
import { leadsContract } from '@/lib/leads/contract';
import { listInput } from './lead-filters';
import { COLUMN_ORDER } from './names';
import { exportPath } from './use-lead-export';

const filters = {
  search: ' a&b="ü" ',
  stage: 'hot',
  status: null,
  known: 'true',
  seenFrom: null,
  sort: 'activity',
} as const;

it('asks the API for what the list shows, in words that it takes', () => {
  const asked = (columns: typeof COLUMN_ORDER) => {
    const url = new URL(exportPath(listInput(filters), columns), 'http://host.test');
    const input = leadsContract.exportLeads['~orpc'].inputSchema?.parse(Object.fromEntries(url.searchParams));
    return { path: url.pathname, ...input };
  };
  const rest = { search: 'a&b="ü"', stage: 'hot', known: 'true', sort: 'activity', bom: 'true' };
  expect(asked(['phone', 'id', 'score'])).toEqual({
    path: '/api/leads/export',
    ...rest,
    columns: 'name,phone,id,score',
  });
  expect(asked([]).columns).toBe('name,id');
  expect(asked(COLUMN_ORDER).columns?.split(',').length).toBe(COLUMN_ORDER.length + 1);
});
