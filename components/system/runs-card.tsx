'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { Workflow } from 'lucide-react';
import { useQueryStates } from 'nuqs';
import { QueryFailure } from '@/components/api/failure';
import { useApi } from '@/components/api/provider';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { LoadMore } from '@/components/ui/load-more';
import { Segmented } from '@/components/ui/segmented';
import { SkeletonRows } from '@/components/ui/skeleton';
import { REFRESH_EVERY_MS } from './refresh';
import { RetryFailed } from './retry-failed';
import { runFilterParsers } from './run-filters';
import { RunList } from './run-list';
import { RunSheet } from './run-sheet';

const PAGE_SIZE = 20;
const STATUSES = [
  { value: 'all', label: 'All' },
  { value: 'running', label: 'Running' },
  { value: 'failed', label: 'Failed' },
  { value: 'completed', label: 'Completed' },
  { value: 'cancelled', label: 'Cancelled' },
] as const;
const OWNERS = [
  { value: 'organization', label: 'This organization' },
  { value: 'program', label: 'The program' },
] as const;

/** Every piece of durable work, newest first; those that failed can be let go on. */
export function RunsCard() {
  const api = useApi();
  const [filters, setFilters] = useQueryStates(runFilterParsers);
  const of = filters.of ?? 'organization';
  const runs = useInfiniteQuery(
    api.system.listRuns.infiniteOptions({
      input: (cursor: string | undefined) => ({
        limit: PAGE_SIZE,
        of,
        ...(filters.status === null ? {} : { status: filters.status }),
        ...(cursor === undefined ? {} : { cursor }),
      }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      refetchInterval: REFRESH_EVERY_MS,
    }),
  );
  const items = runs.data?.pages.flatMap((page) => page.items) ?? [];
  const drivenBy = runs.data?.pages[0]?.drivenBy;
  return (
    <>
      <Card
        title={<span id="runs">Runs</span>}
        description="Durable work: what began it, its steps, and every attempt. Kept for a week, failed ones for thirty days."
        actions={of === 'organization' && drivenBy === 'engine' && <RetryFailed />}
        flush
      >
        <div className="flex flex-wrap gap-2 border-b px-4 py-2">
          <Segmented
            label="Whose runs"
            value={of}
            options={OWNERS}
            onValueChange={(value) => void setFilters({ of: value === 'organization' ? null : value })}
          />
          <Segmented
            label="State of the runs"
            value={filters.status === null || filters.status === 'queued' ? 'all' : filters.status}
            options={STATUSES}
            onValueChange={(value) => void setFilters({ status: value === 'all' ? null : value })}
          />
        </div>
        {runs.isPending ? (
          <SkeletonRows rows={6} columns={4} />
        ) : runs.data === undefined ? (
          <QueryFailure error={runs.error} what="the runs" onRetry={() => void runs.refetch()} />
        ) : items.length === 0 ? (
          <Nothing drivenBy={drivenBy ?? 'none'} filtered={filters.status !== null} />
        ) : (
          <>
            <RunList runs={items} onOpen={of === 'organization' ? (run) => void setFilters({ run }) : null} />
            <LoadMore
              shown={items.length}
              hasMore={runs.hasNextPage}
              pending={runs.isFetchingNextPage}
              onLoadMore={() => void runs.fetchNextPage()}
            />
          </>
        )}
      </Card>
      {filters.run !== null && <RunSheet id={filters.run} onClose={() => void setFilters({ run: null })} />}
    </>
  );
}

function Nothing({ drivenBy, filtered }: { drivenBy: 'engine' | 'other' | 'none'; filtered: boolean }) {
  if (drivenBy === 'other')
    return (
      <EmptyState icon={<Workflow aria-hidden />} title="The runs are shown elsewhere">
        An Inngest of your own drives the durable work of this installation. Its own pages show every run, and retry it.
      </EmptyState>
    );
  if (drivenBy === 'none')
    return (
      <EmptyState icon={<Workflow aria-hidden />} title="Nothing drives durable work here">
        The server does scheduled work by itself, as the workers below say. Name an Inngest in the settings of the
        server, or start it with <code className="font-mono">npm start</code>, to have runs.
      </EmptyState>
    );
  return (
    <EmptyState icon={<Workflow aria-hidden />} title={filtered ? 'No run in this state' : 'No run yet'}>
      {filtered
        ? 'Choose another state to see more.'
        : 'Durable work begins by the clock, by long work such as a rule applied to history, or when something is retried.'}
    </EmptyState>
  );
}
