'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { Bug, Plus, Radio } from 'lucide-react';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { parseAsString, useQueryState } from 'nuqs';
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
import type { Source } from '@/lib/tracking/contract';
import { SourceCards, SourceTable } from './source-list';

const SourceForm = dynamic(() => import('./source-form').then((module) => module.SourceForm), { ssr: false });
const SourceSheet = dynamic(() => import('./source-sheet').then((module) => module.SourceSheet), { ssr: false });

export function SourcesPage() {
  const { org, can } = useWorkspace();
  const [creating, setCreating] = useNewInUrl();
  const [openId, setOpenId] = useQueryState('source', parseAsString.withOptions({ history: 'push' }));
  const create = can('sources:write') ? (
    <Button variant="primary" icon={<Plus />} onClick={() => setCreating(true)}>
      New source
    </Button>
  ) : null;
  return (
    <Page width="narrow">
      <PageHeader
        title="Sources & keys"
        description="Where events come from: a web site, an app, a server. Each source has a write key of its own."
        actions={
          <>
            {can('events:read') && (
              <Button asChild>
                <Link href={`/${org.slug}/sources/debugger`}>
                  <Bug aria-hidden />
                  Debugger
                </Link>
              </Button>
            )}
            {create}
          </>
        }
      />
      <PermissionGate needs="sources:read" what="the sources">
        <ReadOnlyNote needs="sources:write">Only admins change sources and see their write keys.</ReadOnlyNote>
        <Sources create={create} openId={openId} onOpen={setOpenId} />
      </PermissionGate>
      {creating && create && (
        <SourceForm
          onClose={() => setCreating(false)}
          onSaved={(source) => {
            setCreating(false);
            void setOpenId(source.id);
          }}
        />
      )}
    </Page>
  );
}

const LOOK_AGAIN_MS = 3_000;

function isWaiting(source: Source, openId: string | null): boolean {
  return source.id === openId && source.lastEventAt === null && source.revokedAt === null;
}

interface SourcesProps {
  create: React.ReactNode;
  openId: string | null;
  onOpen: (id: string | null) => void;
}

function Sources({ create, openId, onOpen }: SourcesProps) {
  const api = useApi();
  const sources = useInfiniteQuery(
    api.tracking.listSources.infiniteOptions({
      input: (cursor: string | undefined) => ({ cursor }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      // The live stream tells of scored events; a first one that moves no score shows by looking again.
      refetchInterval: ({ state }) =>
        state.data?.pages.some(({ items }) => items.some((source) => isWaiting(source, openId)))
          ? LOOK_AGAIN_MS
          : false,
    }),
  );
  useLiveRefresh('leads', [api.tracking.listSources.key()]);
  if (sources.isPending)
    return (
      <Card flush>
        <SkeletonRows rows={3} columns={4} />
      </Card>
    );
  if (sources.isError)
    return <QueryFailure error={sources.error} what="the sources" onRetry={() => sources.refetch()} />;
  const items = sources.data.pages.flatMap((page) => page.items);
  const shown = [...items.filter((source) => !source.revokedAt), ...items.filter((source) => source.revokedAt)];
  const opened: Source | undefined = items.find((source) => source.id === openId);
  return (
    <>
      {shown.length === 0 ? (
        <EmptyState icon={<Radio />} title="No source yet" action={create}>
          A source gives you a snippet for a web site and a key for a server. Events that come in through it are scored
          at once.
        </EmptyState>
      ) : (
        <Card flush>
          <SourceTable sources={shown} onOpen={onOpen} />
          <SourceCards sources={shown} onOpen={onOpen} />
          {sources.hasNextPage && (
            <LoadMore
              shown={shown.length}
              hasMore
              pending={sources.isFetchingNextPage}
              onLoadMore={() => sources.fetchNextPage()}
            />
          )}
        </Card>
      )}
      {opened && <SourceSheet source={opened} onClose={() => onOpen(null)} />}
    </>
  );
}
