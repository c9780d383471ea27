'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { QueryFailure } from '@/components/api/failure';
import { MessageList } from '@/components/mail/message-list';
import { MessageView } from '@/components/mail/message-view';
import { LoadMore } from '@/components/ui/load-more';
import { Sheet } from '@/components/ui/sheet';
import { SkeletonRows } from '@/components/ui/skeleton';
import { accountOutbox } from './auth-client';

/** Nothing announces these mails to anybody, so the page looks by itself. */
const LOOK_AGAIN_MS = 3_000;

export function AccountOutbox() {
  const [opened, setOpened] = useState<string | null>(null);
  const messages = useInfiniteQuery({
    queryKey: ['account-outbox'],
    queryFn: ({ pageParam }) => accountOutbox(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: LOOK_AGAIN_MS,
  });
  if (messages.isPending) return <SkeletonRows rows={3} columns={2} />;
  if (messages.isError)
    return <QueryFailure error={messages.error} what="the outbox" onRetry={() => messages.refetch()} />;
  const items = messages.data.pages.flatMap((page) => page.items);
  const message = items.find(({ id }) => id === opened);
  if (items.length === 0) return <p className="text-sm text-muted">Nothing was written to anybody yet.</p>;
  return (
    <div className="-mx-5 border-t">
      <MessageList label="Mail" items={items} onOpen={setOpened} />
      {messages.hasNextPage && (
        <LoadMore
          shown={items.length}
          hasMore
          pending={messages.isFetchingNextPage}
          onLoadMore={() => messages.fetchNextPage()}
        />
      )}
      {message && (
        <Sheet open onOpenChange={() => setOpened(null)} title={message.subject}>
          <MessageView message={message} />
        </Sheet>
      )}
    </div>
  );
}
