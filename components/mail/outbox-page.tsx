'use client';

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Mails } from 'lucide-react';
import { useQueryState } from 'nuqs';
import { QueryFailure } from '@/components/api/failure';
import { useApi } from '@/components/api/provider';
import { useLiveRefresh } from '@/components/live/use-live';
import { PermissionGate } from '@/components/shell/permission-gate';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { LoadMore } from '@/components/ui/load-more';
import { Page, PageHeader } from '@/components/ui/page-header';
import { Sheet } from '@/components/ui/sheet';
import { SkeletonRows } from '@/components/ui/skeleton';
import { MessageList } from './message-list';
import { MessageView } from './message-view';

export function OutboxPage() {
  return (
    <Page width="narrow">
      <PageHeader
        title="Outbox"
        description="Mail of this organization: what was written, to whom, and what became of it."
      />
      <PermissionGate needs="outbox:read" what="the outbox">
        <Outbox />
      </PermissionGate>
    </Page>
  );
}

function Outbox() {
  const api = useApi();
  const [opened, setOpened] = useQueryState('message');
  useLiveRefresh('outbox', [api.mail.key()]);
  const messages = useInfiniteQuery(
    api.mail.listOutbox.infiniteOptions({
      input: (cursor: string | undefined) => ({ cursor }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
  );
  if (messages.isPending)
    return (
      <Card flush>
        <SkeletonRows rows={3} columns={3} />
      </Card>
    );
  if (messages.isError)
    return <QueryFailure error={messages.error} what="the outbox" onRetry={() => messages.refetch()} />;
  const items = messages.data.pages.flatMap((page) => page.items);
  return (
    <>
      {items.length === 0 ? (
        <EmptyState icon={<Mails />} title="No mail yet">
          An invitation to an e-mail address is the first: invite somebody under Members.
        </EmptyState>
      ) : (
        <Card flush>
          <MessageList label="Mail" items={items} onOpen={(id) => void setOpened(id)} />
          {messages.hasNextPage && (
            <LoadMore
              shown={items.length}
              hasMore
              pending={messages.isFetchingNextPage}
              onLoadMore={() => messages.fetchNextPage()}
            />
          )}
        </Card>
      )}
      {opened !== null && <OpenedMessage id={opened} onClose={() => void setOpened(null)} />}
    </>
  );
}

function OpenedMessage({ id, onClose }: { id: string; onClose: () => void }) {
  const api = useApi();
  const message = useQuery(api.mail.getOutboxMessage.queryOptions({ input: { id } }));
  return (
    <Sheet open onOpenChange={onClose} title={message.data ? <bdi>{message.data.subject}</bdi> : 'Mail'}>
      {message.isPending ? (
        <SkeletonRows rows={4} columns={1} />
      ) : message.isError ? (
        <QueryFailure error={message.error} what="the mail" onRetry={() => message.refetch()} />
      ) : (
        <MessageView message={message.data} />
      )}
    </Sheet>
  );
}
