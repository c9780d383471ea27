'use client';

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Bug, Pause, Play } from 'lucide-react';
import Link from 'next/link';
import { useQueryStates } from 'nuqs';
import { useState } from 'react';
import { QueryFailure } from '@/components/api/failure';
import { useApi } from '@/components/api/provider';
import { useTimeZone } from '@/components/leads/use-time-zone';
import { useLive, useLiveRefresh } from '@/components/live/use-live';
import { PermissionGate } from '@/components/shell/permission-gate';
import { useWorkspace } from '@/components/shell/workspace';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { CodeBlock } from '@/components/ui/code-block';
import { EmptyState } from '@/components/ui/empty-state';
import { formatNumber } from '@/components/ui/format-number';
import { LoadMore } from '@/components/ui/load-more';
import { Notice } from '@/components/ui/notice';
import { Page, PageHeader } from '@/components/ui/page-header';
import { Segmented } from '@/components/ui/segmented';
import { Select } from '@/components/ui/select';
import { SkeletonRows } from '@/components/ui/skeleton';
import { debuggerFilterParsers } from './debugger-filters';
import { DebuggerRow } from './debugger-row';
import { curlLine } from './install-text';

const PAGE_SIZE = 50;
const OUTCOMES = [
  { value: 'all', label: 'All' },
  { value: 'accepted', label: 'Accepted' },
  { value: 'refused', label: 'Refused' },
] as const;

/** Every event the organization's sites send, taken or refused and why, as it happens. */
export function DebuggerPage() {
  const { org, can } = useWorkspace();
  return (
    <Page>
      <PageHeader
        title="Debugger"
        description="Every event your sites and servers sent in the last 24 hours, accepted or refused, as it arrives."
        above={
          can('sources:read') && (
            <Link href={`/${org.slug}/settings/sources`} className="rounded-sm hover:underline">
              Sources & keys
            </Link>
          )
        }
      />
      <PermissionGate needs="events:read" what="events">
        <Debugger />
      </PermissionGate>
    </Page>
  );
}

function Debugger() {
  const api = useApi();
  const timeZone = useTimeZone();
  const sources = useSources();
  const [paused, setPaused] = useState(false);
  const [filters, setFilters] = useQueryStates(debuggerFilterParsers);
  const query = useInfiniteQuery(
    api.tracking.debugEvents.infiniteOptions({
      input: (cursor: string | undefined) => ({
        limit: PAGE_SIZE,
        ...(filters.outcome === null ? {} : { outcome: filters.outcome }),
        ...(filters.source === null ? {} : { sourceId: filters.source }),
        ...(cursor === undefined ? {} : { cursor }),
      }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      // Paused, nothing that is shown is read again; another filter still is.
      enabled: ({ state }) => !paused || state.data === undefined,
    }),
  );
  useLiveRefresh('leads', [api.tracking.debugEvents.key()], () => !paused);
  useLiveRefresh('refused', [api.tracking.debugEvents.key()], () => !paused);
  const events = query.data?.pages.flatMap(({ items }) => items) ?? [];
  const filtered = filters.outcome !== null || filters.source !== null;
  const nameOf = (id: string | null) =>
    id === null ? 'API key' : (sources.find((source) => source.id === id)?.name ?? `Source …${id.slice(-6)}`);
  return (
    <>
      <search className="flex flex-wrap items-center gap-2 pb-3">
        <Segmented
          label="Outcome"
          value={filters.outcome ?? 'all'}
          options={OUTCOMES}
          onValueChange={(outcome) => void setFilters({ outcome: outcome === 'all' ? null : outcome })}
        />
        {sources.length > 0 && (
          <Select
            aria-label="Source"
            className="w-auto max-w-64"
            value={filters.source ?? ''}
            onChange={({ target }) => void setFilters({ source: target.value || null })}
          >
            <option value="">Any source</option>
            {sources.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        )}
        <Button
          icon={paused ? <Play aria-hidden /> : <Pause aria-hidden />}
          className="ml-auto"
          onClick={() => setPaused(!paused)}
        >
          {paused ? 'Resume' : 'Pause'}
        </Button>
      </search>
      {paused && <Paused />}
      {query.isPending ? (
        <Card flush>
          <SkeletonRows rows={12} columns={4} />
        </Card>
      ) : query.data === undefined ? (
        <QueryFailure error={query.error} what="the events" onRetry={() => void query.refetch()} />
      ) : events.length === 0 ? (
        <Nothing filtered={filtered} onClear={() => void setFilters({ outcome: null, source: null })} />
      ) : (
        <Card flush>
          <ol aria-label="Events as they arrived" className="divide-y">
            {events.map((event) => (
              <DebuggerRow key={event.id} event={event} sourceName={nameOf(event.sourceId)} timeZone={timeZone} />
            ))}
          </ol>
          {query.isFetchNextPageError && (
            <QueryFailure error={query.error} what="older events" onRetry={() => void query.fetchNextPage()} />
          )}
          <LoadMore
            shown={events.length}
            hasMore={query.hasNextPage}
            pending={query.isFetchingNextPage}
            onLoadMore={() => void query.fetchNextPage()}
          />
        </Card>
      )}
    </>
  );
}

const SOURCES_MAX = 200;

/** By name in the filter and in the lines, for those who may see them. */
function useSources() {
  const { can } = useWorkspace();
  const api = useApi();
  const sources = useQuery(
    api.tracking.listSources.queryOptions({ input: { limit: SOURCES_MAX }, enabled: can('sources:read') }),
  );
  return sources.data?.items ?? [];
}

/** Mounted while the list stands still; counts what it does not show. */
function Paused() {
  const [missed, setMissed] = useState(0);
  useLive('leads', ({ events }) => setMissed((count) => count + events));
  useLive('refused', ({ kept, leftOut }) => setMissed((count) => count + kept + leftOut));
  return (
    <div className="pb-3">
      <Notice role="status" icon={<Pause aria-hidden />}>
        The list stands still.{' '}
        {missed > 0 && `${formatNumber(missed)} ${missed === 1 ? 'event' : 'events'} came meanwhile.`}
      </Notice>
    </div>
  );
}

function Nothing({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  const { org, can } = useWorkspace();
  if (filtered)
    return (
      <EmptyState
        icon={<Bug aria-hidden />}
        title="No event matches these filters"
        action={<Button onClick={onClear}>Clear filters</Button>}
      />
    );
  return (
    <>
      <EmptyState
        icon={<Bug aria-hidden />}
        title="No event in the last 24 hours"
        action={
          can('sources:read') && (
            <Button variant="primary" asChild>
              <Link href={`/${org.slug}/settings/sources`}>Open sources & keys</Link>
            </Button>
          )
        }
      >
        Put the snippet of a source on a page and open that page, or send an event from a terminal as below, with a
        write key in its place. It appears here the moment it arrives, also when it is refused.
      </EmptyState>
      <div className="mx-auto max-w-2xl">
        <CodeBlock label="Command line" code={curlLine(window.location.origin, 'YOUR_WRITE_KEY')} />
      </div>
    </>
  );
}
