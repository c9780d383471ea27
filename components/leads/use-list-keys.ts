'use client';

import { useEffect, useEffectEvent } from 'react';

interface ListKeys {
  /** The row moves by this many: 1 down, −1 up. */
  onMove: (by: 1 | -1) => void;
  onOpen: () => void;
  /** While a panel is open arrows scroll it and Enter follows its links; j and k go on moving. */
  panelOpen: boolean;
}

/** ↑/↓ or j/k move, Enter opens. Keys typed into a control, or while a dialog asks something, are left alone. */
export function useListKeys({ onMove, onOpen, panelOpen }: ListKeys): void {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || isElsewhere(event.target)) return;
    const letter = event.key === 'j' || event.key === 'k';
    if (!letter && (panelOpen || !isInList(event.target))) return;
    if (event.key === 'j' || event.key === 'ArrowDown') onMove(1);
    else if (event.key === 'k' || event.key === 'ArrowUp') onMove(-1);
    else if (event.key === 'Enter' && isPage(event.target)) onOpen();
    else return;
    event.preventDefault();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKeyDown(event);
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}

/** Keys meant for something else: a control one types into, an open menu, a dialog that is not the lead's panel. */
function isElsewhere(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return true;
  const layer = target.closest('[role="dialog"], [role="menu"]');
  return layer !== null && layer.querySelector('[data-lead-panel]') === null;
}

/** Nothing in particular has the focus: where it is after a click beside everything. */
export function isPage(target: EventTarget | null): boolean {
  return target === document.body || (target instanceof HTMLElement && target.tagName === 'MAIN');
}

function isInList(target: EventTarget | null): boolean {
  return isPage(target) || (target instanceof HTMLElement && target.closest('[data-lead-list]') !== null);
}
