import type { Lead } from '@/lib/leads/contract';
import type { Command, CommandGroup } from './command';
import { FIT, fold, rank } from './rank';

/** What one may search the leads for, and how far that is. */
export type LeadsFound =
  | { state: 'none' }
  | { state: 'pending'; leads: readonly Lead[] }
  | { state: 'found'; leads: readonly Lead[]; total: number };

export type Entry =
  | { kind: 'command'; command: Command }
  | { kind: 'lead'; lead: Lead }
  /** Leads to the list with all that were found. */
  | { kind: 'all leads'; total: number }
  /** Holds the place of what is on its way. */
  | { kind: 'blank'; id: string };

export interface Section {
  id: string;
  heading: string;
  entries: Entry[];
}

export interface Contents {
  typed: string;
  /** What mounted pages and panels offer; stands first. */
  offered: readonly CommandGroup[];
  workspace: readonly CommandGroup[];
  /** Ids of commands, the latest first. */
  recent: readonly string[];
  leads: LeadsFound;
  /** Leads that were opened from here, by the id under which they are remembered; null while they are read. */
  recentLeads: ReadonlyMap<string, Lead | null>;
}

const RECENT_SHOWN = 5;
const BLANKS = 3;

/** What the palette shows, from top to bottom. */
export function arrange(contents: Contents): Section[] {
  const sections = fold(contents.typed) === '' ? browsed(contents) : searched(contents);
  return sections.filter(({ entries }) => entries.length > 0);
}

const asEntry = (command: Command): Entry => ({ kind: 'command', command });

function browsed({ offered, workspace, recent, recentLeads }: Contents): Section[] {
  const commands = new Map(workspace.flatMap((group) => group.commands.map((command) => [command.id, command])));
  const used = recent.filter((id) => commands.has(id) || recentLeads.has(id)).slice(0, RECENT_SHOWN);
  const entries = used.map((id): Entry => {
    const command = commands.get(id);
    if (command !== undefined) return asEntry(command);
    const lead = recentLeads.get(id);
    return lead ? { kind: 'lead', lead } : { kind: 'blank', id };
  });
  const whole = (group: CommandGroup, without: readonly string[]): Section => ({
    ...group,
    entries: group.commands.filter(({ id }) => !without.includes(id)).map(asEntry),
  });
  return [
    ...offered.map((group) => whole(group, [])),
    { id: 'recent', heading: 'Recent', entries },
    ...workspace.map((group) => whole(group, used)),
  ];
}

/**
 * Groups by their best match. Leads stand below what was named and above what was only meant: the server finds them by
 * any part of their names, and where they stand must not change when they come.
 */
function searched({ typed, offered, workspace, recent, leads }: Contents): Section[] {
  const groups = [...offered, ...workspace]
    .map((group) => ({ group, matches: rank(typed, group.commands, recent) }))
    .filter(({ matches }) => matches.length > 0)
    .map(({ group, matches }) => ({
      fit: matches[0]!.fit,
      section: { ...group, entries: matches.map(({ item }) => asEntry(item)) },
    }))
    .sort((a, b) => a.fit - b.fit);
  const named = groups.filter(({ fit }) => fit <= FIT.word);
  const meant = groups.filter(({ fit }) => fit > FIT.word);
  return [
    ...named.map(({ section }) => section),
    { id: 'leads', heading: 'Leads', entries: leadEntries(leads) },
    ...meant.map(({ section }) => section),
  ];
}

function leadEntries(found: LeadsFound): Entry[] {
  if (found.state === 'none') return [];
  const entries = found.leads.map((lead): Entry => ({ kind: 'lead', lead }));
  if (found.state === 'found')
    return found.total > found.leads.length ? [...entries, { kind: 'all leads', total: found.total }] : entries;
  const missing = Math.max(0, BLANKS - entries.length);
  return [...entries, ...Array.from({ length: missing }, (_, n): Entry => ({ kind: 'blank', id: String(n) }))];
}

/** Unique in the palette. */
export function entryId(entry: Entry): string {
  switch (entry.kind) {
    case 'command':
      return entry.command.id;
    case 'lead':
      return leadEntryId(entry.lead.id);
    case 'all leads':
      return 'leads:all';
    case 'blank':
      return `blank:${entry.id}`;
  }
}

/** Under which a lead that was opened is remembered. */
export function leadEntryId(leadId: string): string {
  return `lead:${leadId}`;
}
