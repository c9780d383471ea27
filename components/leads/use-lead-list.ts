'use client';

import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useQueryStates } from 'nuqs';
import { useMemo } from 'react';
import { useApi } from '@/components/api/provider';
import { useLiveRefresh } from '@/components/live/use-live';
import { leadFilterParsers, listInput } from './lead-filters';
import { joinPages } from './lead-pages';
import { useNoteChanges } from './use-note-changes';

const PAGE_SIZE = 100;

/** The filters of the URL, and the leads they find, page by page and kept up to date. */
export function useLeadList() {
  const api = useApi();
  const [filters, setFilters] = useQueryStates(leadFilterParsers);
  const query = useInfiniteQuery(
    api.leads.listLeads.infiniteOptions({
      input: (cursor: string | undefined) => ({
        ...listInput(filters),
        limit: PAGE_SIZE,
        ...(cursor === undefined ? {} : { cursor }),
      }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      placeholderData: keepPreviousData,
    }),
  );
  useNoteChanges();
  useLiveRefresh('leads', [api.leads.listLeads.key()]);
  useLiveRefresh('settings', [api.leads.listLeads.key()]);
  const { leads, total } = useMemo(() => joinPages(query.data?.pages ?? []), [query.data]);
  return { filters, setFilters, query, leads, total };
}
