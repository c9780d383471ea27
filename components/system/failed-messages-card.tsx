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
import type { FailedMessage } from '@/lib/system/contract';
import { bytesText } from './duration-text';
import { REFRESH_EVERY_MS } from './refresh';

/** Messages that could not be delivered; nothing is shown where there are none. */
export function FailedMessagesCard() {
  const messages = useInfiniteQuery(
    useApi().system.listFailedMessages.infiniteOptions({
      input: (cursor: string | undefined) => ({ limit: 20, ...(cursor === undefined ? {} : { cursor }) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      refetchInterval: REFRESH_EVERY_MS,
    }),
  );
  const items = messages.data?.pages.flatMap((page) => page.items) ?? [];
  if (items.length === 0) return null;
  return (
    <Card
      title="Messages that could not be delivered"
      description="Every attempt failed. They are kept for thirty days and can be delivered again."
      flush
    >
      <DataList label="Messages that could not be delivered">
        {items.map((message) => (
          <DataCard
            key={message.id}
            title={<bdi className="font-mono text-xs break-all">{message.label ?? message.url}</bdi>}
            subtitle={
              <>
                {message.method}, {bytesText(message.bodyBytes)}, {message.retried + 1}{' '}
                {message.retried === 0 ? 'attempt' : 'attempts'} · <TimeAgo moment={message.failedAt} />
              </>
            }
            trailing={<Retry message={message} />}
          >
            <p dir="auto" className="line-clamp-3 text-left text-xs break-words text-danger-text">
              {message.error}
            </p>
          </DataCard>
        ))}
      </DataList>
      <LoadMore
        shown={items.length}
        hasMore={messages.hasNextPage}
        pending={messages.isFetchingNextPage}
        onLoadMore={() => void messages.fetchNextPage()}
      />
    </Card>
  );
}

function Retry({ message: { id } }: { message: FailedMessage }) {
  const api = useApi();
  const queryClient = useQueryClient();
  const { can } = useWorkspace();
  const retry = useMutation(
    api.system.retryMessage.mutationOptions({
      onSuccess: () => toast.success('The message is delivered again'),
      onError: (error) => toast.error(`It stays where it is. ${failureText(error)}`),
      onSettled: () => queryClient.invalidateQueries({ queryKey: api.system.listFailedMessages.key() }),
    }),
  );
  if (!can('system:run')) return null;
  return (
    <Button size="sm" icon={<RotateCcw />} pending={retry.isPending} onClick={() => retry.mutate({ id })}>
      Retry
    </Button>
  );
}
