'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { useApi } from '@/components/api/provider';

const PAGE_SIZE = 100;

/** The fold behind a lead's score, now or at a past moment: its sums, and its steps newest first, page by page. */
export function useScore(leadId: string, at: string | null = null) {
  const query = useInfiniteQuery(
    useApi().scoring.getScore.infiniteOptions({
      input: (cursor: string | undefined) => ({
        id: leadId,
        limit: PAGE_SIZE,
        ...(at === null ? {} : { at }),
        ...(cursor === undefined ? {} : { cursor }),
      }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
  );
  return {
    query,
    /** The sums are of the whole history until then, on every page. */
    summary: query.data?.pages[0],
    steps: query.data?.pages.flatMap(({ items }) => items) ?? [],
  };
}

export type ScoreReading = ReturnType<typeof useScore>;
