'use client';

import { useEffect, useRef } from 'react';
import { cx } from '@/components/ui/class-names';
import { changedRecently } from './recently-changed';
import { formatScore } from './score-text';

const FLASH_MS = 150;

interface LiveScoreProps {
  leadId: string;
  score: number;
  className?: string;
}

/** A score that lights up for a moment when an event has moved it. */
export function LiveScore({ leadId, score, className }: LiveScoreProps) {
  const element = useRef<HTMLSpanElement>(null);
  const text = formatScore(score);
  const shown = useRef({ leadId, text });

  useEffect(() => {
    const before = shown.current;
    shown.current = { leadId, text };
    // Rows are reused for other leads while scrolling; that is no change.
    if (before.leadId !== leadId || before.text === text || !changedRecently(leadId, Date.now())) return;
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    element.current?.animate([{ backgroundColor: 'var(--accent-wash)', color: 'var(--accent-text)' }, {}], FLASH_MS);
  }, [leadId, text]);

  return (
    <span ref={element} className={cx('rounded-sm px-1 tabular-nums', className)}>
      {text}
    </span>
  );
}
