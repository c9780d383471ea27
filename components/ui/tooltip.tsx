'use client';

import { cloneElement, type ReactElement, type ReactNode, useEffect, useId, useRef } from 'react';

interface TooltipProps {
  content: ReactNode;
  /** One focusable element. */
  children: ReactElement<{ 'aria-describedby'?: string }>;
}

const SHOW_MS = 250;
/** Long enough to move the pointer onto the remark. */
const HIDE_MS = 120;
const GAP_PX = 6;
const EDGE_PX = 8;

/** A remark on hover, focus and touch; Esc closes it. It stands in the browser's top layer, so nothing cuts it off. */
export function Tooltip({ content, children }: TooltipProps) {
  const id = useId();
  const anchor = useRef<HTMLSpanElement>(null);
  const bubble = useRef<HTMLSpanElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const watching = useRef<AbortController>(undefined);

  const isShown = () => bubble.current?.matches(':popover-open') ?? false;
  const hide = () => {
    clearTimeout(timer.current);
    watching.current?.abort();
    if (isShown()) bubble.current?.hidePopover();
  };
  const showAfter = (delayMs: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      const element = anchor.current?.firstElementChild;
      if (!element || !bubble.current || isShown()) return;
      bubble.current.showPopover();
      place(bubble.current, element);
      watching.current = new AbortController();
      const { signal } = watching.current;
      window.addEventListener('scroll', hide, { capture: true, signal });
      document.addEventListener('pointerdown', hide, { capture: true, signal });
    }, delayMs);
  };
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      watching.current?.abort();
    },
    [],
  );

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: The element inside is the interactive one; its events come by here.
    <span
      ref={anchor}
      className="contents"
      onPointerEnter={(event) => event.pointerType === 'mouse' && showAfter(SHOW_MS)}
      onPointerLeave={(event) => {
        if (event.pointerType !== 'mouse') return;
        clearTimeout(timer.current);
        timer.current = setTimeout(hide, HIDE_MS);
      }}
      onPointerUp={(event) => event.pointerType !== 'mouse' && showAfter(0)}
      onFocus={(event) => event.target.matches(':focus-visible') && showAfter(0)}
      onBlur={hide}
      onKeyDown={(event) => event.key === 'Escape' && hide()}
    >
      {cloneElement(children, { 'aria-describedby': id })}
      <span
        ref={bubble}
        id={id}
        role="tooltip"
        popover="manual"
        className="fixed inset-auto m-0 max-w-72 animate-fade-in rounded-md bg-ink px-2 py-1 text-left text-xs font-normal whitespace-normal text-canvas shadow-floating"
      >
        {content}
      </span>
    </span>
  );
}

/** Above the element and centred on it; below where there is no room, and never past the edge of the window. */
function place(bubble: HTMLElement, element: Element): void {
  const target = element.getBoundingClientRect();
  const { width, height } = bubble.getBoundingClientRect();
  const left = target.left + target.width / 2 - width / 2;
  const above = target.top - height - GAP_PX;
  bubble.style.left = `${Math.max(EDGE_PX, Math.min(left, window.innerWidth - width - EDGE_PX))}px`;
  bubble.style.top = `${above >= EDGE_PX ? above : target.bottom + GAP_PX}px`;
}
