'use client';

import { History } from 'lucide-react';
import { useState } from 'react';
import { QueryFailure } from '@/components/api/failure';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { LoadMore } from '@/components/ui/load-more';
import { Notice } from '@/components/ui/notice';
import { Select } from '@/components/ui/select';
import { SkeletonRows } from '@/components/ui/skeleton';
import { useNow } from '@/components/ui/use-now';
import { eventName } from './event-words';
import { groupByDay } from './timeline-days';
import { TimelineRow } from './timeline-row';
import { type EventTarget, useSeekEvent } from './use-seek-event';
import { useTimeZone } from './use-time-zone';
import { useTimeline } from './use-timeline';

interface TimelineProps {
  leadId: string;
  /** Events of all types. */
  total: number;
  /** Types to filter by. */
  types: readonly string[];
  /** The event to open and bring into view. */
  target: EventTarget | null;
}

/** Everything that happened, newest first, under the days of the organization's time zone. */
export function Timeline({ leadId, total, types, target }: TimelineProps) {
  const [type, setType] = useState<string | null>(null);
  const { query, entries } = useTimeline(leadId, type);
  const seek = useSeekEvent({ target, entries, query, showAllTypes: () => setType(null) });
  const timeZone = useTimeZone();
  const nowMs = useNow();

  const days = groupByDay(entries, nowMs ?? 0, timeZone);
  return (
    <Card
      title="Timeline"
      flush
      actions={<TypeFilter types={types} type={type} onChoose={setType} />}
      className="overflow-clip lg:sticky lg:top-4"
    >
      <div data-timeline className="lg:max-h-[calc(100dvh-10rem)] lg:overflow-y-auto">
        {seek === 'missing' && (
          <div className="p-3">
            <Notice tone="caution" role="status">
              The event that was asked for is not in this timeline.
            </Notice>
          </div>
        )}
        {seek === 'seeking' && (
          <p role="status" className="border-b px-4 py-2 text-xs text-muted">
            Looking for the event…
          </p>
        )}
        {query.isPending ? (
          <SkeletonRows rows={12} columns={3} />
        ) : query.data === undefined ? (
          <QueryFailure error={query.error} what="the timeline" onRetry={() => void query.refetch()} />
        ) : entries.length === 0 ? (
          <NothingHere type={type} onClear={() => setType(null)} />
        ) : (
          <>
            {days.map(({ day, heading, entries: ofDay }) => (
              <section key={day} aria-label={heading}>
                <h3 className="sticky top-0 z-[1] border-b bg-sunken px-4 py-1 text-xs font-medium text-muted max-md:top-12">
                  {heading}
                </h3>
                <ol className="divide-y border-b">
                  {ofDay.map((entry) => (
                    <TimelineRow
                      key={entry.id}
                      entry={entry}
                      timeZone={timeZone}
                      target={target?.eventId === entry.id ? target : null}
                    />
                  ))}
                </ol>
              </section>
            ))}
            {query.isFetchNextPageError && (
              <QueryFailure error={query.error} what="older events" onRetry={() => void query.fetchNextPage()} />
            )}
            <LoadMore
              shown={entries.length}
              {...(type === null ? { total: Math.max(total, entries.length) } : {})}
              hasMore={query.hasNextPage}
              pending={query.isFetchingNextPage}
              onLoadMore={() => void query.fetchNextPage()}
            />
          </>
        )}
      </div>
    </Card>
  );
}

interface TypeFilterProps {
  types: readonly string[];
  type: string | null;
  onChoose: (type: string | null) => void;
}

function TypeFilter({ types, type, onChoose }: TypeFilterProps) {
  const all = type !== null && !types.includes(type) ? [...types, type] : [...types];
  return (
    <Select
      size="sm"
      aria-label="Show events of type"
      value={type ?? ''}
      onChange={(event) => onChoose(event.target.value || null)}
      className="w-44"
    >
      <option value="">All types</option>
      {all
        .sort((a, b) => a.localeCompare(b))
        .map((option) => (
          <option key={option} value={option}>
            {eventName(option)}
          </option>
        ))}
    </Select>
  );
}

function NothingHere({ type, onClear }: { type: string | null; onClear: () => void }) {
  return (
    <EmptyState
      icon={<History aria-hidden />}
      title={type === null ? 'Nothing has happened yet' : `No event of type ${eventName(type)}`}
      action={type !== null && <Button onClick={onClear}>Show all types</Button>}
    >
      {type === null && 'The first event of this lead appears here as soon as it arrives.'}
    </EmptyState>
  );
}
