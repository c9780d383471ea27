'use client';

import { useSyncExternalStore } from 'react';

const TICK_MS = 10_000;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let nowMs = 0;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  nowMs = Date.now();
  timer ??= setInterval(() => {
    nowMs = Date.now();
    for (const notify of listeners) notify();
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function clientNow(): number {
  if (nowMs === 0) nowMs = Date.now();
  return nowMs;
}

/** The present moment, renewed every ten seconds by one timer for the whole page; null on the server and while hydrating. */
export function useNow(): number | null {
  return useSyncExternalStore(subscribe, clientNow, () => null);
}
