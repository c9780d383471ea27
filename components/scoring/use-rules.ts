'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { useApi } from '@/components/api/provider';
import { useLiveRefresh } from '@/components/live/use-live';

const PAGE_SIZE = 200;

/** The rules in their present versions, by event type, those with most conditions first. */
export function useRules() {
  const api = useApi();
  const query = useInfiniteQuery(
    api.scoring.listRules.infiniteOptions({
      input: (cursor: string | undefined) => ({ limit: PAGE_SIZE, ...(cursor === undefined ? {} : { cursor }) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
  );
  useLiveRefresh('rules', [api.scoring.listRules.key()]);
  const rules = (query.data?.pages.flatMap(({ items }) => items) ?? []).sort(
    (a, b) =>
      a.eventType.localeCompare(b.eventType) || b.conditions.length - a.conditions.length || (a.id < b.id ? -1 : 1),
  );
  return { query, rules };
}
