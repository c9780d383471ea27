'use client';

import { useSyncExternalStore } from 'react';

/** Whether a media query holds; false on the server and while hydrating. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (notify) => {
      const media = matchMedia(query);
      media.addEventListener('change', notify);
      return () => media.removeEventListener('change', notify);
    },
    () => matchMedia(query).matches,
    () => false,
  );
}

/** Below 768 px, where rows become cards and panels fill the screen. */
export const NARROW = '(max-width: 767.98px)';
