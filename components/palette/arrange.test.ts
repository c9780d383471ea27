import { House } from 'lucide-react';
import { describe, expect, it } from 'vitest';
import type { Lead } from '@/lib/leads/contract';
import { arrange, type Contents, entryId } from './arrange';
import type { Command } from './command';

const command = (id: string, label: string): Command => ({ id, label, icon: House, href: '/' });
const lead = (id: string) => ({ id, name: id }) as Lead;

const nothing: Contents = {
  typed: '',
  offered: [{ id: 'offered', heading: 'Ada', commands: [command('link', 'Copy link')] }],
  workspace: [
    { id: 'go', heading: 'Go to', commands: [command('home', 'Home'), command('scoring', 'Scoring')] },
    { id: 'do', heading: 'Do', commands: [command('rule', 'New scoring rule'), command('copy', 'Copy the snippet')] },
  ],
  recent: [],
  leads: { state: 'none' },
  recentLeads: new Map(),
};

function shown(contents: Partial<Contents>) {
  return arrange({ ...nothing, ...contents }).map(({ id, entries }) => [id, ...entries.map(entryId)]);
}

describe('arrange, before anything is typed', () => {
  it('begins with the selection, then everything', () => {
    expect(shown({})).toEqual([
      ['offered', 'link'],
      ['go', 'home', 'scoring'],
      ['do', 'rule', 'copy'],
    ]);
  });

  it('shows what was used last before the rest, once, and skips what is not there any more', () => {
    const recentLeads = new Map([
      ['lead:a', lead('a')],
      ['lead:b', null],
    ]);
    expect(shown({ recent: ['rule', 'gone', 'lead:b', 'link', 'lead:a', 'lead:gone'], recentLeads })).toEqual([
      ['offered', 'link'],
      ['recent', 'rule', 'blank:lead:b', 'lead:a'],
      ['go', 'home', 'scoring'],
      ['do', 'copy'],
    ]);
  });
});

describe('arrange, for what is typed', () => {
  it('puts the group with the better match first, and the selection first among equals', () => {
    expect(shown({ typed: 'new' })[0]).toEqual(['do', 'rule']);
    expect(shown({ typed: 'copy' })).toEqual([
      ['offered', 'link'],
      ['do', 'copy'],
    ]);
    expect(shown({ typed: 'scoring' })).toEqual([
      ['go', 'scoring'],
      ['do', 'rule'],
    ]);
  });

  it('puts leads below what was named and above what was only meant, while they are searched and after', () => {
    const leads = { state: 'found', leads: [lead('a'), lead('b')], total: 9 } as const;
    expect(shown({ typed: 'scor', leads })).toEqual([
      ['go', 'scoring'],
      ['do', 'rule'],
      ['leads', 'lead:a', 'lead:b', 'leads:all'],
    ]);
    expect(shown({ typed: 'nsr', leads })).toEqual([
      ['leads', 'lead:a', 'lead:b', 'leads:all'],
      ['do', 'rule'],
    ]);
    expect(shown({ typed: 'nsr', leads: { state: 'pending', leads: [lead('a')] } })).toEqual([
      ['leads', 'lead:a', 'blank:0', 'blank:1'],
      ['do', 'rule'],
    ]);
  });

  it('shows nothing where nothing matches', () => {
    expect(shown({ typed: 'zzz' })).toEqual([]);
    expect(shown({ typed: 'zzz', leads: { state: 'found', leads: [], total: 0 } })).toEqual([]);
  });
});
