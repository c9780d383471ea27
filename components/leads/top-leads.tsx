'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { Trophy } from 'lucide-react';
import { QueryFailure } from '@/components/api/failure';
import { useApi } from '@/components/api/provider';
import { useLiveRefresh } from '@/components/live/use-live';
import { Card } from '@/components/ui/card';
import { DataCard, DataList } from '@/components/ui/data-list';
import { EmptyState } from '@/components/ui/empty-state';
import { formatNumber } from '@/components/ui/format-number';
import { LoadMore } from '@/components/ui/load-more';
import { SkeletonRows } from '@/components/ui/skeleton';
import { Cell, HeadCell, Row, Table, TableHead } from '@/components/ui/table';
import { TimeAgo } from '@/components/ui/time-ago';
import { Truncate } from '@/components/ui/truncate';
import type { Lead } from '@/lib/leads/contract';
import { leadSubtitle } from './lead-label';
import { LeadName } from './lead-name';
import { joinPages } from './lead-pages';
import { LiveScore } from './live-score';
import { RiskText } from './risk-text';
import { StageBadge } from './stage-badge';

const PAGE_SIZE = 50;

/** All leads by score, ranked, page by page. */
export function TopLeads() {
  const api = useApi();
  const query = useInfiniteQuery(
    api.leads.leaderboard.infiniteOptions({
      input: (cursor: string | undefined) => ({ limit: PAGE_SIZE, ...(cursor === undefined ? {} : { cursor }) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
  );
  useLiveRefresh('leads', [api.leads.leaderboard.key()]);
  useLiveRefresh('settings', [api.leads.leaderboard.key()]);
  if (query.isPending)
    return (
      <Card flush>
        <SkeletonRows rows={16} columns={5} />
      </Card>
    );
  if (query.data === undefined)
    return <QueryFailure error={query.error} what="the leaderboard" onRetry={() => void query.refetch()} />;
  const { leads } = joinPages(query.data.pages);
  if (leads.length === 0)
    return (
      <EmptyState icon={<Trophy aria-hidden />} title="No leads yet">
        Leads are ranked here by their score as soon as events come in.
      </EmptyState>
    );
  return (
    <Card flush>
      <RankedTable leads={leads} />
      <DataList label="Top leads" className="md:hidden">
        {leads.map((lead, index) => (
          <DataCard
            key={lead.id}
            title={
              <span className="flex gap-2">
                <span className="shrink-0 text-faint">{formatNumber(index + 1)}</span>
                <LeadName lead={lead} className="flex-1" />
              </span>
            }
            subtitle={<bdi>{leadSubtitle(lead)}</bdi>}
            trailing={<LiveScore leadId={lead.id} score={lead.score} className="font-semibold" />}
          >
            <div className="flex items-center gap-3 text-xs text-muted">
              <StageBadge stage={lead.stage} />
              <span className="inline-flex items-center gap-1">
                Risk <RiskText risk={lead.risk} />
              </span>
              {lead.lastEventAt !== null && <TimeAgo moment={lead.lastEventAt} className="ml-auto" />}
            </div>
          </DataCard>
        ))}
      </DataList>
      {query.isFetchNextPageError && (
        <QueryFailure error={query.error} what="the next leads" onRetry={() => void query.fetchNextPage()} />
      )}
      <LoadMore
        shown={leads.length}
        hasMore={query.hasNextPage}
        pending={query.isFetchingNextPage}
        onLoadMore={() => void query.fetchNextPage()}
      />
    </Card>
  );
}

function RankedTable({ leads }: { leads: readonly Lead[] }) {
  return (
    <div className="max-md:hidden">
      <Table label="Top leads" className="table-fixed">
        <TableHead>
          <HeadCell numeric className="w-16">
            Rank
          </HeadCell>
          <HeadCell>Lead</HeadCell>
          <HeadCell className="max-lg:hidden">Company</HeadCell>
          <HeadCell numeric className="w-28">
            Score
          </HeadCell>
          <HeadCell className="w-32">Stage</HeadCell>
          <HeadCell numeric className="w-20">
            <span title="Velocity: events of the last 24 hours, at most 10">24 h</span>
          </HeadCell>
          <HeadCell numeric className="w-20">
            Risk
          </HeadCell>
          <HeadCell className="w-32">Last activity</HeadCell>
        </TableHead>
        <tbody>
          {leads.map((lead, index) => (
            <Row key={lead.id}>
              <Cell numeric className="text-faint">
                {formatNumber(index + 1)}
              </Cell>
              <Cell>
                <LeadName lead={lead} />
              </Cell>
              <Cell className="text-muted max-lg:hidden">
                {lead.company !== null && <Truncate text={lead.company} className="text-left!" />}
              </Cell>
              <Cell numeric>
                <LiveScore leadId={lead.id} score={lead.score} className="font-medium" />
              </Cell>
              <Cell>
                <StageBadge stage={lead.stage} />
              </Cell>
              <Cell numeric>{lead.velocity}</Cell>
              <Cell numeric>
                <RiskText risk={lead.risk} />
              </Cell>
              <Cell className="text-muted">{lead.lastEventAt !== null && <TimeAgo moment={lead.lastEventAt} />}</Cell>
            </Row>
          ))}
        </tbody>
      </Table>
    </div>
  );
}
