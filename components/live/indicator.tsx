'use client';

import type { LiveState } from './connection';
import { useLiveState } from './use-live';

const LOOKS: Record<LiveState, { text: string; title: string; mark: string }> = {
  connecting: { text: 'Connecting', title: 'Opening the live connection', mark: 'bg-line-strong' },
  live: { text: 'Live', title: 'Changes appear by themselves', mark: 'bg-ok' },
  reconnecting: {
    text: 'Reconnecting',
    title: 'The live connection broke; trying again',
    mark: 'border border-caution bg-transparent',
  },
  polling: {
    text: 'Every 10 s',
    title: 'No live connection; this page is read again every ten seconds',
    mark: 'border-2 border-caution bg-transparent',
  },
};

export function LiveIndicator() {
  const { text, title, mark } = LOOKS[useLiveState()];
  return (
    <span role="status" title={title} className="inline-flex items-center gap-1.5 text-xs text-faint">
      <span aria-hidden className={`size-2 rounded-full ${mark}`} />
      {text}
    </span>
  );
}
