'use client';

import { useEffect } from 'react';

/** Rows left below the view when the next page is asked for. */
const AHEAD = 40;

/** Asks for the next page while the last rows come into view. */
export function useLoadNearEnd(lastShown: number | undefined, loaded: number, onNearEnd: () => void): void {
  const near = lastShown !== undefined && lastShown >= loaded - AHEAD;
  // A page that arrived may still end within reach: `loaded` makes the effect look again.
  // biome-ignore lint/correctness/useExhaustiveDependencies: See above.
  useEffect(() => {
    if (near) onNearEnd();
  }, [near, loaded, onNearEnd]);
}
