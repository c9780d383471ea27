import { describe, expect, it } from 'vitest';
import { FIT, fitOf, fold, rank } from './rank';

const items = [
  { id: 'members', label: 'Members' },
  { id: 'rule', label: 'New scoring rule', words: 'add points' },
  { id: 'scoring', label: 'Scoring', words: 'rules decay' },
  { id: 'source', label: 'New source' },
  { id: 'sources', label: 'Sources & keys' },
];

const idsFor = (typed: string, recent: string[] = []) => rank(typed, items, recent).map(({ item }) => item.id);

describe('fitOf', () => {
  it.each([
    ['Scoring', FIT.whole],
    ['  sCORing ', FIT.whole],
    ['new sc', FIT.beginning],
    ['rule new', FIT.word],
    ['poin', FIT.furtherWord],
    ['new poin', FIT.furtherWord],
    ['coring', FIT.part],
    ['nsr', FIT.abbreviation],
    ['newrule', FIT.abbreviation],
    ['p', null],
    ['o', null],
    ['s', FIT.word],
    ['nsx', null],
    ['rsn', null],
    ['zzz', null],
  ])('tells how well %j fits', (typed, fit) => {
    const label = fit === FIT.whole ? 'Scoring' : 'New scoring rule';
    expect(fitOf(typed, { label, words: 'add points' })).toBe(fit);
  });

  it.each(['%', '_', '\\', "'", '"', '.*', '(', '[a', '<b>'])('takes %j for letters like any others', (typed) => {
    expect(fitOf(typed, { label: 'Members' })).toBeNull();
    expect(fitOf(`e ${typed}`, { label: `One ${typed} two` })).toBe(FIT.part);
  });

  it('is as quick for a name made to be slow', () => {
    const label = 'a '.repeat(100);
    expect(fitOf(`${'a'.repeat(150)}b`, { label })).toBeNull();
  });
});

describe('fold', () => {
  it('takes away case, accents and spare spaces', () => {
    expect(fold('  Zoë   ÅNGSTRÖM\u00a0Ω ')).toBe('zoe angstrom ω');
    expect(fold('شركة')).toBe('شركة');
  });
});

describe('rank', () => {
  it('puts what begins with the text before what contains it, and abbreviations last', () => {
    expect(idsFor('sco')).toEqual(['scoring', 'rule']);
    expect(idsFor('so')).toEqual(['sources', 'source']);
    expect(idsFor('ns')).toEqual(['rule', 'source']);
  });

  it('puts what was used lately first among what fits alike, and nothing before what fits better', () => {
    expect(idsFor('new', ['source'])).toEqual(['source', 'rule']);
    expect(idsFor('new', ['source', 'rule'])).toEqual(['source', 'rule']);
    expect(idsFor('sco', ['rule'])).toEqual(['scoring', 'rule']);
  });

  it('finds nothing for nothing', () => {
    expect(idsFor('')).toEqual([]);
    expect(idsFor('   ')).toEqual([]);
  });
});
