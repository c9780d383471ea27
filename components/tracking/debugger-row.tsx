'use client';

import { ChevronRight, CircleCheck, CircleX } from 'lucide-react';
import { useState } from 'react';
import { exactMoment, timeToSecond } from '@/components/leads/moment-text';
import { Badge } from '@/components/ui/badge';
import { cx } from '@/components/ui/class-names';
import { formatNumber } from '@/components/ui/format-number';
import type { DebugEvent } from '@/lib/tracking/contract';
import { DebuggerDetails } from './debugger-details';

interface DebuggerRowProps {
  event: DebugEvent;
  sourceName: string;
  timeZone: string | undefined;
}

/** One line of what came to the door; opens to show all of it. */
export function DebuggerRow({ event, sourceName, timeZone }: DebuggerRowProps) {
  const [open, setOpen] = useState(false);
  const leftOut = event.refusal?.leftOut ?? 0;
  return (
    <li>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex min-h-8 w-full items-center gap-2 px-3 py-1.5 text-left outline-offset-[-2px] hover:bg-sunken/60 max-sm:items-start"
      >
        <ChevronRight
          aria-hidden
          className={cx(
            'size-3.5 shrink-0 text-faint transition-transform duration-100 max-sm:mt-1',
            open && 'rotate-90',
          )}
        />
        <span className="flex min-w-0 flex-1 items-center gap-x-3 gap-y-0.5 max-sm:flex-wrap">
          <time
            dateTime={event.receivedAt}
            title={`Received ${exactMoment(event.receivedAt, timeZone)}`}
            className="w-14 shrink-0 text-xs text-faint"
          >
            {timeToSecond(event.receivedAt, timeZone)}
          </time>
          <span className="w-22 shrink-0">
            <Outcome outcome={event.outcome} />
          </span>
          {leftOut > 0 && <Badge tone="outline">+{formatNumber(leftOut)} not kept</Badge>}
          <bdi
            className={cx(
              'min-w-0 truncate font-medium max-sm:basis-full sm:max-w-2/5 sm:shrink-0',
              event.type === null && 'text-faint',
            )}
          >
            {event.type ?? 'Without a name'}
          </bdi>
          <span className="flex min-w-0 flex-1 items-center gap-3 max-sm:basis-full max-sm:text-xs">
            <bdi className="min-w-0 flex-1 truncate text-muted">
              {event.refusal === null ? event.subject : event.refusal.message}
            </bdi>
            <bdi className="max-w-2/5 shrink-0 truncate text-xs text-faint">{sourceName}</bdi>
          </span>
        </span>
      </button>
      {open && <DebuggerDetails event={event} sourceName={sourceName} timeZone={timeZone} />}
    </li>
  );
}

export function Outcome({ outcome }: { outcome: DebugEvent['outcome'] }) {
  if (outcome === 'accepted')
    return (
      <Badge tone="ok" mark={<CircleCheck aria-hidden />}>
        Accepted
      </Badge>
    );
  return (
    <Badge tone="danger" mark={<CircleX aria-hidden />}>
      Refused
    </Badge>
  );
}
