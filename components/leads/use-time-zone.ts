'use client';

import { useQuery } from '@tanstack/react-query';
import { useApi } from '@/components/api/provider';

const STALE_MS = 10 * 60_000;

/** The organization's time zone, for days and the times under them; the reader's own until it is known. */
export function useTimeZone(): string | undefined {
  const { data } = useQuery(useApi().identity.getOrganization.queryOptions({ staleTime: STALE_MS }));
  return data?.timeZone;
}
