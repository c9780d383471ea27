'use client';

import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { LiveConnection, type LiveState } from './connection';
import { LIVE_KINDS, type LiveKind } from './kinds';
import { RefreshQueue } from './refresh-queue';

/** A tab nobody looks at gives its connection back: over HTTP/1.1 a browser has six for a whole host. */
const HIDDEN_MS = 60_000;
/** The stream begins a moment after the page's first queries; what happened in between is read once they are done. */
const FIRST_GAP_MS = 1_000;

type Listener = (payload: unknown) => void;

export interface Live {
  subscribe: (kind: LiveKind, listener: Listener) => () => void;
  refreshes: RefreshQueue;
}

export const LiveContext = createContext<Live | null>(null);
export const LiveStateContext = createContext<LiveState>('connecting');

/** The tab's one connection to what happens in the organization. */
export function LiveProvider({ orgSlug, children }: { orgSlug: string; children: ReactNode }) {
  const queryClient = useQueryClient();
  const listeners = useRef(new Map<LiveKind, Set<Listener>>());
  const [state, setState] = useState<LiveState>('connecting');

  const live = useMemo<Live>(
    () => ({
      refreshes: new RefreshQueue(),
      subscribe: (kind, listener) => {
        const ofKind = listeners.current.get(kind) ?? new Set();
        listeners.current.set(kind, ofKind.add(listener));
        return () => ofKind.delete(listener);
      },
    }),
    [],
  );

  useEffect(() => {
    const refetchAll = () => live.refreshes.request('everything', () => queryClient.invalidateQueries());
    let firstGap: ReturnType<typeof setTimeout> | undefined;
    const connection = new LiveConnection({
      kinds: LIVE_KINDS,
      openStream: () => new EventSource(`/api/stream?org=${encodeURIComponent(orgSlug)}`),
      onMessage: (kind, data) => {
        const payload = parse(data);
        if (payload === undefined) return refetchAll();
        for (const listener of listeners.current.get(kind as LiveKind) ?? []) listener(payload);
      },
      onGap: refetchAll,
      onState: (next) => {
        setState(next);
        if (next === 'live') firstGap ??= setTimeout(refetchAll, FIRST_GAP_MS);
      },
    });
    connection.open();
    const stopWatching = closeWhileHidden(connection);
    return () => {
      clearTimeout(firstGap);
      stopWatching();
      connection.close();
    };
  }, [orgSlug, live, queryClient]);

  return (
    <LiveContext value={live}>
      <LiveStateContext value={state}>{children}</LiveStateContext>
    </LiveContext>
  );
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}

function closeWhileHidden(connection: LiveConnection): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const onChange = () => {
    clearTimeout(timer);
    if (document.visibilityState === 'hidden') timer = setTimeout(() => connection.close(), HIDDEN_MS);
    else connection.open();
  };
  document.addEventListener('visibilitychange', onChange);
  return () => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', onChange);
  };
}
