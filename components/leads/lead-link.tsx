'use client';

import { type ReactNode, useLayoutEffect, useRef } from 'react';
import { isPage } from './use-list-keys';

interface LeadLinkProps {
  id: string;
  /** The list with this lead's panel open: a link one can copy or open in another tab. */
  href: string;
  /** The keys are on this row. */
  focused: boolean;
  tabbable: boolean;
  onFocus: (id: string) => void;
  onOpen: (id: string) => void;
  className?: string;
  children: ReactNode;
}

/** Opens the lead beside its list; with a modifier key it is an ordinary link. One of a list's links is in the tab order. */
export function LeadLink({ id, href, focused, tabbable, onFocus, onOpen, className, children }: LeadLinkProps) {
  const link = useRef<HTMLAnchorElement>(null);
  // Before the next key is handled: a focus that comes late would take the keys back to this row.
  useLayoutEffect(() => {
    // Focus follows the keys inside the list only: it is never taken from a panel or from the search field.
    const at = document.activeElement;
    const free = isPage(at) || at?.closest('[data-lead-list]');
    if (focused && free) link.current?.focus({ preventScroll: true });
  }, [focused]);
  return (
    <a
      ref={link}
      href={href}
      data-lead={id}
      tabIndex={tabbable ? 0 : -1}
      className={className}
      onFocus={() => onFocus(id)}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0) return;
        event.preventDefault();
        onOpen(id);
      }}
    >
      {children}
    </a>
  );
}
