'use client';

import { ChevronRight } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { cx } from '@/components/ui/class-names';
import { formatSigned } from '@/components/ui/format-number';
import type { TimelineEntry } from '@/lib/leads/contract';
import { eventDetail, eventName } from './event-words';
import { exactMoment, timeOfDay } from './moment-text';
import { TimelineDetails } from './timeline-details';
import type { EventTarget } from './use-seek-event';

interface TimelineRowProps {
  entry: TimelineEntry;
  timeZone: string | undefined;
  /** Given when this event was asked for: it opens and comes into view. */
  target: EventTarget | null;
}

export function TimelineRow({ entry, timeZone, target }: TimelineRowProps) {
  const [open, setOpen] = useState(target !== null);
  const button = useRef<HTMLButtonElement>(null);
  const asked = target?.asked ?? null;
  useEffect(() => {
    if (asked === null) return;
    setOpen(true);
    if (button.current === null) return;
    bringIntoView(button.current);
    button.current.focus({ preventScroll: true });
  }, [asked]);

  const detail = eventDetail(entry.properties);
  return (
    <li className={target === null ? '' : 'bg-accent-wash'}>
      <button
        ref={button}
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex min-h-8 w-full items-center gap-2 px-3 py-1.5 text-left outline-offset-[-2px] hover:bg-sunken/60"
      >
        <ChevronRight
          aria-hidden
          className={cx('size-3.5 shrink-0 text-faint transition-transform duration-100', open && 'rotate-90')}
        />
        <time
          dateTime={entry.occurredAt}
          title={exactMoment(entry.occurredAt, timeZone)}
          className="w-10 shrink-0 text-xs text-faint"
        >
          {timeOfDay(entry.occurredAt, timeZone)}
        </time>
        <span className="flex min-w-0 flex-1 items-baseline gap-2 max-sm:flex-col max-sm:gap-0">
          <bdi className="max-w-full shrink-0 truncate font-medium">{eventName(entry.type)}</bdi>
          {detail !== null && (
            <bdi className="max-w-full min-w-0 truncate text-muted" title={detail}>
              {detail}
            </bdi>
          )}
        </span>
        <ScoreEffect scored={entry.scored} />
      </button>
      {open && <TimelineDetails entry={entry} timeZone={timeZone} />}
    </li>
  );
}

/** Where the timeline scrolls by itself the page stays where it is, so that the score it explains is still in view. */
function bringIntoView(element: HTMLElement): void {
  const frame = element.closest<HTMLElement>('[data-timeline]');
  if (frame === null || frame.scrollHeight <= frame.clientHeight) {
    element.scrollIntoView({ block: 'center' });
    return;
  }
  const distance = element.getBoundingClientRect().top - frame.getBoundingClientRect().top;
  frame.scrollTop += distance - frame.clientHeight / 3;
}

function ScoreEffect({ scored }: { scored: TimelineEntry['scored'] }) {
  if (scored === null) return <span className="shrink-0 text-xs text-faint">not scored</span>;
  const { delta, reason } = scored;
  return (
    <span
      title={reason}
      className={cx(
        'shrink-0 tabular-nums',
        delta > 0 ? 'text-ok-text' : delta < 0 ? 'text-danger-text' : 'text-faint',
      )}
    >
      {formatSigned(delta)}
    </span>
  );
}
