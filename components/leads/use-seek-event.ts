'use client';

import { useEffect, useEffectEvent, useRef } from 'react';

export interface EventTarget {
  eventId: string;
  /** Grows with each request, so that asking for the same event again brings it into view again. */
  asked: number;
}

/** Older pages read in search of an event before it is called missing. */
const MAX_PAGES = 100;

interface Seek {
  target: EventTarget | null;
  entries: readonly { id: string }[];
  query: {
    isPending: boolean;
    isFetching: boolean;
    isError: boolean;
    hasNextPage: boolean;
    data: { pages: readonly unknown[] } | undefined;
    fetchNextPage: () => Promise<unknown>;
  };
  /** The event may be of a type that is filtered out. */
  showAllTypes: () => void;
}

/** Reads older pages until the event that was asked for is among them. */
export function useSeekEvent({ target, entries, query, showAllTypes }: Seek): 'found' | 'seeking' | 'missing' | null {
  const eventId = target?.eventId ?? null;
  const found = eventId !== null && entries.some(({ id }) => id === eventId);
  const pages = query.data?.pages.length ?? 0;
  const exhausted = pages >= MAX_PAGES || (!query.hasNextPage && !query.isFetching) || query.isError;
  const seeking = eventId !== null && !found && !exhausted;

  const clearedFor = useRef<string | null>(null);
  const clearFilter = useEffectEvent(() => {
    if (!found) showAllTypes();
  });
  const asked = target === null ? null : `${target.eventId} ${target.asked}`;
  useEffect(() => {
    if (asked === null || clearedFor.current === asked) return;
    clearedFor.current = asked;
    clearFilter();
  }, [asked]);

  const idle = !query.isFetching && query.data !== undefined;
  const readOlder = useEffectEvent(() => void query.fetchNextPage());
  // Each page that arrives without the event makes the effect run again.
  // biome-ignore lint/correctness/useExhaustiveDependencies: See above.
  useEffect(() => {
    if (seeking && idle) readOlder();
  }, [seeking, idle, pages]);

  if (eventId === null) return null;
  if (found) return 'found';
  return query.isPending || seeking ? 'seeking' : 'missing';
}
