import type { ReactNode } from 'react';
import { cx } from './class-names';

interface ScrollRegionProps {
  label: string;
  className?: string;
  maxHeightPx?: number;
  children: ReactNode;
}

/** A part of the page that scrolls by itself, and therefore is in the tab order: arrow keys scroll it. */
export function ScrollRegion({ label, className, maxHeightPx, children }: ScrollRegionProps) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: A region that scrolls must be reachable by keyboard.
      tabIndex={0}
      className={cx('overflow-y-auto', className)}
      style={{ maxHeight: maxHeightPx }}
    >
      {children}
    </section>
  );
}
