'use client';

import { useEffect, useEffectEvent } from 'react';
import { isTyping, presses } from '@/components/palette/keys';
import { useKeys } from '@/components/palette/use-keys';

interface ListKeys {
  /** The row moves by this many: 1 down, −1 up. */
  onMove: (by: 1 | -1) => void;
  onOpen: () => void;
  /** While a panel is open arrows scroll it and Enter follows its links; j and k go on moving. */
  panelOpen: boolean;
}

const DOWN = { keys: ['j', 'ArrowDown'], does: 'To the next lead' };
const UP = { keys: ['k', 'ArrowUp'], does: 'To the lead before' };
const OPEN = { keys: ['Enter'], does: 'Open the lead' };
const IN_LIST = [DOWN, UP, OPEN];

const DOWN_FROM_PANEL = { ...DOWN, keys: ['j'] };
const UP_FROM_PANEL = { ...UP, keys: ['k'] };
const IN_PANEL = [DOWN_FROM_PANEL, UP_FROM_PANEL];

/** ↑/↓ or j/k move, Enter opens. Keys typed into a control, or while a dialog asks something, are left alone. */
export function useListKeys({ onMove, onOpen, panelOpen }: ListKeys): void {
  useKeys(panelOpen ? 'In the panel of a lead' : 'In the list of leads', panelOpen ? IN_PANEL : IN_LIST);
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || isElsewhere(event.target)) return;
    const lettersOnly = panelOpen || !isInList(event.target);
    if (presses(event, lettersOnly ? DOWN_FROM_PANEL : DOWN)) onMove(1);
    else if (presses(event, lettersOnly ? UP_FROM_PANEL : UP)) onMove(-1);
    else if (!panelOpen && presses(event, OPEN) && isPage(event.target)) onOpen();
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
  if (isTyping(target)) return true;
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
