'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { KeyRound, Plus } from 'lucide-react';
import dynamic from 'next/dynamic';
import { QueryFailure } from '@/components/api/failure';
import { useApi } from '@/components/api/provider';
import { useLiveRefresh } from '@/components/live/use-live';
import { PermissionGate, ReadOnlyNote } from '@/components/shell/permission-gate';
import { useWorkspace } from '@/components/shell/workspace';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { LoadMore } from '@/components/ui/load-more';
import { Page, PageHeader } from '@/components/ui/page-header';
import { SkeletonRows } from '@/components/ui/skeleton';
import { useNewInUrl } from '@/components/ui/use-new-in-url';
import { ApiKeyCards, ApiKeyTable } from './api-key-list';

const CreateApiKeyDialog = dynamic(
  () => import('./create-api-key-dialog').then((module) => module.CreateApiKeyDialog),
  {
    ssr: false,
  },
);

export function ApiKeysPage() {
  const { can } = useWorkspace();
  const [creating, setCreating] = useNewInUrl();
  const create = can('keys:write') ? (
    <Button variant="primary" icon={<Plus />} onClick={() => setCreating(true)}>
      New key
    </Button>
  ) : null;
  return (
    <Page width="narrow">
      <PageHeader
        title="API keys"
        description="For programs that read or write here. Sent as the header X-API-Key."
        actions={create}
      />
      <PermissionGate needs="keys:read" what="the API keys">
        <ReadOnlyNote needs="keys:write">Only admins make and revoke keys.</ReadOnlyNote>
        <ApiKeys create={create} />
      </PermissionGate>
      {creating && create && <CreateApiKeyDialog onClose={() => setCreating(false)} />}
    </Page>
  );
}

function ApiKeys({ create }: { create: React.ReactNode }) {
  const api = useApi();
  useLiveRefresh('access', [api.identity.listApiKeys.key()]);
  const keys = useInfiniteQuery(
    api.identity.listApiKeys.infiniteOptions({
      input: (cursor: string | undefined) => ({ cursor }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
  );
  if (keys.isPending)
    return (
      <Card flush>
        <SkeletonRows rows={3} columns={5} />
      </Card>
    );
  if (keys.isError) return <QueryFailure error={keys.error} what="the API keys" onRetry={() => keys.refetch()} />;
  const items = keys.data.pages.flatMap((page) => page.items);
  if (items.length === 0)
    return (
      <EmptyState icon={<KeyRound />} title="No API key yet" action={create}>
        A key lets a program read leads or send events, within the scopes you give it. It is shown once, when it is
        made.
      </EmptyState>
    );
  return (
    <Card flush>
      <ApiKeyTable keys={items} />
      <ApiKeyCards keys={items} />
      {keys.hasNextPage && (
        <LoadMore
          shown={items.length}
          hasMore
          pending={keys.isFetchingNextPage}
          onLoadMore={() => keys.fetchNextPage()}
        />
      )}
    </Card>
  );
}
