'use client';

import { parseAsBoolean, useQueryState } from 'nuqs';
import { useCallback } from 'react';

/** Appended to a page's address opens its form for something new. */
export const NEW_IN_URL = '?new=true';

/** Whether the page's form for something new is open, kept in its address so that a link can open it. */
export function useNewInUrl(): [isOpen: boolean, setOpen: (isOpen: boolean) => void] {
  const [isOpen, setOpen] = useQueryState('new', parseAsBoolean.withDefault(false));
  return [isOpen, useCallback((next: boolean) => void setOpen(next), [setOpen])];
}
