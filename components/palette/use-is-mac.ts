'use client';

import { useSyncExternalStore } from 'react';

export function isMac(): boolean {
  return /mac|iphone|ipad/i.test(navigator.platform);
}

/** Whether ⌘ is the key for commands; false on the server and while hydrating. */
export function useIsMac(): boolean {
  return useSyncExternalStore(
    () => () => {},
    isMac,
    () => false,
  );
}
