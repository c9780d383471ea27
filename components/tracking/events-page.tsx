'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { Activity, X } from 'lucide-react';
import { useQueryStates } from 'nuqs';
import { QueryFailure } from '@/components/api/failure';
import { useApi } from '@/components/api/provider';
import { dayAndTime } from '@/components/leads/moment-text';
import { SearchBox } from '@/components/leads/search-box';
import { useTimeZone } from '@/components/leads/use-time-zone';
import { useLiveRefresh } from '@/components/live/use-live';
import { PermissionGate } from '@/components/shell/permission-gate';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { LoadMore } from '@/components/ui/load-more';
import { Page, PageHeader } from '@/components/ui/page-header';
import { SkeletonRows } from '@/components/ui/skeleton';
import { eventFilterParsers, eventsInput } from './event-filters';
import { EventList } from './event-list';

const PAGE_SIZE = 100;

/** The rows behind figures that count events. */
export function EventsPage() {
  return (
    <Page>
      <PageHeader title="Events" description="What was received, the newest arrival first." />
      <PermissionGate needs="events:read" what="events">
        <Events />
      </PermissionGate>
    </Page>
  );
}

function Events() {
  const api = useApi();
  const timeZone = useTimeZone();
  const [filters, setFilters] = useQueryStates(eventFilterParsers);
  const query = useInfiniteQuery(
    api.tracking.listEvents.infiniteOptions({
      input: (cursor: string | undefined) => ({
        ...eventsInput(filters),
        limit: PAGE_SIZE,
        ...(cursor === undefined ? {} : { cursor }),
      }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
  );
  useLiveRefresh('leads', [api.tracking.listEvents.key()]);
  const events = query.data?.pages.flatMap(({ items }) => items) ?? [];
  const filtered = Object.values(filters).some((filter) => filter !== null);
  const clear = () => void setFilters({ from: null, to: null, type: null, by: null });
  return (
    <>
      <search className="flex flex-wrap items-center gap-2 pb-3">
        <SearchBox
          value={filters.type ?? ''}
          onChange={(type) => void setFilters({ type: type || null })}
          label="Event type, in full"
          className="w-full md:w-64"
        />
        {filters.from !== null && (
          <Chip onRemove={() => void setFilters({ from: null })}>
            Occurred from {dayAndTime(filters.from, timeZone)}
          </Chip>
        )}
        {filters.to !== null && (
          <Chip onRemove={() => void setFilters({ to: null })}>Occurred before {dayAndTime(filters.to, timeZone)}</Chip>
        )}
        {filters.by !== null && (
          <Chip onRemove={() => void setFilters({ by: null })}>
            {filters.by === 'people' ? 'Of people' : 'Of machines'}
          </Chip>
        )}
      </search>
      {query.isPending ? (
        <Card flush>
          <SkeletonRows rows={20} columns={4} />
        </Card>
      ) : query.data === undefined ? (
        <QueryFailure error={query.error} what="the events" onRetry={() => void query.refetch()} />
      ) : events.length === 0 ? (
        <EmptyState
          icon={<Activity aria-hidden />}
          title={filtered ? 'No event matches these filters' : 'No events yet'}
          action={filtered && <Button onClick={clear}>Clear filters</Button>}
        >
          {!filtered && 'Events appear here the moment they arrive.'}
        </EmptyState>
      ) : (
        <Card flush>
          <EventList events={events} timeZone={timeZone} />
          {query.isFetchNextPageError && (
            <QueryFailure error={query.error} what="older events" onRetry={() => void query.fetchNextPage()} />
          )}
          <LoadMore
            shown={events.length}
            total={query.data.pages[0]?.total}
            hasMore={query.hasNextPage}
            pending={query.isFetchingNextPage}
            onLoadMore={() => void query.fetchNextPage()}
          />
        </Card>
      )}
    </>
  );
}

function Chip({ children, onRemove }: { children: React.ReactNode; onRemove: () => void }) {
  return (
    <Button size="sm" onClick={onRemove} icon={<X aria-hidden />}>
      <span className="sr-only">Remove: </span>
      {children}
    </Button>
  );
}
