'use client';

import { useState } from 'react';

/**
 * Gives focus back, when what was opened closes, to what had it before, or to what `find` names. For surfaces that no
 * trigger of their own opens.
 */
export function useFocusReturn(find?: () => HTMLElement | null): (event: Event) => void {
  const [opener] = useState(() => document.activeElement);
  return (event) => {
    event.preventDefault();
    const found = find?.();
    if (found) found.focus();
    else if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
  };
}
