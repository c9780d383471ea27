'use client';

import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { RotateCcw } from 'lucide-react';
import { failureText } from '@/components/api/failure-text';
import { useApi } from '@/components/api/provider';
import { useWorkspace } from '@/components/shell/workspace';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { DataCard, DataList } from '@/components/ui/data-list';
import { LoadMore } from '@/components/ui/load-more';
import { TimeAgo } from '@/components/ui/time-ago';
import { toast } from '@/components/ui/toaster';
import { REFRESH_EVERY_MS } from './refresh';

/** Events that are kept in the ledger and could not be scored; nothing is shown where there are none. */
export function SetAsideCard() {
  const api = useApi();
  const queryClient = useQueryClient();
  const { can } = useWorkspace();
  const events = useInfiniteQuery(
    api.system.listEventsSetAside.infiniteOptions({
      input: (cursor: string | undefined) => ({ limit: 20, ...(cursor === undefined ? {} : { cursor }) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      refetchInterval: REFRESH_EVERY_MS,
    }),
  );
  const retry = useMutation(
    api.system.retryEventsSetAside.mutationOptions({
      onSuccess: ({ retried }) => toast.success(`${retried} ${retried === 1 ? 'event is' : 'events are'} scored again`),
      onError: (error) => toast.error(`They stay where they are. ${failureText(error)}`),
      onSettled: () => queryClient.invalidateQueries({ queryKey: api.system.key() }),
    }),
  );
  const items = events.data?.pages.flatMap((page) => page.items) ?? [];
  if (items.length === 0) return null;
  return (
    <Card
      title="Events that could not be scored"
      description="They are kept in the ledger. Each alone stopped the scoring, and was set aside so that the others go on."
      actions={
        can('system:run') && (
          <Button size="sm" icon={<RotateCcw />} pending={retry.isPending} onClick={() => retry.mutate({})}>
            Score them again
          </Button>
        )
      }
      flush
    >
      <DataList label="Events that could not be scored">
        {items.map(({ eventId, type, receivedAt, reason }) => (
          <DataCard
            key={eventId}
            title={<bdi className="font-mono text-xs break-all">{type}</bdi>}
            subtitle={<TimeAgo moment={receivedAt} />}
          >
            <p dir="auto" className="text-left text-xs break-words text-danger-text">
              {reason}
            </p>
          </DataCard>
        ))}
      </DataList>
      <LoadMore
        shown={items.length}
        hasMore={events.hasNextPage}
        pending={events.isFetchingNextPage}
        onLoadMore={() => void events.fetchNextPage()}
      />
    </Card>
  );
}
