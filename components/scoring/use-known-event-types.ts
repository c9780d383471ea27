'use client';

import { useQuery } from '@tanstack/react-query';
import { useApi } from '@/components/api/provider';
import { useWorkspace } from '@/components/shell/workspace';
import type { Rule } from '@/lib/scoring/contract';

const EVENTS_LOOKED_AT = 200;

/** Event types of the rules, and of the latest events for those who may read them. */
export function useKnownEventTypes(rules: readonly Rule[]): string[] {
  const { can } = useWorkspace();
  const events = useQuery(
    useApi().tracking.listEvents.queryOptions({ input: { limit: EVENTS_LOOKED_AT }, enabled: can('events:read') }),
  );
  const types = new Set(rules.map(({ eventType }) => eventType));
  for (const { type } of events.data?.items ?? []) types.add(type);
  return [...types].sort((a, b) => a.localeCompare(b));
}
