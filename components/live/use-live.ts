'use client';

import { hashKey, type QueryKey, useQueryClient } from '@tanstack/react-query';
import { useContext, useEffect, useEffectEvent } from 'react';
import type { LiveState } from './connection';
import type { LiveKind, LiveKinds } from './kinds';
import { type Live, LiveContext, LiveStateContext } from './provider';

function useLiveContext(): Live {
  const live = useContext(LiveContext);
  if (live === null) throw new Error('Live updates need a LiveProvider above them.');
  return live;
}

/** Calls `handler` with every message of that kind while mounted. The newest handler is the one called. */
export function useLive<Kind extends LiveKind>(kind: Kind, handler: (payload: LiveKinds[Kind]) => void): void {
  const { subscribe } = useLiveContext();
  const onMessage = useEffectEvent((payload: unknown) => handler(payload as LiveKinds[Kind]));
  useEffect(() => subscribe(kind, (payload) => onMessage(payload)), [kind, subscribe]);
}

/**
 * Reads the queries under these keys again after each message of that kind (for which `when` holds), each key at most
 * every 250 ms: `useLiveRefresh('leads', [api.leads.listLeads.key()])`.
 */
export function useLiveRefresh<Kind extends LiveKind>(
  kind: Kind,
  keys: readonly QueryKey[],
  when?: (payload: LiveKinds[Kind]) => boolean,
): void {
  const queryClient = useQueryClient();
  const { refreshes } = useLiveContext();
  useLive(kind, (payload) => {
    if (when && !when(payload)) return;
    for (const queryKey of keys)
      refreshes.request(hashKey(queryKey), () => queryClient.invalidateQueries({ queryKey }));
  });
}

/** Whether changes arrive by themselves at the moment. */
export function useLiveState(): LiveState {
  return useContext(LiveStateContext);
}
