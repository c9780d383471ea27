'use client';

import { useQueries, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { useApi } from '@/components/api/provider';
import { useWorkspace } from '@/components/shell/workspace';
import type { Lead } from '@/lib/leads/contract';
import { type LeadsFound, leadEntryId } from './arrange';

/** Long enough to type on without asking for each letter. */
const PAUSE_MS = 200;
const SHOWN = 7;
const RECENT_LEADS = 3;
const NONE: LeadsFound = { state: 'none' };

interface LeadSearch {
  found: LeadsFound;
  /** Null unless the search for what is typed now failed. */
  error: Error | null;
  retry: () => void;
}

/** Leads that match typed text, by the endpoint of the list; nothing for those who may not read leads. */
export function useLeadSearch(typed: string): LeadSearch {
  const api = useApi();
  const { can } = useWorkspace();
  const text = typed.trim();
  const wanted = can('leads:read') ? text : '';
  const asked = useAfterPause(wanted);
  const query = useQuery(
    api.leads.listLeads.queryOptions({ input: { search: asked, limit: SHOWN }, enabled: asked !== '' }),
  );
  const [last, setLast] = useState<readonly Lead[]>([]);
  useEffect(() => {
    if (query.data) setLast(query.data.items);
  }, [query.data]);

  const isAnswered = asked === wanted;
  const { data, error, refetch } = query;
  const found = useMemo<LeadsFound>(() => {
    if (wanted === '') return NONE;
    if (isAnswered && data) return { state: 'found', leads: data.items, total: data.total };
    if (isAnswered && error) return NONE;
    // Those of the letters before stay as long as they match: another lead must never be opened than was typed for.
    return { state: 'pending', leads: last.filter((lead) => mentions(lead, wanted)) };
  }, [wanted, isAnswered, data, error, last]);
  return { found, error: isAnswered && wanted !== '' ? error : null, retry: () => void refetch() };
}

function mentions({ name, email, company, externalId }: Lead, text: string): boolean {
  return [name, email, company, externalId].some((value) => value?.toLowerCase().includes(text.toLowerCase()));
}

/** The value when it has not changed for a moment; emptied at once. */
function useAfterPause(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), value === '' ? 0 : PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

/** The leads among what was used last, read anew: what this browser remembers of them is their id alone. */
export function useRecentLeads(recent: readonly string[]): ReadonlyMap<string, Lead | null> {
  const api = useApi();
  const { can } = useWorkspace();
  const ids = can('leads:read') ? leadIds(recent) : [];
  const results = useQueries({
    queries: ids.map((id) => api.leads.getLead.queryOptions({ input: { id }, retry: false })),
  });
  const leads = new Map<string, Lead | null>();
  for (const [index, id] of ids.entries()) {
    const { data, isError = false } = results[index] ?? {};
    // One that is gone, or was joined into another, is passed over.
    if (!isError && (data === undefined || data.id === id)) leads.set(leadEntryId(id), data ?? null);
  }
  return leads;
}

const PREFIX = leadEntryId('');

function leadIds(recent: readonly string[]): string[] {
  return recent
    .filter((id) => id.startsWith(PREFIX))
    .slice(0, RECENT_LEADS)
    .map((id) => id.slice(PREFIX.length));
}
