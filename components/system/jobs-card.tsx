'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { QueryFailure } from '@/components/api/failure';
import { useApi } from '@/components/api/provider';
import { JobLine } from '@/components/jobs/job-line';
import { useLiveRefresh } from '@/components/live/use-live';
import { Card } from '@/components/ui/card';
import { LoadMore } from '@/components/ui/load-more';
import { SkeletonRows } from '@/components/ui/skeleton';

/** Long work that people asked for, newest first. */
export function JobsCard() {
  const api = useApi();
  const jobs = useInfiniteQuery(
    api.jobs.listJobs.infiniteOptions({
      input: (cursor: string | undefined) => ({ limit: 10, ...(cursor === undefined ? {} : { cursor }) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
  );
  useLiveRefresh('jobs', [api.jobs.key()]);
  const items = jobs.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card
      title="Long work"
      description="What people asked for that takes its time: how far it is, and what came of it."
      flush
    >
      {jobs.isPending ? (
        <SkeletonRows rows={2} columns={3} />
      ) : jobs.data === undefined ? (
        <QueryFailure error={jobs.error} what="long work" onRetry={() => void jobs.refetch()} />
      ) : items.length === 0 ? (
        <p className="px-4 py-3 text-sm text-muted">
          None yet. A scoring rule that is applied to history is long work, for example.
        </p>
      ) : (
        <>
          <ul aria-label="Long work" className="divide-y">
            {items.map((job) => (
              <li key={job.id} className="px-4 py-3">
                <JobLine job={job} />
              </li>
            ))}
          </ul>
          <LoadMore
            shown={items.length}
            hasMore={jobs.hasNextPage}
            pending={jobs.isFetchingNextPage}
            onLoadMore={() => void jobs.fetchNextPage()}
          />
        </>
      )}
    </Card>
  );
}
