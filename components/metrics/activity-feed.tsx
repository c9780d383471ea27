'use client';

import { Activity } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { eventName } from '@/components/leads/event-words';
import { leadLabel } from '@/components/leads/lead-label';
import { exactMoment, timeOfDay } from '@/components/leads/moment-text';
import { formatScore } from '@/components/leads/score-text';
import { dayOf, formatDay } from '@/components/leads/timeline-days';
import { useWorkspace } from '@/components/shell/workspace';
import { cx } from '@/components/ui/class-names';
import { EmptyState } from '@/components/ui/empty-state';
import { formatSigned } from '@/components/ui/format-number';
import { Truncate } from '@/components/ui/truncate';
import { useNow } from '@/components/ui/use-now';
import type { Home } from '@/lib/metrics/contract';

const SHOWN = 10;

interface ActivityFeedProps {
  recent: Home['recent'];
  timeZone: string;
}

/** The latest events with what each did to a score, newest on top. */
export function ActivityFeed({ recent, timeZone }: ActivityFeedProps) {
  const nowMs = useNow();
  const [firstIds] = useState(() => new Set(recent.map(({ eventId }) => eventId)));
  if (recent.length === 0)
    return (
      <EmptyState icon={<Activity aria-hidden />} title="Nothing yet">
        Events appear here the moment they arrive.
      </EmptyState>
    );
  const today = dayOf(nowMs ?? 0, timeZone);
  return (
    <ol aria-label="Latest events" className="divide-y">
      {recent.slice(0, SHOWN).map((event) => (
        <li
          key={event.eventId}
          className={cx('flex h-11 items-center gap-3 px-4', !firstIds.has(event.eventId) && 'animate-rise-in')}
        >
          <time
            dateTime={event.occurredAt}
            title={exactMoment(event.occurredAt, timeZone)}
            className="w-10 shrink-0 text-xs text-faint"
          >
            {shortMoment(event.occurredAt, today, timeZone)}
          </time>
          <span className="min-w-0 flex-1">
            <LeadName leadId={event.lead.id} label={leadLabel(event.lead)} />
            <bdi className="block truncate text-xs text-muted">{eventName(event.type)}</bdi>
          </span>
          <span className="shrink-0 text-right">
            <span
              className={cx(
                'block text-sm',
                event.delta > 0 ? 'text-ok-text' : event.delta < 0 ? 'text-danger-text' : 'text-faint',
              )}
            >
              {formatSigned(event.delta)}
            </span>
            <span className="block text-xs text-faint">
              <span className="sr-only">Score then: </span>
              {formatScore(event.scoreAfter)}
            </span>
          </span>
        </li>
      ))}
    </ol>
  );
}

/** The time of day today, the day before that. */
function shortMoment(moment: string, today: string, timeZone: string): string {
  const day = dayOf(Date.parse(moment), timeZone);
  return day === today ? timeOfDay(moment, timeZone) : formatDay(day, { day: 'numeric', month: 'short' });
}

function LeadName({ leadId, label }: { leadId: string; label: string }) {
  const { org, can } = useWorkspace();
  const text = <Truncate text={label} className="text-left! text-sm" />;
  if (!can('leads:read')) return text;
  return (
    <Link href={`/${org.slug}/leads/${leadId}`} className="block rounded-sm hover:underline">
      {text}
    </Link>
  );
}
