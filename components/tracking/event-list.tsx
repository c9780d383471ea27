'use client';

import Link from 'next/link';
import { eventDetail, eventName } from '@/components/leads/event-words';
import { dayAndTime, exactMoment } from '@/components/leads/moment-text';
import { useWorkspace } from '@/components/shell/workspace';
import { Badge } from '@/components/ui/badge';
import type { LedgerEvent } from '@/lib/tracking/contract';

interface EventListProps {
  events: readonly LedgerEvent[];
  timeZone: string | undefined;
}

/** Events as lines; each opens in its lead's timeline. */
export function EventList({ events, timeZone }: EventListProps) {
  return (
    <ol aria-label="Events" className="divide-y">
      {events.map((event) => (
        <li key={event.id} className="flex min-h-8 items-center gap-3 px-4 py-1 text-sm hover:bg-sunken/60">
          <time
            dateTime={event.occurredAt}
            title={`Occurred ${exactMoment(event.occurredAt, timeZone)}, received ${exactMoment(event.receivedAt, timeZone)}`}
            className="w-32 shrink-0 text-xs text-faint max-sm:w-20"
          >
            {dayAndTime(event.occurredAt, timeZone)}
          </time>
          <span className="flex min-w-0 flex-1 gap-3 max-sm:flex-col max-sm:gap-0">
            <bdi className="max-w-full shrink-0 truncate font-medium" title={event.type}>
              {eventName(event.type)}
            </bdi>
            {event.machine !== null && <Badge>Machine: {event.machine}</Badge>}
            <bdi className="min-w-0 truncate text-muted sm:flex-1">{eventDetail(event.properties)}</bdi>
          </span>
          <OpenInLead event={event} />
        </li>
      ))}
    </ol>
  );
}

function OpenInLead({ event }: { event: LedgerEvent }) {
  const { org, can } = useWorkspace();
  if (event.leadId === null || !can('leads:read')) return null;
  return (
    <Link
      href={`/${org.slug}/leads/${event.leadId}?event=${event.id}`}
      className="shrink-0 rounded-sm text-accent-text hover:underline"
    >
      Lead …{event.leadId.slice(-6)}
      <span className="sr-only">: {eventName(event.type)} in its timeline</span>
    </Link>
  );
}
