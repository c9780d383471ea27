'use client';

import type { ReactNode } from 'react';
import { Tooltip } from './tooltip';

interface HintButtonProps {
  /** What the button explains. */
  label: string;
  content: string;
  /** An icon. */
  children: ReactNode;
}

/** A remark behind an icon, for hover, focus and touch alike. */
export function HintButton({ label, content, children }: HintButtonProps) {
  return (
    <Tooltip content={content}>
      <button
        type="button"
        aria-label={label}
        className="inline-flex size-6 items-center justify-center rounded-sm text-faint hover:text-ink [&_svg]:size-3.5"
      >
        {children}
      </button>
    </Tooltip>
  );
}
