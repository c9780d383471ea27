'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { useApi } from '@/components/api/provider';

const PAGE_SIZE = 50;

/** A lead's events, newest first, page by page; of one type where `type` is given. */
export function useTimeline(leadId: string, type: string | null) {
  const query = useInfiniteQuery(
    useApi().leads.getTimeline.infiniteOptions({
      input: (cursor: string | undefined) => ({
        id: leadId,
        limit: PAGE_SIZE,
        ...(type === null ? {} : { type }),
        ...(cursor === undefined ? {} : { cursor }),
      }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
  );
  const entries = query.data?.pages.flatMap(({ items }) => items) ?? [];
  return { query, entries };
}
