'use client';

import { Radio, SearchX } from 'lucide-react';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { createSerializer, parseAsString, useQueryState, useQueryStates } from 'nuqs';
import { useCallback, useRef, useState } from 'react';
import { QueryFailure } from '@/components/api/failure';
import { PermissionGate } from '@/components/shell/permission-gate';
import { useWorkspace } from '@/components/shell/workspace';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Page, PageHeader } from '@/components/ui/page-header';
import { parseAsMoment } from '@/components/ui/parse-as-moment';
import { SkeletonRows } from '@/components/ui/skeleton';
import { NARROW, useMedia } from '@/components/ui/use-media';
import { FilterBar } from './filter-bar';
import { LeadCards } from './lead-cards';
import { columnsParser } from './lead-columns-url';
import { isFiltered, leadFilterParsers } from './lead-filters';
import { LeadTable } from './lead-table';
import { ListActions } from './list-actions';
import { ListFooter } from './list-footer';
import { useLeadCommands } from './use-lead-commands';
import { useLeadList } from './use-lead-list';
import { useListKeys } from './use-list-keys';

/** The list comes first; what shows one lead is fetched when the first one opens. */
const LeadPanel = dynamic(() => import('./lead-panel').then((module) => module.LeadPanel), { ssr: false });

const urlOf = createSerializer({ ...leadFilterParsers, columns: columnsParser, lead: parseAsString });

export function LeadsPage() {
  const { can } = useWorkspace();
  if (can('leads:read')) return <LeadList />;
  return (
    <Page>
      <PageHeader title="Leads" />
      <PermissionGate needs="leads:read" what="leads">
        {null}
      </PermissionGate>
    </Page>
  );
}

function LeadList() {
  const { filters, setFilters, query, leads, total } = useLeadList();
  const [columns, setColumns] = useQueryState('columns', columnsParser);
  const { openId, show, replace, close } = usePanel();
  const { activeId, latestId, setActiveId } = useActiveRow(openId);
  const pathname = usePathname();
  const narrow = useMedia(NARROW);

  const open = useCallback(
    (id: string) => {
      setActiveId(id);
      show(id);
    },
    [show, setActiveId],
  );
  const follow = (id: string) => {
    setActiveId(id);
    replace(id);
  };
  const change = useCallback((next: Partial<typeof filters>) => void setFilters(next), [setFilters]);
  const clear = () => void setFilters({ search: '', stage: null, status: null, known: null, seenFrom: null });

  const move = (by: 1 | -1) => {
    const from = leads.findIndex(({ id }) => id === latestId());
    const to = leads[from < 0 ? 0 : Math.min(leads.length - 1, Math.max(0, from + by))];
    if (!to) return;
    setActiveId(to.id);
    if (openId !== null) replace(to.id);
  };
  const openActive = useCallback(() => {
    if (activeId !== null) open(activeId);
  }, [activeId, open]);
  useListKeys({ onMove: move, onOpen: openActive, panelOpen: openId !== null });
  // An open panel offers what can be done with its own lead.
  useLeadCommands(openId === null ? leads.find(({ id }) => id === activeId) : undefined, { onOpen: openActive });

  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = query;
  const loadMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);

  const List = narrow ? LeadCards : LeadTable;
  return (
    <div className="flex h-[calc(100dvh-3rem)] flex-col pt-4 md:h-dvh">
      <div className="flex flex-wrap items-center justify-between gap-2 px-4 pb-3 md:px-6">
        <h1 className="text-xl font-semibold tracking-tight">Leads</h1>
        <ListActions
          filters={filters}
          columns={columns}
          onColumns={(next) => void setColumns(next)}
          total={query.isPlaceholderData ? undefined : total}
        />
      </div>
      <FilterBar filters={filters} onChange={change} onClear={clear} />
      {query.isPending ? (
        <div className="min-h-0 flex-1 overflow-hidden border-y">
          <SkeletonRows rows={24} columns={8} />
        </div>
      ) : query.data === undefined ? (
        <QueryFailure error={query.error} what="the leads" onRetry={() => void query.refetch()} />
      ) : leads.length === 0 ? (
        <NoLeads filtered={isFiltered(filters)} onClear={clear} />
      ) : (
        <List
          leads={leads}
          total={total}
          columns={columns}
          sort={filters.sort}
          onSort={(sort) => change({ sort })}
          activeId={activeId}
          onActive={setActiveId}
          hrefOf={(id) => urlOf(pathname, { ...filters, columns, lead: id })}
          onOpen={open}
          onNearEnd={loadMore}
          stale={query.isPlaceholderData}
        />
      )}
      {query.data !== undefined && leads.length > 0 && (
        <ListFooter
          shown={leads.length}
          total={total}
          loading={isFetchingNextPage}
          error={query.error}
          onRetry={() => void (isFetchNextPageError ? fetchNextPage() : query.refetch())}
        />
      )}
      {openId !== null && <LeadPanel leadId={openId} onClose={close} onMove={move} onMoved={follow} />}
    </div>
  );
}

const panelParsers = { lead: parseAsString, event: parseAsString, scoreAt: parseAsMoment };

/** The row that keys start from. Keys can come faster than pictures of it: each starts where the one before it ended. */
function useActiveRow(first: string | null) {
  const latest = useRef(first);
  const [activeId, show] = useState(first);
  const setActiveId = useCallback((id: string | null) => {
    latest.current = id;
    show(id);
  }, []);
  return { activeId, setActiveId, latestId: () => latest.current };
}

/** Which lead's panel is open, in the URL; an event or a past moment asked for of one lead is not asked for of the next. */
function usePanel() {
  const [{ lead }, setPanel] = useQueryStates(panelParsers, { history: 'push' });
  const show = useCallback((id: string) => void setPanel({ lead: id, event: null, scoreAt: null }), [setPanel]);
  const replace = (id: string) => void setPanel({ lead: id, event: null, scoreAt: null }, { history: 'replace' });
  const close = () => void setPanel({ lead: null, event: null, scoreAt: null });
  return { openId: lead, show, replace, close };
}

function NoLeads({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  const { org, can } = useWorkspace();
  if (filtered)
    return (
      <EmptyState
        icon={<SearchX aria-hidden />}
        title="No lead matches these filters"
        action={<Button onClick={onClear}>Clear filters</Button>}
      >
        Every lead of {org.name} was looked at.
      </EmptyState>
    );
  return (
    <EmptyState
      icon={<Radio aria-hidden />}
      title="No leads yet"
      action={
        can('sources:read') && (
          <Button variant="primary" asChild>
            <Link href={`/${org.slug}/settings/sources`}>Install the snippet</Link>
          </Button>
        )
      }
    >
      Everybody who visits a page with your snippet, or is named by an event you send, appears here with a score that
      says how warm they are.
    </EmptyState>
  );
}
