import { describe, expect, it } from 'vitest';
import { isFiltered, type LeadFilters, leadFilterParsers, listInput } from './lead-filters';

const none: LeadFilters = { search: '', stage: null, status: null, known: null, seenFrom: null, sort: 'score' };

describe('listInput', () => {
  it('asks only for what is set', () => {
    expect(listInput(none)).toEqual({ sort: 'score' });
    expect(listInput({ ...none, search: '  ada ', stage: 'hot', known: 'false', sort: 'activity' })).toEqual({
      search: 'ada',
      stage: 'hot',
      known: 'false',
      sort: 'activity',
    });
  });

  it('keeps a search within what the API accepts', () => {
    expect(listInput({ ...none, search: 'x'.repeat(500) }).search).toHaveLength(200);
  });
});

describe('isFiltered', () => {
  it('does not count the order or blanks', () => {
    expect([isFiltered(none), isFiltered({ ...none, sort: 'created', search: '  ' })]).toEqual([false, false]);
    expect(isFiltered({ ...none, seenFrom: '2026-03-10T00:00:00.000Z' })).toBe(true);
  });
});

describe('the URL', () => {
  it('drops what no filter can be', () => {
    expect(leadFilterParsers.stage.parse('boiling')).toBeNull();
    expect(leadFilterParsers.seenFrom.parse('yesterday')).toBeNull();
    expect(leadFilterParsers.seenFrom.parse('2026-03-10T00:00:00+01:00')).toBe('2026-03-09T23:00:00.000Z');
  });
});
